#include "fovea/formats/signatures.h"

#include "fovea/base/field_signature.h"
#include "fovea/models/class_tables.h"
#include "fovea/models/early_stopping.h"

namespace fovea {
namespace {

CallSignature find_in(const ClassTable& table, const std::string& class_name, const TextPlace& place) {
  if (const FieldList* fields = table.find(class_name)) {
    CallSignature signature = signature_of(*fields);
    signature.module = table.module;
    // Any layer may begin a chain and say what comes in.
    if (table.module == "keras.layers")
      for (const char* key : {"input_shape", "batch_input_shape", "input_dim"})
        if (fields->find(key) == nullptr) signature.keyword_only.emplace_back(key);
    return signature;
  }
  place.fail(table.kind + " '" + class_name + "' is not known. " + suggest(class_name, table.names));
}

/// Signatures for calls that stand for an object of one interface; what stands in their arguments has tables of its own.
template <class Interface>
auto signatures_for() {
  return [table = class_table<Interface>()](const std::string& name, const std::string& key, const TextPlace& place) {
    return key.empty() ? find_in(table, name, place) : find_signature(name, key, place);
  };
}

template <class Interface>
std::shared_ptr<Interface> object_from_call(const std::string& text, const std::string& who) {
  return from_typed(
      [&] { return registry<Interface>().make(to_config(parse_call(text, who), signatures_for<Interface>())); });
}

template <class Interface>
std::string python_call(const Interface& object) {
  return to_call_text(Json::Object{{"class_name", std::string(object.class_name())}, {"config", object.config()}},
                      signatures_for<Interface>(), true);
}

}  // namespace

CallSignature find_signature(const std::string& class_name, const std::string& key, const TextPlace& place) {
  if (const ClassTable* table = key.empty() ? nullptr : table_for_argument(key))
    return find_in(*table, class_name, place);
  const auto& tables = class_tables();
  if (key.empty()) return find_in(tables.front(), class_name, place);
  for (const ClassTable& table : tables)
    if (table.find(class_name) != nullptr) return find_in(table, class_name, place);
  place.fail("'" + class_name + "' is no class that fovea knows.");
}

Named<Optimizer> optimizer_from_call(const std::string& text) {
  return std::shared_ptr<const Optimizer>(object_from_call<Optimizer>(text, "--optimizer"));
}

Named<Loss> loss_from_call(const std::string& text) {
  return std::shared_ptr<const Loss>(object_from_call<Loss>(text, "--loss"));
}

Named<Metric> metric_from_call(const std::string& text) {
  return std::shared_ptr<const Metric>(object_from_call<Metric>(text, "--metrics"));
}

std::shared_ptr<Callback> callback_from_call(const std::string& text) {
  return object_from_call<Callback>(text, "--callback");
}

std::vector<Layer> layers_from_calls(const std::string& text, const std::string& who) {
  std::vector<Layer> layers;
  for (const Call& call : parse_calls(text, who))
    layers.emplace_back(
        from_typed([&] { return registry<LayerBase>().make(to_config(call, signatures_for<LayerBase>())); }));
  return layers;
}

std::vector<std::string> layer_calls_to_python(const std::string& text, const std::string& who) {
  std::vector<std::string> calls;
  for (const Call& call : parse_calls(text, who))
    calls.push_back(to_call_text(to_config(call, signatures_for<LayerBase>()), signatures_for<LayerBase>(), true));
  return calls;
}

std::string to_python(const Optimizer& optimizer) { return python_call(optimizer); }
std::string to_python(const Loss& loss) { return python_call(loss); }
std::string to_python(const Metric& metric) { return python_call(metric); }

}  // namespace fovea
