#include "cli/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace fovea::cli {
namespace {

volatile std::sig_atomic_t signals_seen = 0;

void on_signal(int) {
  if (signals_seen > 0) ::_exit(130);
  signals_seen = 1;
}

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() { return signals_seen > 0; }

}  // namespace fovea::cli
