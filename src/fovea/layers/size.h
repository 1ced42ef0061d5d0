#pragma once
#include <array>
#include <cstdint>

#include "fovea/base/error.h"
#include "fovea/base/fields.h"
#include "fovea/base/shape.h"

namespace fovea {

/// A number of steps along an axis. What layers add and multiply of them then fits into 64 bits.
/// Errors   format: no integer; usage: over 2^31
std::int64_t steps_from_json(const Json& json);

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
      size = Size(steps_from_json(json));
    } else {
      const auto& list = json.as_list();
      if (list.size() != N)
        fail(ErrorKind::usage, "takes one integer or " + std::to_string(N) + ". Received " + json.dump() + ".");
      size.set_ = true;
      for (std::size_t i = 0; i < N; ++i) size.values_[i] = steps_from_json(list[i]);
    }
  }

 private:
  std::array<std::int64_t, N> values_{};
  bool set_ = false;
};

using Size2 = Size<2>;

template <int N>
Shape shape_of(const Size<N>& size) {
  Shape shape;
  for (int axis = 0; axis < N; ++axis) shape.push_back(size[axis]);
  return shape;
}

/// Keras' list of dimensions, null where one is None.
Json to_json(const Shape& shape);
void from_json(const Json& json, Shape& shape);

/// Keras' padding: valid adds nothing, same gives ceil(input / stride) outputs, causal as many, each of which sees only
/// what came before it.
enum class Padding : std::uint8_t { valid, same, causal };

/// A padding or its name; Conv1D alone takes 'causal'.
template <bool takes_causal>
class BasicPaddingMode {
 public:
  /// Errors   usage: causal where it is not taken, or another name
  BasicPaddingMode(Padding value);
  BasicPaddingMode(const char* name) : BasicPaddingMode(std::string(name)) {}
  BasicPaddingMode(const std::string& name);
  operator Padding() const { return value_; }

  friend Json to_json(const BasicPaddingMode& padding) { return to_string(padding.value_); }
  friend void from_json(const Json& json, BasicPaddingMode& padding) { padding = BasicPaddingMode(lower(json)); }

 private:
  static std::string lower(const Json& json);
  static std::string to_string(Padding value);
  Padding value_;
};

using PaddingMode = BasicPaddingMode<false>;
using CausalPaddingMode = BasicPaddingMode<true>;

}  // namespace fovea
