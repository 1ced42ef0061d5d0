#pragma once
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "fovea/graph/program.h"
#include "fovea/models/model.h"
#include "fovea/runtime/pixels.h"

namespace fovea {

/// What turns a model's last values into probabilities.
enum class Ending : std::uint8_t { as_it_is, softmax, sigmoid };

/// One prediction at a time for pictures of one size: a program with an arena of its own. Weights are the model's.
class Session {
 public:
  Session(const Model& model, const InputForm& form, Ending ending, int threads);
  /// Probabilities of the model's units, until the next run.
  std::span<const float> run(const ImageView& view);
  bool fits(const InputForm& form) const { return form.height == form_.height && form.width == form_.width; }

 private:
  InputForm form_;
  PixelReader reader_;
  Array input_;
  std::unique_ptr<Program> program_;
  ValueId output_ = 0;
  std::uint64_t runs_ = 0;  ///< calls that draw in prediction too draw anew in every run
};

/// Sessions made when they are first needed: one for each caller that comes at the same time and each size. Those that
/// nobody has used for longest go when there are many.
class SessionPool {
 public:
  SessionPool(Model model, Ending ending, int threads)
      : model_(std::move(model)), ending_(ending), threads_(threads) {}

  /// A session for one caller, given back at the end of its life.
  class Lease {
   public:
    Lease(SessionPool& pool, const InputForm& form) : pool_(pool), session_(pool.take(form)) {}
    ~Lease() { pool_.give_back(session_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Session& operator*() const { return *session_; }

   private:
    SessionPool& pool_;
    Session* session_;
  };

 private:
  struct Entry {
    std::unique_ptr<Session> session;
    bool busy = false;
    std::uint64_t last_use = 0;
  };
  Session* take(const InputForm& form);
  void give_back(const Session* session);

  Model model_;
  Ending ending_;
  int threads_;
  std::mutex mutex_, making_;
  std::vector<Entry> entries_;
  std::uint64_t uses_ = 0;
};

}  // namespace fovea
