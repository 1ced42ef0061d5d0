#include "fovea/objectives/optimizers/adafactor.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/weight_update.h"

namespace fovea {

const Fields<AdafactorOptions>& AdafactorOptions::fields() {
  using O = AdafactorOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("learning_rate", &O::learning_rate, {"lr"})
        .add("beta_2_decay", &O::beta_2_decay)
        .add("epsilon_1", &O::epsilon_1)
        .add("epsilon_2", &O::epsilon_2)
        .add("clip_threshold", &O::clip_threshold)
        .add("relative_step", &O::relative_step)
        .add("weight_decay", &O::weight_decay);
    return add_update_rules(fields);
  }();
  return list;
}

Adafactor::Adafactor(const Options& options) : OptimizerOf(options) {
  check_not_negative("Adafactor", "epsilon_1", options.epsilon_1);
  check_not_negative("Adafactor", "epsilon_2", options.epsilon_2);
  if (!(options.beta_2_decay <= 0))
    fail(ErrorKind::usage,
         "Adafactor: beta_2_decay must be 0 or less. Received " + Json(options.beta_2_decay).dump() + ".");
  if (!(options.clip_threshold > 0))
    fail(ErrorKind::usage,
         "Adafactor: clip_threshold must be above 0. Received " + Json(options.clip_threshold).dump() + ".");
}

std::vector<std::vector<OptimizerBase::Slot>> Adafactor::slots(const Variable& weight) const {
  const Shape& shape = weight.value.shape();
  // Keras gives vectors two empty slots, which it names as it does the means of rows and columns: like the weight.
  if (shape.rank() < 2) return {{{"", 0, Shape{}, DType::i32}, {"", 0, Shape{}, DType::i32}, {"velocity"}}};
  const Shape rows(shape.begin(), shape.end() - 1);
  Shape columns(shape.begin(), shape.end() - 2);
  columns.push_back(shape[-1]);
  return {{{"", 0, rows}, {"", 0, columns}, {"velocity"}}};
}

void Adafactor::begin(double rate, std::int64_t update) {
  const auto step = static_cast<double>(update);
  rate_ = std::min(rate, 1 / std::sqrt(step));
  beta_2_ = 1 - std::pow(step, options_.beta_2_decay);
}

void Adafactor::update(const Part& part) const {
  const auto rms = [n = static_cast<double>(part.n)](double sum) { return std::sqrt(sum / n); };
  const double size = rms(native::sum_of_squares(part.weight, part.n));
  const double step = part.shape.rank() < 2
                          ? native::decayed_squares(part.gradient, part.slots[2], part.n, beta_2_, options_.epsilon_1)
                          : factored(part);
  const double alpha = std::max(options_.epsilon_2, size) * rate_;
  native::subtract_normalized(part.weight, part.gradient, part.slots[2], part.n,
                              alpha / std::max(1.0, rms(step) / options_.clip_threshold));
}

double Adafactor::factored(const Part& part) const {
  const auto height = static_cast<std::size_t>(part.shape[-2]), width = static_cast<std::size_t>(part.shape[-1]);
  const double rest = 1 - beta_2_;
  double sum = 0;
  for (std::size_t first = 0; first < part.n; first += height * width) {
    float *rows = part.slots[0] + first / width, *columns = part.slots[1] + first / height;
    for (std::size_t i = 0; i < width; ++i) columns[i] *= static_cast<float>(beta_2_);
    double mean = 0;
    for (std::size_t row = 0; row < height; ++row) {
      const double squares = native::add_row_squares(part.gradient + first + row * width, columns, width,
                                                     rest / static_cast<double>(height), options_.epsilon_1);
      rows[row] =
          static_cast<float>(beta_2_ * static_cast<double>(rows[row]) + rest * squares / static_cast<double>(width));
      mean += static_cast<double>(rows[row]) / static_cast<double>(height);
    }
    for (std::size_t row = 0; row < height; ++row) {
      const std::size_t at = first + row * width;
      sum += native::factored_squares(part.gradient + at, columns, part.slots[2] + at, width,
                                      static_cast<double>(rows[row]) / mean);
    }
  }
  return sum;
}

}  // namespace fovea
