#pragma once
#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <string>

/// Checks of option values, whose refusals say what the option takes.
namespace fovea::cli {

/// A whole number from `least` on, in decimal.
inline CLI::Validator whole_number(std::int64_t least) {
  return {[least](std::string& text) {
            std::int64_t value = 0;
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data(), end, value);
            if (error != std::errc() || rest != end || value < least)
              return "takes a whole number from " + std::to_string(least) + " on. Received '" + text + "'.";
            text = std::to_string(value);  // 010 is ten
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
