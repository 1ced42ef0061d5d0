#pragma once
#include <map>
#include <string>

#include "fovea/base/json.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/graph/variable.h"

namespace fovea {

/// Kernels of convolutions as an older Keras stored them: Keras 1's have other orders of axes, and Theano, one of its
/// backends, applied kernels backwards.
/// Source   preprocess_weights_for_loading, keras/engine/saving.py 2.3
class LegacyKernels {
 public:
  /// Input    root: the group that says by its attributes who wrote it; node: the model's, in Keras 3's form, before its
  ///          channels went last
  LegacyKernels(const Hdf5Reader& file, const std::string& root, const Json& node);

  /// True where the file does not say its backend and was taken to be Theano's.
  bool guessed() const { return guessed_; }
  /// False where a variable's array is stored as it is today.
  bool changes(const Variable& variable) const {
    return (first_keras_ || theano_) && convolution_of(variable) != nullptr;
  }
  /// A variable's stored array as today's Keras would hold it.
  Array today(const Array& stored, const Variable& variable) const;

 private:
  struct Convolution {
    bool channels_first = false, transposed = false;
  };
  void look_at(const Json& node);
  const Convolution* convolution_of(const Variable& variable) const;

  bool first_keras_ = false, theano_ = false, guessed_ = false, any_channels_first_ = false;
  std::map<std::string, Convolution> convolutions_;
};

}  // namespace fovea
