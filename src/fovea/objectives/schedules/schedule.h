#pragma once
#include <memory>

#include "fovea/base/named.h"

namespace fovea {

/// A learning rate as a function of the number of updates made.
/// Source   keras/src/optimizers/schedules/learning_rate_schedule.py, 3.15
class Schedule : public Configured {
 public:
  virtual double at(std::int64_t step) const = 0;
};

template <>
const Registry<Schedule>& registry<Schedule>();

/// A number or a schedule.
class LearningRate {
 public:
  LearningRate(double rate) : rate_(rate) {}
  template <class Impl>
  requires std::is_base_of_v<Schedule, Impl> LearningRate(const Impl& schedule)
      : schedule_(std::make_shared<Impl>(schedule)) {}

  const Schedule* schedule() const { return schedule_.get(); }
  double at(std::int64_t step) const { return schedule_ ? schedule_->at(step) : rate_; }

  friend Json to_json(const LearningRate& rate) {
    return rate.schedule_ ? registry<Schedule>().node(*rate.schedule_) : Json(rate.rate_);
  }
  friend void from_json(const Json& json, LearningRate& rate) {
    if (json.is_number()) {
      rate = LearningRate(json.as_double());
    } else {
      rate.schedule_ = registry<Schedule>().make(json);
    }
  }

 private:
  double rate_ = 0;
  std::shared_ptr<const Schedule> schedule_;
};

}  // namespace fovea
