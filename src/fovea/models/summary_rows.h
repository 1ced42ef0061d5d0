#pragma once
#include <string>
#include <vector>

#include "fovea/models/summary.h"

namespace fovea {

/// What both styles of a summary tell about one layer.
struct SummaryRow {
  std::string name, class_name;
  int level = 0;                       ///< of nesting
  bool last_of_level = false;
  std::string shape;                   ///< "(None, 28, 28, 6)"; "?" when never called
  std::int64_t parameters = 0;
  bool built = true;
  std::vector<std::string> connections;  ///< "conv2d[0][0]"
  std::string trainable;               ///< "Y", "N", or "-" without weights
  std::string path;                    ///< of the layer in the model: "base/conv1"
};

/// Numbers and bytes below the table.
struct SummaryTotals {
  std::int64_t trainable = 0, trainable_bytes = 0, fixed = 0, fixed_bytes = 0, optimizer = 0, optimizer_bytes = 0;
  bool optimizer_built = false;
};

/// Rows of a model; those of nested models follow theirs when `expand`.
std::vector<SummaryRow> summary_rows(const Network& network, bool expand);
SummaryTotals summary_totals(const Model& model);
/// False where a layer has several inputs, consumers or calls, so that connections are worth a column.
bool is_chain(const Network& network);
/// "34.34 KB".
std::string readable_bytes(std::int64_t bytes, const std::string& unit = "B");
std::string summary_keras2(const Model& model, const SummaryOptions& options);

}  // namespace fovea
