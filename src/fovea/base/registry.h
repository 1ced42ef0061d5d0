#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/fields.h"
#include "fovea/base/text.h"

namespace fovea {

/// An object that Keras' files describe by a class name and a config: a layer, a loss, an optimizer, ...
class Configured {
 public:
  virtual ~Configured() = default;
  virtual std::string_view class_name() const = 0;
  virtual Json config() const = 0;
};

/// An object written from its options struct: its config comes from there.
template <class Interface, class OptionsType>
class ObjectOf : public Interface {
 public:
  using Options = OptionsType;
  explicit ObjectOf(const Options& options = {}) : options_(options) {}
  const Options& options() const { return options_; }
  Json config() const override { return Options::fields().write(&options_); }

 protected:
  Options options_;
};

/// One class that can be made from its config.
template <class Interface>
struct Entry {
  std::string class_name;
  std::vector<std::string> other_names;  ///< aliases and short names: "MaxPool2D", "glorot_uniform"
  std::string module;                    ///< where Keras keeps it apart from the others of its kind; else empty
  const FieldList& (*fields)();
  std::shared_ptr<Interface> (*make)(const Json& config, const std::string& who, std::vector<std::string>* unknown);
};

/// Entry of a class `Impl` that has `Options`, whose static fields() lists its arguments, and Impl(Options).
template <class Interface, class Impl>
Entry<Interface> entry(std::string class_name, std::vector<std::string> other_names = {}, std::string module = {}) {
  using Options = typename Impl::Options;
  return {std::move(class_name), std::move(other_names), std::move(module),
          []() -> const FieldList& { return Options::fields(); },
          [](const Json& config, const std::string& who,
             std::vector<std::string>* unknown) -> std::shared_ptr<Interface> {
            Options options;
            Options::fields().read(config, &options, who, unknown);
            return std::make_shared<Impl>(options);
          }};
}

/// The closed table of one kind of object. Nothing outside it is ever made from a file.
template <class Interface>
class Registry {
 public:
  Registry(std::string kind, std::string module, std::vector<Entry<Interface>> entries)
      : kind_(std::move(kind)), module_(std::move(module)), entries_(std::move(entries)) {}

  const std::vector<Entry<Interface>>& entries() const { return entries_; }
  /// What messages call its objects: "Layer", "loss".
  const std::string& kind() const { return kind_; }
  const std::string& module() const { return module_; }

  const Entry<Interface>* find(std::string_view name) const {
    for (const auto& entry : entries_)
      if (entry.class_name == name ||
          std::find(entry.other_names.begin(), entry.other_names.end(), name) != entry.other_names.end())
        return &entry;
    return nullptr;
  }

  /// Errors   usage: no class of that name, with the nearest that exist
  const Entry<Interface>& at(std::string_view name) const {
    const auto* found = find(name);
    if (found == nullptr) {
      std::vector<std::string> names;
      for (const auto& entry : entries_) names.push_back(entry.class_name);
      for (const auto& entry : entries_)
        names.insert(names.end(), entry.other_names.begin(), entry.other_names.end());
      fail(ErrorKind::usage, kind_ + " '" + std::string(name) + "' is not known. " + suggest(name, names));
    }
    return *found;
  }

  /// From a name, or from Keras' node {"class_name", "config"}.
  std::shared_ptr<Interface> make(const Json& node, std::vector<std::string>* unknown = nullptr) const {
    if (node.is_string()) return at(node.as_string()).make(Json::object(), node.as_string(), unknown);
    const std::string& name = node.at("class_name").as_string();
    const Json* config = node.find("config");
    return at(name).make(config == nullptr || config->is_null() ? Json::object() : *config, name, unknown);
  }

  /// Keras' node of an object of this kind.
  Json node(const Configured& object) const {
    const auto* found = find(object.class_name());
    const bool apart = found != nullptr && !found->module.empty();  // Keras then writes a name for it too
    Json node = Json::object();
    node["module"] = apart ? found->module : module_;
    node["class_name"] = object.class_name();
    node["config"] = object.config();
    node["registered_name"] = apart ? Json(found->class_name) : Json();
    return node;
  }

 private:
  std::string kind_, module_;
  std::vector<Entry<Interface>> entries_;
};

}  // namespace fovea
