#include "fovea/data/hash.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/data/sniff.h"

namespace fovea {

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (!state_->context || EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) != 1)
    fail(ErrorKind::internal, "SHA-256 is not available from this machine's OpenSSL.");
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) != 1)
    fail(ErrorKind::internal, "SHA-256 failed in OpenSSL.");
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size) != 1)
    fail(ErrorKind::internal, "SHA-256 failed in OpenSSL.");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 sum;
  sum.update(bytes);
  return sum.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  first_bytes(path, 0);  // says what is wrong with a path that is no readable file
  std::ifstream file(path, std::ios::binary);
  std::vector<char> piece(1 << 16);
  Sha256 sum;
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
    sum.update({piece.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad()) fail(ErrorKind::unreadable, path.string() + ": reading failed.");
  return sum.hex();
}

}  // namespace fovea
