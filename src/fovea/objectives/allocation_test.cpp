#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "fovea/objectives/metrics/metric.h"
#include "fovea/objectives/optimizers/optimizer.h"

namespace {
std::atomic<std::int64_t> allocations = 0;

void* counted(void* memory) {
  ++allocations;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
}  // namespace

// Every allocation of this test program.
void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size > 0 ? size : 1); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace fovea {
namespace {

TEST(Allocations, AnUpdateOfWeightsMakesNone) {
  for (const auto& entry : registry<Optimizer>().entries()) {
    Json node = Json::object(), config = Json::object();
    config["global_clipnorm"] = 1.0;
    config["use_ema"] = true;
    node["class_name"] = entry.class_name;
    node["config"] = config;
    const auto optimizer = registry<Optimizer>().make(node);
    auto weight = std::make_shared<Variable>();
    weight->value = Array(Shape{200, 300});
    optimizer->build({weight});
    const Array gradient(Shape{200, 300});
    const float* pointers[] = {gradient.values<float>().data()};
    Team team(2);
    optimizer->apply(pointers, team);  // the runtime starts its threads
    const std::int64_t before = allocations;
    for (int step = 0; step < 3; ++step) optimizer->apply(pointers, team);
    EXPECT_EQ(allocations - before, 0) << entry.class_name;
  }
}

TEST(Allocations, AnUpdateOfMetricsMakesNoneAfterTheFirst) {
  const Array scores(Shape{8, 3}), indices(Shape{8}, DType::i64), one_hot(Shape{8, 3}, DType::u8);
  const float weights[8] = {};
  Json values = Json::object();
  for (const char* key : {"specificity", "sensitivity", "recall", "precision"}) values[key] = 0.5;
  for (const auto& entry : registry<Metric>().entries()) {
    std::vector<std::string> others;
    const auto metric = entry.make(values, entry.class_name, &others);
    const Array& labels = entry.class_name.starts_with("Sparse") ? indices : one_hot;
    metric->update(labels, scores, weights);
    const std::int64_t before = allocations;
    metric->update(labels, scores, weights);
    metric->reset();
    EXPECT_EQ(allocations - before, 0) << entry.class_name;
  }
}

}  // namespace
}  // namespace fovea
