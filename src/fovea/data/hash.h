#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace fovea {

/// SHA-256 of bytes that arrive in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  /// The 64 lower-case hexadecimal digits of everything so far. Ends the sum: call it once.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of bytes in memory, as sha256sum prints it.
std::string sha256(std::string_view bytes);

/// SHA-256 of a file, read in pieces. Errors   unreadable: missing, a folder, no permission, a read that fails
std::string sha256_file(const std::filesystem::path& path);

}  // namespace fovea
