#pragma once
#include "fovea/models/callback.h"

namespace fovea::cli {

/// From here on the first Ctrl-C (or SIGTERM) is only noted; the second ends the process at once with status 130.
void watch_interrupts();
bool interrupted();

/// Ends training after the current step once an interrupt was noted.
class StopOnInterrupt : public Callback {
 public:
  void on_batch_end(const BatchLogs&) override {
    if (interrupted()) stop_training();
  }
};

}  // namespace fovea::cli
