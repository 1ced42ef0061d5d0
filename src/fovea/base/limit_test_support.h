#pragma once
#include <sys/resource.h>

#include <functional>

namespace fovea {

/// A soft limit of the process, as `ulimit` sets it, while it lives.
class SoftLimit {
 public:
  template <class Resource>
  SoftLimit(Resource resource, rlim_t value)
      : restore_{[resource](const rlimit& limit) { ::setrlimit(resource, &limit); }} {
    ::getrlimit(resource, &saved_);
    restore_({value, saved_.rlim_max});
  }
  ~SoftLimit() { restore_(saved_); }
  SoftLimit(const SoftLimit&) = delete;
  SoftLimit& operator=(const SoftLimit&) = delete;

 private:
  std::function<void(const rlimit&)> restore_;
  rlimit saved_{};
};

}  // namespace fovea
