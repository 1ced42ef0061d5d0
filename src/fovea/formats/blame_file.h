#pragma once
#include <string>

#include "fovea/base/error.h"

namespace fovea {

/// Runs `work` on what a file says: errors in it are errors of the file, whatever they would be in a program.
/// Errors   format: what `work` would throw as usage, shape or dtype; each begins with `who`
template <class Work>
auto blame_file(const std::string& who, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    const ErrorKind kind = error.kind();
    const bool said = kind == ErrorKind::usage || kind == ErrorKind::shape || kind == ErrorKind::dtype;
    fail(said ? ErrorKind::format : kind, who + ": " + error.what());
  }
}

}  // namespace fovea
