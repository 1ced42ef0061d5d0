#pragma once
#include <unistd.h>

namespace fovea {

/// While it lives the program has the rights of an ordinary user: root reads every file and starts any number of threads.
class AsAnybody {
 public:
  AsAnybody() {
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
  static constexpr uid_t anybody = 54321;
  bool was_root_ = ::geteuid() == 0, changed_ = false;
};

}  // namespace fovea
