#pragma once
#include "fovea/base/limits.h"

namespace CLI {
class App;
}

namespace fovea::cli {

/// --limit NAME=N, which every command has.
void add_limits(CLI::App& app);

/// What files may ask of their readers: the defaults, and what --limit says.
const ReadLimits& read_limits();

}  // namespace fovea::cli
