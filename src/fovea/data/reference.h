#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "fovea/data/dataset.h"

namespace fovea {

/// DATA, a split of it or one sample, as users write it: "mnist", "mnist:test", "mnist:test:8".
struct DataReference {
  std::string data = {};                   ///< for open_data
  std::string split = {};                  ///< "train", "validation" or "test"; empty when not given
  std::optional<std::int64_t> index = {};  ///< the sample within the split, from 0
};

/// Takes such a text apart. "val" means "validation". A text that is a path to something that exists is DATA whole.
/// Errors   usage: a colon that is followed by neither a split nor an index
DataReference parse_reference(const std::string& text);

/// What a reference means in its opened data: the split (where none is given test, else validation, else train),
/// of it one sample where an index is given. Shares the arrays' storage.
/// Errors   usage: no such split, an index beyond it (the text names the range)
Split select(const DataSet& data, const DataReference& reference);

}  // namespace fovea
