#pragma once
#include <new>
#include <stdexcept>
#include <string>

namespace fovea {

/// What went wrong, in the terms that decide the exit code of a command (and later an HTTP status).
enum class ErrorKind {
  usage,        ///< a call, argument or option that is wrong in itself
  shape,        ///< shapes that do not fit together
  dtype,        ///< element types that do not fit together
  format,       ///< a file that breaks its format's rules
  unsupported,  ///< a valid file or object that fovea cannot handle
  unreadable,   ///< input that is missing, unreadable or not what it claims
  resource,     ///< out of memory, disk full, no permission to write
  diverged,     ///< the loss became NaN or infinite
  internal      ///< a fault of fovea itself
};

/// The one exception that fovea throws. `what()` says who, the rule, what was received and the way out.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}
  ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

[[noreturn]] void fail(ErrorKind kind, const std::string& text);

/// Runs `work` for a file or an object; memory that cannot be had is an Error too.
template <class Work>
auto with_memory(const std::string& who, Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    fail(ErrorKind::resource, who + ": needs more memory than this machine can give.");
  }
}

/// Exit code of a command that ends with an error of this kind: 1 failed, 2 wrong usage, 3 bad data or file,
/// 4 out of resources.
int exit_code(ErrorKind kind) noexcept;

}  // namespace fovea
