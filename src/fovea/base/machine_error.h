#pragma once
#include <cerrno>
#include <string>

#include "fovea/base/error.h"

namespace fovea {

/// A failure of the machine while a file was read: too many files are open, no memory, a disk or a network that does not
/// answer. It says nothing of the file, unlike an error of kind resource for a file that is over a limit.
class MachineError : public Error {
 public:
  explicit MachineError(const std::string& text) : Error(ErrorKind::resource, text) {}
};

/// Whether an error number of the system speaks of the machine, and not of the file that was asked for.
constexpr bool is_of_machine(int number) {
  switch (number) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EIO:
    case ESTALE:
    case ETIMEDOUT:
      return true;
    default:
      return false;
  }
}

/// Whether an error speaks of the content that was to be read, which may be left out then, and not of the machine or of
/// fovea.
inline bool is_of_content(const Error& error) {
  return error.kind() != ErrorKind::internal && dynamic_cast<const MachineError*>(&error) == nullptr;
}

}  // namespace fovea
