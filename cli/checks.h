#pragma once
#include <CLI/CLI.hpp>
#include <cmath>
#include <string>

#include "fovea/base/whole_number.h"

/// Checks of option values, whose refusals say what the option takes.
namespace fovea::cli {

/// A whole number from `least` on, in decimal.
inline CLI::Validator whole_number_from(std::int64_t least) {
  return {[least](std::string& text) {
            const std::optional<std::int64_t> value = whole_number(text);
            if (!value || *value < least)
              return "takes a whole number from " + std::to_string(least) + " on. Received '" + text + "'.";
            text = std::to_string(*value);  // 010 is ten
            return std::string();
          },
          ""};
}

/// A number that `fits`, which `words` describes.
inline CLI::Validator number(bool (*fits)(double), const std::string& words) {
  return {[fits, words](std::string& text) {
            double value = 0;
            const bool fine = CLI::detail::lexical_cast(text, value) && std::isfinite(value) && fits(value);
            return fine ? std::string() : "takes " + words + ". Received '" + text + "'.";
          },
          ""};
}

}  // namespace fovea::cli
