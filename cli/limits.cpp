#include "cli/limits.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "fovea/base/fields.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"

namespace fovea::cli {
namespace {

ReadLimits limits;

void set_limit(const std::string& text) {
  const FieldList& fields = ReadLimits::fields();
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals),
                    digits = equals == std::string::npos ? "" : text.substr(equals + 1);
  const Field* field = fields.find(name);
  if (field == nullptr)
    throw CLI::ValidationError("--limit", "'" + name + "' is no limit. " + suggest(name, fields.keys()));
  const std::optional<std::int64_t> value = whole_number(digits);
  if (!value || *value < 1)
    throw CLI::ValidationError("--limit", name + " is a whole number from 1. Received '" + digits + "'.");
  field->set(&limits, *value);
}

}  // namespace

void add_limits(CLI::App& app) {
  const auto set = [](const std::vector<std::string>& settings) { std::ranges::for_each(settings, set_limit); };
  app.add_option_function<std::vector<std::string>>(
         "--limit", set,
         "What a file may ask of its reader before it is refused: " + join(ReadLimits::fields().keys(), ", "))
      ->type_name("NAME=N")
      ->take_all()
      ->group("Limits");
}

const ReadLimits& read_limits() { return limits; }

}  // namespace fovea::cli
