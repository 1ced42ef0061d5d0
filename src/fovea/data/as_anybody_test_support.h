#pragma once
#include <unistd.h>

namespace fovea {

/// While it lives the program has the rights of an ordinary user: root reads every file and starts any number of threads.
class AsAnybody {
 public:
  AsAnybody() {
    const uid_t anybody = 1'000'000u + static_cast<uid_t>(::getpid());  // whose threads are this program's alone
    if (was_root_) changed_ = ::setresuid(anybody, anybody, 0) == 0;
  }
  ~AsAnybody() {
    if (changed_) static_cast<void>(::setresuid(0, 0, 0));
  }
  AsAnybody(const AsAnybody&) = delete;
  AsAnybody& operator=(const AsAnybody&) = delete;

  /// Whether it has; a root without the right to become somebody else stays root.
  bool holds() const { return !was_root_ || changed_; }

 private:
  bool was_root_ = ::geteuid() == 0, changed_ = false;
};

}  // namespace fovea
