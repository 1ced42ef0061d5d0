#pragma once
#include <array>
#include <cstdint>

#include "fovea/base/error.h"
#include "fovea/base/fields.h"
#include "fovea/base/shape.h"

namespace fovea {

/// A number for each spatial axis, as Keras takes it: one for all, or one for each. Unset where Keras has None.
template <int N>
class Size {
 public:
  Size() = default;
  Size(int all) : Size(std::int64_t{all}) {}
  Size(std::int64_t all) : set_(true) { values_.fill(all); }
  Size(std::int64_t a, std::int64_t b) requires(N == 2) : values_{a, b}, set_(true) {}
  Size(std::int64_t a, std::int64_t b, std::int64_t c) requires(N == 3) : values_{a, b, c}, set_(true) {}

  bool set() const { return set_; }
  std::int64_t operator[](int axis) const { return values_[static_cast<std::size_t>(axis)]; }
  bool operator==(const Size&) const = default;

  friend Json to_json(const Size& size) {
    if (!size.set_) return {};
    Json list = Json::list();
    for (auto value : size.values_) list.push_back(value);
    return list;
  }
  friend void from_json(const Json& json, Size& size) {
    if (json.is_null()) {
      size = Size();
    } else if (!json.is_list()) {
      size = Size(json.as_int());
    } else {
      const auto& list = json.as_list();
      if (list.size() != N)
        fail(ErrorKind::usage, "takes one integer or " + std::to_string(N) + ". Received " + json.dump() + ".");
      size.set_ = true;
      for (std::size_t i = 0; i < N; ++i) size.values_[i] = list[i].as_int();
    }
  }

 private:
  std::array<std::int64_t, N> values_{};
  bool set_ = false;
};

using Size2 = Size<2>;

/// Keras' list of dimensions, null where one is None.
Json to_json(const Shape& shape);
void from_json(const Json& json, Shape& shape);

/// Keras' padding: valid adds nothing, same gives ceil(input / stride) outputs.
enum class Padding : std::uint8_t { valid, same };

class PaddingMode {
 public:
  PaddingMode(Padding value) : value_(value) {}
  /// Errors   usage: neither "valid" nor "same"
  PaddingMode(const char* name) : PaddingMode(std::string(name)) {}
  PaddingMode(const std::string& name);
  bool same() const { return value_ == Padding::same; }

 private:
  Padding value_;
};

Json to_json(const PaddingMode& padding);
void from_json(const Json& json, PaddingMode& padding);

}  // namespace fovea
