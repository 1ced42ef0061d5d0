#pragma once
#include <atomic>
#include <cstdlib>
#include <new>

/// Replaces operator new and delete of a test program, whose shared libraries use them too: every allocation asks
/// `allocation_hook` first. Include it in one source of a program.
namespace fovea {

/// Called for each allocation; false makes it fail. Must not allocate.
inline bool (*allocation_hook)() = nullptr;

inline std::atomic<int> allocations{0};

/// How many allocations `work` makes.
template <class Work>
int allocations_in(const Work& work) {
  allocations = 0;
  allocation_hook = [] { return ++allocations > 0; };
  work();
  allocation_hook = nullptr;
  return allocations;
}

/// Not inlined: the compiler would see std::free() on what came from new, and warn.
[[gnu::noinline]] inline void release(void* memory) noexcept { std::free(memory); }

[[gnu::noinline]] inline void* allocate(std::size_t bytes,
                                        std::align_val_t alignment = std::align_val_t{16}) noexcept {
  if (allocation_hook != nullptr && !allocation_hook()) return nullptr;
  const auto step = static_cast<std::size_t>(alignment);
  return std::aligned_alloc(step, (bytes + step) / step * step);
}

inline void* allocate_or_throw(std::size_t bytes, std::align_val_t alignment = std::align_val_t{16}) {
  if (void* memory = allocate(bytes, alignment)) return memory;
  throw std::bad_alloc();
}

}  // namespace fovea

void* operator new(std::size_t bytes) { return fovea::allocate_or_throw(bytes); }
void* operator new[](std::size_t bytes) { return fovea::allocate_or_throw(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return fovea::allocate_or_throw(bytes, alignment);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return fovea::allocate_or_throw(bytes, alignment);
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return fovea::allocate(bytes); }
void operator delete(void* memory) noexcept { fovea::release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { fovea::release(memory); }
void operator delete[](void* memory) noexcept { fovea::release(memory); }
void operator delete(void* memory, std::size_t) noexcept { fovea::release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { fovea::release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { fovea::release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { fovea::release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { fovea::release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { fovea::release(memory); }
