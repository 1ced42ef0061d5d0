#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "fovea/layers/size.h"

namespace fovea {

/// How much lies at both ends of each spatial axis, as Keras takes it: one number for all ends, one for both ends of
/// each axis ({height, width}), or {begin, end} of each. With one axis two numbers are its begin and end.
/// Units    px
template <int N>
class Edges {
 public:
  struct Ends {
    std::int64_t begin = 0, end = 0;
  };
  Edges(std::int64_t all) { ends_.fill({all, all}); }
  Edges(std::int64_t begin, std::int64_t end) requires(N == 1) : ends_{Ends{begin, end}} {}
  Edges(std::int64_t height, std::int64_t width) requires(N == 2) : Edges(Ends{height, height}, Ends{width, width}) {}
  Edges(Ends height, Ends width) requires(N == 2) : ends_{height, width} {}
  Edges(std::int64_t depth, std::int64_t height, std::int64_t width) requires(N == 3)
      : Edges(Ends{depth, depth}, Ends{height, height}, Ends{width, width}) {}
  Edges(Ends depth, Ends height, Ends width) requires(N == 3) : ends_{depth, height, width} {}

  /// Of the spatial axes, the first is 0.
  const Ends& operator[](int axis) const { return ends_[static_cast<std::size_t>(axis)]; }
  bool negative() const {
    for (const Ends& ends : ends_)
      if (ends.begin < 0 || ends.end < 0) return true;
    return false;
  }
  /// For every axis of a value (N, spatial..., C).
  std::vector<std::int64_t> begins() const { return all(&Ends::begin); }
  std::vector<std::int64_t> ends() const { return all(&Ends::end); }

  friend Json to_json(const Edges& edges) {
    Json list = Json::list();
    for (const Ends& ends : edges.ends_) list.push_back(Json::List{ends.begin, ends.end});
    return N == 1 ? list.as_list()[0] : list;
  }
  friend void from_json(const Json& json, Edges& edges) {
    if (!json.is_list()) {
      edges = Edges(steps_from_json(json));
    } else if constexpr (N == 1) {
      edges.ends_[0] = pair(json, json);
    } else {
      if (json.as_list().size() != N) wrong(json);
      for (std::size_t axis = 0; axis < N; ++axis) {
        const Json& one = json.as_list()[axis];
        edges.ends_[axis] = one.is_list() ? pair(one, json) : Ends{steps_from_json(one), steps_from_json(one)};
      }
    }
  }

 private:
  [[noreturn]] static void wrong(const Json& received) {
    const std::string n = std::to_string(N);
    fail(ErrorKind::usage, (N == 1 ? "takes an integer or two. Received "
                                   : "takes an integer, " + n + ", or " + n + " pairs. Received ") +
                               received.dump() + ".");
  }
  static Ends pair(const Json& list, const Json& received) {
    if (list.as_list().size() != 2) wrong(received);
    return {steps_from_json(list.as_list()[0]), steps_from_json(list.as_list()[1])};
  }
  std::vector<std::int64_t> all(std::int64_t Ends::*end) const {
    std::vector<std::int64_t> values{0};
    for (const Ends& ends : ends_) values.push_back(ends.*end);
    values.push_back(0);
    return values;
  }

  std::array<Ends, N> ends_;
};

}  // namespace fovea
