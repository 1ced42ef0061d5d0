#pragma once
#include <memory>
#include <type_traits>

#include "fovea/base/registry.h"

namespace fovea {

/// The closed table of an interface's classes; every interface specialises it.
template <class Interface>
const Registry<Interface>& registry();

/// "A Keras name or an object": `.kernel_regularizer = "l2"`, `.kernel_regularizer = L2(1e-4)`, or unset.
template <class Interface>
class Named {
 public:
  Named() = default;
  Named(std::nullptr_t) {}
  /// Errors   usage: no class of that name, with the nearest that exist
  Named(const char* name) : Named(std::string(name)) {}
  Named(const std::string& name) : object_(registry<Interface>().make(name)) {}
  template <class Impl>
  requires std::is_base_of_v<Interface, Impl> Named(const Impl& object) : object_(std::make_shared<Impl>(object)) {}
  Named(std::shared_ptr<const Interface> object) : object_(std::move(object)) {}
  Named(std::shared_ptr<Interface> object) : object_(std::move(object)) {}

  explicit operator bool() const { return object_ != nullptr; }
  const Interface* operator->() const { return object_.get(); }
  const Interface& operator*() const { return *object_; }
  const std::shared_ptr<const Interface>& pointer() const { return object_; }

 private:
  std::shared_ptr<const Interface> object_;
};

template <class Interface>
Json to_json(const Named<Interface>& named) {
  return named ? registry<Interface>().node(*named) : Json();
}
template <class Interface>
void from_json(const Json& json, Named<Interface>& named) {
  named = json.is_null() ? Named<Interface>()
                         : Named<Interface>(std::shared_ptr<const Interface>(registry<Interface>().make(json)));
}

}  // namespace fovea
