// Writes docs/layers.md, the table of all layers: fovea_layer_table SOURCE_FOLDER [--check]
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>

#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/layers/layer.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// What the comment above each class of a layer says after "Source", up to the version.
std::map<std::string, std::string> sources(const fs::path& layers) {
  static const std::regex source("/// Source +((?:tf_)?keras/[^ ]*), ?.*"),
      layer("class (\\w+) : public Layer(Base)? \\{"), alias("using (\\w+) = (\\w+)(<.*>)?;");
  std::map<std::string, std::string> found;
  for (const auto& file : fs::recursive_directory_iterator(layers)) {
    if (file.path().extension() != ".h") continue;
    std::istringstream lines(read_file(file.path()));
    std::string latest;
    bool documented = false;  // a comment that belongs to the next class or alias
    std::smatch match;
    for (std::string line; std::getline(lines, line);) {
      if (std::regex_match(line, match, source)) {
        latest = match[1];
        documented = true;
      } else if (std::regex_match(line, match, layer)) {
        found[match[1]] = latest;
        documented = false;
      } else if (std::regex_match(line, match, alias)) {
        if (documented || found.contains(match[2])) found[match[1]] = documented ? latest : found[match[2]];
        documented = false;
      }
    }
  }
  return found;
}

/// A value as Python writes it; an initializer and its like by their short name.
std::string python(const Json& value) {
  if (value.is_null()) return "None";
  if (value.is_string()) return "'" + value.as_string() + "'";
  if (value.is_object()) return "'" + to_snake_case(value.at("class_name").as_string()) + "'";
  if (value.is_list()) {
    std::vector<std::string> items;
    for (const Json& item : value.as_list()) items.push_back(python(item));
    return "(" + join(items, ", ") + ")";
  }
  if (value == Json(true)) return "True";
  if (value == Json(false)) return "False";
  return value.dump();
}

/// Values that stand for "must be given".
bool empty(const Json& value) {
  return value.is_null() || value == Json(0) || value == Json(-1) || value == Json(-1.0) || value == Json::list();
}

std::string arguments(const FieldList& fields) {
  std::vector<std::string> list;
  for (const Field& field : fields.all()) {
    if (field.key == "name" || field.key == "trainable" || field.key == "dtype") continue;
    const bool required = field.by_position && empty(field.default_value);
    list.push_back(required ? field.key : field.key + "=" + python(field.default_value));
  }
  return list.empty() ? "" : "`" + join(list, "`, `") + "`";
}

std::string table(const fs::path& root) {
  const auto source = sources(root / "src/fovea/layers");
  std::string text =
      "# Layers\n\n"
      "Every layer with its arguments in Keras' order; those without a value must be given. All take `name`, "
      "`trainable=True`\n"
      "and `dtype='float32'` besides. What each computes, gives and refuses stands above its class in "
      "`src/fovea/layers`.\n"
      "Of data formats there is channels_last alone. This page is written by `fovea_layer_table` from the layers' "
      "lists of\n"
      "fields, and a test checks that it is current.\n\n"
      "| layer | arguments | Keras 3.15 |\n|---|---|---|\n";
  for (const auto& entry : registry<LayerBase>().entries()) {
    if (entry.class_name.starts_with("ops.")) continue;
    std::string name = entry.class_name;
    if (!entry.other_names.empty()) name += " (" + join(entry.other_names, ", ") + ")";
    const auto found = source.find(entry.class_name);
    if (found == source.end() || found->second.empty())
      fail(ErrorKind::format, entry.class_name + ": no comment above its class names its source in Keras.");
    text += fmt::format("| {} | {} | {} |\n", name, arguments(entry.fields()), found->second);
  }
  text +=
      "\n## Operations\n\n"
      "What a model holds where a program calculates with its tensors: `x / 127.5` is `ops.TrueDivide(x2=127.5)(x)`. "
      "Keras 3's\n"
      "operations of `keras.ops` and Keras 2's functions of TensorFlow are read as these and written as the "
      "former.\n\n"
      "| operation | arguments |\n|---|---|\n";
  for (const auto& entry : registry<LayerBase>().entries())
    if (entry.class_name.starts_with("ops."))
      text += fmt::format("| {} | {} |\n", entry.class_name, arguments(entry.fields()));
  return text;
}

int run(const fs::path& root, bool check) {
  const fs::path page = root / "docs/layers.md";
  const std::string text = table(root);
  if (!check) {
    write_file(page, text);
  } else if (read_file(page) != text) {
    std::cerr << "docs/layers.md is not current. Run fovea_layer_table " << root.string() << ".\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace fovea

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) {
    std::cerr << "usage: fovea_layer_table SOURCE_FOLDER [--check]\n";
    return 2;
  }
  try {
    return fovea::run(words[0], words.size() > 1 && words[1] == "--check");
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
