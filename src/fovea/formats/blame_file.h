#pragma once
#include <string>

#include "fovea/base/error.h"

namespace fovea {

/// Runs `work` on what a file says: errors in it are errors of the file, whatever they would be in a program.
/// Errors   format: what `work` would throw as usage, shape or dtype; each begins with `who`, once
template <class Work>
auto blame_file(const std::string& who, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    const ErrorKind kind = error.kind();
    const bool said = kind == ErrorKind::usage || kind == ErrorKind::shape || kind == ErrorKind::dtype;
    const std::string text = error.what();
    fail(said ? ErrorKind::format : kind, text.starts_with(who + ":") ? text : who + ": " + text);
  }
}

/// Runs `work` on a model's description: where that has what fovea lacks, the error says whose file it is.
/// Input    version: Keras' that saved it; empty: not known
template <class Work>
auto blame_version(const std::string& version, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (version.empty() || error.kind() != ErrorKind::unsupported) throw;
    fail(error.kind(), std::string(error.what()) + " The file was saved by Keras " + version + ".");
  }
}

}  // namespace fovea
