#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "fovea/models/trainer.h"

namespace fovea {

/// The training loop of Model::fit.
class Fit {
 public:
  /// `validation` may be null.
  Fit(Model& model, BatchFeed& training, BatchFeed* validation, const FitOptions& options);
  History run();

 private:
  void epoch(std::int64_t epoch);
  void validate();
  bool stopping() const;
  template <class Hook>
  void tell(Hook hook) {
    for (const CallbackChoice& callback : options_.callbacks) hook(*callback.pointer());
  }

  Model& model_;
  Trainer& trainer_;
  const FitOptions& options_;
  BatchFeed& training_;
  BatchFeed* validation_;
  Logs logs_;
  History history_;
};

}  // namespace fovea
