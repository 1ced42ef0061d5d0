#include "fovea/objectives/losses/overlap.h"

#include <algorithm>

namespace fovea {

template <class OptionsType>
OverlapLoss<OptionsType>::OverlapLoss(const std::string& who, const OptionsType& options)
    : LossOf<OptionsType>(who, options) {
  const Json& axis = options.axis;
  const bool integers =
      axis.is_list() && std::ranges::all_of(axis.as_list(), [](const Json& a) { return a.is_int(); });
  if (!axis.is_null() && !axis.is_int() && !integers)
    fail(ErrorKind::usage, who + ": axis must be None, an integer or several. Received " + axis.dump() + ".");
}

template <class OptionsType>
std::vector<int> OverlapLoss<OptionsType>::axes_of(int rank) const {
  const Json& axis = this->options_.axis;
  std::vector<int> axes;
  if (axis.is_null())
    for (int i = 0; i < rank; ++i) axes.push_back(i);
  else if (axis.is_int())
    axes.push_back(static_cast<int>(axis.as_int()));
  else
    for (const Json& one : axis.as_list()) axes.push_back(static_cast<int>(one.as_int()));
  for (int& one : axes) one = one < 0 ? one + rank : one;
  std::ranges::sort(axes);
  const bool within = axes.empty() || (axes.front() >= 0 && axes.back() < rank);
  if (!within || std::ranges::adjacent_find(axes) != axes.end() ||
      (!axes.empty() && axes[0] == 0 && static_cast<int>(axes.size()) < rank))
    fail(ErrorKind::usage, std::string(this->class_name()) +
                               ": axis must name axes behind the samples', each once, or be None. Received axis=" +
                               axis.dump() + " for predictions of rank " + std::to_string(rank) + ".");
  return axes;
}

template <class OptionsType>
std::int64_t OverlapLoss<OptionsType>::values_per_sample(const Shape& predictions) const {
  std::int64_t values = predictions.count(1, predictions.rank());
  for (const int axis : axes_of(predictions.rank()))
    if (axis > 0) values /= std::max<std::int64_t>(predictions[axis], 1);
  return values;
}

template <class OptionsType>
ValueId OverlapLoss<OptionsType>::emit(Graph& graph, ValueId predictions, ValueId target) const {
  const Expression p(graph, predictions), t(graph, target);
  return mean_of_positions(1 - overlap(p, t, axes_of(p.shape().rank())));
}

template class OverlapLoss<DiceOptions>;
template class OverlapLoss<TverskyOptions>;

const Fields<DiceOptions>& DiceOptions::fields() {
  using O = DiceOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    return add_loss_fields(fields).add("axis", &O::axis);
  }();
  return list;
}

Expression Dice::overlap(const Expression& p, const Expression& t, const std::vector<int>& axes) const {
  const auto sum = [&](const Expression& x) { return x.reduced(Reduction::sum, axes); };
  return 2 * sum(t * p) / (sum(t) + sum(p) + loss_epsilon);
}

const Fields<TverskyOptions>& TverskyOptions::fields() {
  using O = TverskyOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("alpha", &O::alpha).add("beta", &O::beta);
    return add_loss_fields(fields).add("axis", &O::axis);
  }();
  return list;
}

Expression Tversky::overlap(const Expression& p, const Expression& t, const std::vector<int>& axes) const {
  const auto sum = [&](const Expression& x) { return x.reduced(Reduction::sum, axes); };
  const Expression both = sum(t * p), missed = sum((1 - p) * t), invented = sum(p * (1 - t));
  return both / (both + options_.alpha * missed + options_.beta * invented + loss_epsilon);
}

}  // namespace fovea
