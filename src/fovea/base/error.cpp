#include "fovea/base/error.h"

namespace fovea {

void fail(ErrorKind kind, const std::string& text) {
  constexpr std::size_t longest = 1 << 14;  // a name in a file may be megabytes long
  throw Error(kind, text.size() <= longest ? text : text.substr(0, longest) + "...");
}

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::shape:
    case ErrorKind::dtype:
      return 2;
    case ErrorKind::format:
    case ErrorKind::unsupported:
    case ErrorKind::unreadable:
      return 3;
    case ErrorKind::resource:
      return 4;
    case ErrorKind::diverged:
    case ErrorKind::internal:
      return 1;
  }
  return 1;
}

}  // namespace fovea
