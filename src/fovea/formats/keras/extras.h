#pragma once
#include <string>
#include <vector>

#include "fovea/formats/saved_model.h"

namespace fovea {

/// Where extras stand in a .keras archive.
inline constexpr const char* extras_entry = "assets/fovea.json";

/// {"classes": [...], "preprocess": {...}, "labels": "sparse"}: what nobody said is absent.
Json extras_to_json(const SavedExtras& extras);

/// Members of other names are added to `warnings`. Errors   format: a member of the wrong kind
SavedExtras extras_from_json(const Json& json, std::vector<std::string>& warnings);

}  // namespace fovea
