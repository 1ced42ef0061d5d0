#pragma once
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "fovea/base/array.h"
#include "fovea/graph/kernel_choices.h"
#include "fovea/kernels/image/input_scaling.h"
#include "fovea/models/callback.h"
#include "fovea/models/compile.h"
#include "fovea/models/history.h"
#include "fovea/models/network.h"

namespace fovea {

class BatchFeed;
class Trainer;

/// A callback given to fit: an object (copied) or a pointer to one of yours (not owned).
class CallbackChoice {
 public:
  CallbackChoice(Callback* callback) : callback_(callback, [](Callback*) {}) {}
  CallbackChoice(std::shared_ptr<Callback> callback) : callback_(std::move(callback)) {}
  template <class Impl>
  requires std::is_base_of_v<Callback, Impl> CallbackChoice(const Impl& callback)
      : callback_(std::make_shared<Impl>(callback)) {}
  const std::shared_ptr<Callback>& pointer() const { return callback_; }

 private:
  std::shared_ptr<Callback> callback_;
};

/// One array, or one for each input or output of a model.
class ArrayList {
 public:
  ArrayList() = default;
  ArrayList(const Array& one) : list_{one} {}
  ArrayList(std::initializer_list<Array> list) : list_(list) {}
  ArrayList(Arrays list) : list_(std::move(list)) {}
  std::size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  const Array& operator[](std::size_t i) const { return list_[i]; }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

 private:
  Arrays list_;
};

/// Labelled samples. sample_weight: (N) float32, or empty.
struct Samples {
  ArrayList x, y;
  Array sample_weight = {};
};

struct FitOptions {
  ByName by_name = ByName();
  std::int64_t batch_size = 32;
  std::int64_t epochs = 1;
  std::vector<CallbackChoice> callbacks = {};
  double validation_split = 0;  ///< the last fraction of the data, taken before shuffling
  Samples validation_data = {};
  bool shuffle = true;
  std::map<std::int64_t, double> class_weight = {};
  Array sample_weight = {};
  std::int64_t initial_epoch = 0;
  std::int64_t steps_per_epoch = 0;        ///< 0: once through the data
  std::int64_t validation_steps = 0;       ///< 0: all of it
  std::int64_t validation_batch_size = 0;  ///< 0: batch_size
  std::int64_t validation_freq = 1;
};

struct EvaluateOptions {
  ByName by_name = ByName();
  std::int64_t batch_size = 32;
  Array sample_weight = {};
  std::int64_t steps = 0;
  std::vector<CallbackChoice> callbacks =
      {};  ///< on_test_batch_end alone; one that stops ends it with what was measured
};

/// How a model computes, apart from what it computes.
struct RunOptions {
  int threads = 0;             ///< 0: all cores this process may use
  bool deterministic = false;  ///< the same results at any number of threads
  std::uint64_t seed = 0;      ///< of weights, shuffling and dropout
  InputScaling scaling = {};
  /// Kernels that were measured to be the fastest on this machine, kept in a file; null: chosen by estimates alone.
  std::shared_ptr<KernelChoices> kernels = nullptr;
};

/// A network between given inputs and outputs: Keras' functional Model. A model is a layer too.
///
///     Tensor x = Input({28, 28, 1});
///     Model model(x, Dense({.units = 10})(Flatten()(x)));
///
/// Errors   usage: outputs that do not depend on the inputs, use before compile() or before the shapes are known;
///          shape, dtype: data that does not fit; diverged: the loss became NaN or infinite (the step is not kept)
/// Source   keras/src/models/{model,functional}.py, keras/src/trainers/trainer.py, 3.15
class Model : public Layer {
 public:
  Model(const Tensors& inputs, const Tensors& outputs, const std::string& name = "");
  explicit Model(std::shared_ptr<Network> network);

  Network& network() const;
  /// As given, or "sequential" or "functional".
  std::string name() const { return network().title(); }
  Tensors input() const { return network().inputs(); }
  Tensor output() const { return network().outputs(); }
  Tensors outputs() const { return network().outputs(); }
  /// As Keras lists them: the input layer of a chain is not among them.
  std::vector<Layer> layers() const;
  /// Errors   usage: no layer of that name (the nearest are named), or no such index; negative counts from the end
  Layer get_layer(const std::string& name) const;
  Layer get_layer(int index) const;

  /// Gives all weights new values by their initializers. Same seed, same weights.
  void initialize(std::uint64_t seed) const;
  std::vector<Array> get_weights() const;
  /// Errors   shape: counts or shapes that differ (all of them are listed)
  void set_weights(const std::vector<Array>& weights) const;
  /// Weights in Keras' order.
  std::vector<Weight> weights() const { return network().weights(); }
  std::int64_t count_params() const;

  void set_run(const RunOptions& options) const;
  void compile(const CompileOptions& options) const;
  bool compiled() const;
  History fit(const ArrayList& x, const ArrayList& y, const FitOptions& options = {}) const;
  /// The same from feeds, which decide on batches, their order, labels in the form that the losses take, and weights of
  /// samples; `validation` may be null. Errors   usage: options that belong to arrays (weights, validation data)
  /// Checks a feed's first batch against the compiled model, as fit does.
  void prepare(BatchFeed& feed) const;
  History fit(BatchFeed& training, BatchFeed* validation, const FitOptions& options = {}) const;
  /// Loss and metrics by name, "loss" first.
  std::vector<std::pair<std::string, double>> evaluate(const ArrayList& x, const ArrayList& y,
                                                       const EvaluateOptions& options = {}) const;
  std::vector<std::pair<std::string, double>> evaluate(BatchFeed& feed, const EvaluateOptions& options = {}) const;
  /// Output of the model (the first, where there are several) for all samples.
  Array predict(const ArrayList& x, std::int64_t batch_size = 32) const;
  Arrays predict_all(const ArrayList& x, std::int64_t batch_size = 32) const;
  Arrays predict_all(BatchFeed& feed) const;
  /// One step on one batch; returns its loss, regularisation included.
  double train_on_batch(const ArrayList& x, const ArrayList& y, const Array& sample_weight = {}) const;

  /// Compiled parts and programs, for code that saves or inspects them.
  Trainer& trainer() const;

 protected:
  explicit Model(std::vector<Layer> chain, const std::string& name);
};

/// A chain of layers. Without Input the shape comes from the first data.
class Sequential : public Model {
 public:
  Sequential(std::initializer_list<Layer> layers, const std::string& name = "")
      : Model(std::vector<Layer>(layers), name) {}
  explicit Sequential(std::vector<Layer> layers, const std::string& name = "") : Model(std::move(layers), name) {}
};

}  // namespace fovea
