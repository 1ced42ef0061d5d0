#pragma once
#include <chrono>

#include "cli/command.h"
#include "fovea/models/callback.h"

namespace fovea::cli {

/// Tells how training goes: on a terminal one line that is drawn again several times a second, with epoch, step, rate,
/// time left and measured values; elsewhere one plain line an epoch.
class Progress : public Callback {
 public:
  Progress(const Terminal& terminal, std::int64_t epochs) : terminal_(terminal), epochs_(epochs) {}
  void on_batch_end(const BatchLogs& logs) override;
  void on_epoch_end(const EpochLogs& logs) override;

 private:
  std::string values(const Logs& logs) const;
  const Terminal& terminal_;
  std::int64_t epochs_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace fovea::cli
