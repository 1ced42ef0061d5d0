#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "fovea/base/json.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/graph/variable.h"

namespace fovea {

/// The variables of a Keras 3 weights file, or of the several that an index names, each once by its path:
/// "layers/conv2d/vars/0". Paths that Windows or Keras 2.12 wrote another way are found too.
class WeightStore {
 public:
  explicit WeightStore(Hdf5Reader file);
  /// Files that a `.weights.json` index names, opened by `open`. Errors   format: an index of another form, a name that
  /// is no plain file name; and whatever `open` says of a missing shard
  WeightStore(const Json& index, const std::string& who,
              const std::function<Hdf5Reader(const std::string& name)>& open);

  /// How many variables a group has. Units    1; 0 where there is no such group
  std::size_t count(const std::string& group) const;
  bool contains(const std::string& group, std::size_t i) const;
  /// Every group that holds variables: "layers/dense/vars".
  std::set<std::string> groups() const;
  const Shape& shape(const std::string& group, std::size_t i) const;
  /// Into a variable of that shape, once.
  void take(const std::string& group, std::size_t i, Variable& into);

 private:
  struct Place {
    std::size_t file = 0;  ///< files_.size(): nowhere
    std::string path;
  };
  Place find(const std::string& group, std::size_t i) const;

  std::vector<Hdf5Reader> files_;
};

}  // namespace fovea
