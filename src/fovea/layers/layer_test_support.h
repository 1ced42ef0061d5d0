#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fovea/base/json.h"
#include "fovea/graph/program.h"
#include "fovea/layers/layer.h"

/// What the tests of layers share.
namespace fovea::testing {

/// The cases of a file of tests/golden, by its name without .json.
const Json::List& golden_cases(const std::string& name);
/// Keras' array {"shape", "data"}.
Array golden_array(const Json& json);

/// An array of one number.
Array filled(const Shape& shape, float number);
/// Mean and variance of all elements.
struct Spread {
  double mean = 0, variance = 0;
};
Spread spread_of(const Array& values);

/// Equal, where numbers compare by value and keys in any order; keys that `expected` lacks are named in *extra.
bool same_config(const Json& actual, const Json& expected, std::vector<std::string>* extra);

/// |actual - expected| <= absolute + relative * |expected|, element by element; the first offender fails the test.
void expect_near(const Array& actual, const Array& expected, double relative, double absolute,
                 const std::string& what);

/// How a layer is run.
struct RunPlan {
  std::string name = "";
  DType dtype = DType::f32;
  std::vector<const Provider*> providers = {};  ///< empty: all there are
  int threads = 1;
  Work work = Work::automatic;
};

/// One call of a layer in a program of its own, with the gradients of total = sum(output * cotangent).
class LayerRun {
 public:
  /// The layer is built, and its weights get `weights`; everything is computed in plan.dtype.
  LayerRun(LayerBase& layer, const Arrays& inputs, const Arrays& weights, const Array& cotangent, bool training,
           const RunPlan& plan);
  void run();

  Array output() const { return value(output_); }
  double total() const;
  Array input_gradient(std::size_t i) const { return value(input_gradients_[i]); }
  /// Empty for a weight that is not trained.
  Array weight_gradient(std::size_t i) const {
    return weight_gradients_[i] < 0 ? Array() : value(weight_gradients_[i]);
  }
  Arrays& inputs() { return inputs_; }
  /// Gives the layer's weights these values again.
  void set_weights(const Arrays& weights);

 private:
  Array value(ValueId id) const;

  LayerBase& layer_;
  DType dtype_;
  Arrays inputs_;  ///< the last is the cotangent
  ValueId output_ = -1, total_ = -1;
  std::vector<ValueId> input_gradients_, weight_gradients_;
  std::unique_ptr<Program> program_;
};

/// What one call of a layer without weights gives, where no gradient is asked for.
Array forward(const LayerBase& layer, const Array& input, bool training, const RunPlan& plan = {},
              const StepState& step = {.seed = 1, .step = 0});

/// Cases of a golden file that are checked less.
struct Exceptions {
  std::vector<std::string> not_smooth = {};  ///< no finite differences: the gradient at a kink is a convention
  std::vector<std::string> differs = {};     ///< not Keras' numbers: a fault there, named in our documentation
};

/// Checks a layer against every case of tests/golden/layers/NAME.json, made by real Keras: config there and back,
/// shapes known and unknown, and, on the reference provider as on all together in shards, output, gradients and
/// changed weights. In float64 the gradients are compared with finite differences.
void check_layer(const std::string& name, const Exceptions& exceptions = {});

}  // namespace fovea::testing
