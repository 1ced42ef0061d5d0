#pragma once
#include "fovea/models/callback.h"

namespace fovea::cli {

/// From here on the first Ctrl-C (or SIGTERM) is only noted; the second ends the process at once with status 130.
void watch_interrupts();
bool interrupted();

/// Ends training, validation or a test after the current step once an interrupt was noted.
class StopOnInterrupt : public Callback {
 public:
  void on_batch_end(const BatchLogs&) override {
    if (interrupted()) stop_training();
  }
  void on_test_batch_end(const BatchLogs& logs) override { on_batch_end(logs); }
};

}  // namespace fovea::cli
