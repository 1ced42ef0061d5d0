#pragma once
#include "cli/command.h"

/// The commands under `fovea bench`.
namespace fovea::cli {

/// The most memory that this process had. Units    MiB
double peak_memory_mib();

CommandPart add_bench_pipeline(CLI::App& bench, const Terminal& terminal);

}  // namespace fovea::cli
