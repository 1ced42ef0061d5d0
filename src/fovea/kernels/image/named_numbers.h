#pragma once
#include <span>
#include <string>
#include <vector>

#include "fovea/base/json.h"
#include "fovea/kernels/image/picture_change.h"

namespace fovea {

/// What was drawn, by name: {"0.angle": 12.5, "1.translations": [1.5, -2]}.
Json named_numbers(const std::vector<ParameterField>& fields, std::span<const float> numbers);

/// The other way round: numbers that `given` names take its values, the others stay.
/// Input    who: what messages call the giver
/// Errors   usage: a name that is none of the fields', with the nearest; another count; what is no number
void impose_numbers(const Json& given, const std::vector<ParameterField>& fields, std::span<float> numbers,
                    const std::string& who);

}  // namespace fovea
