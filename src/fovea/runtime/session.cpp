#include "fovea/runtime/session.h"

#include <algorithm>

#include "fovea/graph/build.h"

namespace fovea {

Session::Session(const Model& model, const InputForm& form, Ending ending, int threads)
    : form_(form), reader_(form), input_(Shape{1, form.height, form.width, form.channels}) {
  Graph graph;
  const Tensor tensor = model.input();
  // Without the axes that the model's input does not have: (N, rows, columns) or (N, numbers).
  const Shape shape = tensor.shape().rank() == 4   ? input_.shape()
                      : tensor.shape().rank() == 3 ? Shape{1, form.height, form.width}
                                                   : Shape{1, form.width};
  model.network().output_shapes(std::vector<Shape>{shape});  // a size too small is refused in the layer's words
  const ValueId input = graph.add_input(shape, DType::f32, true);
  const Emitter emitter{graph};
  std::vector<ValueId> penalties;
  std::uint64_t next_node = 0;
  output_ = model.network().inline_into(emitter, std::vector<ValueId>{input}, "", penalties, next_node).at(0);
  graph.forget_assignments();  // of calls with training=True; the weights are all sessions'
  if (ending == Ending::softmax) output_ = build::softmax(graph, output_, -1);
  if (ending == Ending::sigmoid) output_ = build::unary(graph, output_, Unary::sigmoid);
  graph.outputs = {output_};
  program_ = std::make_unique<Program>(std::move(graph), ProgramOptions{}, std::make_shared<Team>(threads));
  program_->bind(0, input_.raw());
}

std::span<const float> Session::run(const ImageView& view) {
  reader_.read(view, input_.values<float>().data());
  program_->run({.step = runs_++});
  return {program_->values<float>(output_), static_cast<std::size_t>(program_->graph().shape(output_).count())};
}

namespace {
/// Idle sessions beyond this many only hold memory.
constexpr std::size_t most_idle = 8;
}  // namespace

Session* SessionPool::take(const InputForm& form) {
  const auto idle = [&]() -> Session* {
    const std::lock_guard lock(mutex_);
    for (Entry& entry : entries_)
      if (!entry.busy && entry.session->fits(form)) {
        entry.busy = true;
        return entry.session.get();
      }
    return nullptr;
  };
  if (Session* session = idle()) return session;
  const std::lock_guard one_at_a_time(making_);
  if (Session* session = idle()) return session;
  auto made = std::make_unique<Session>(model_, form, ending_, threads_);
  std::unique_ptr<Session> old;  // its memory is freed when others may go on
  const std::lock_guard lock(mutex_);
  if (std::ranges::count(entries_, false, &Entry::busy) >= static_cast<std::ptrdiff_t>(most_idle)) {
    const auto oldest = std::ranges::min_element(
        entries_, {}, [](const Entry& entry) { return entry.busy ? ~std::uint64_t{0} : entry.last_use; });
    old = std::move(oldest->session);
    entries_.erase(oldest);
  }
  return entries_.emplace_back(std::move(made), true, uses_).session.get();
}

void SessionPool::give_back(const Session* session) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_)
    if (entry.session.get() == session) {
      entry.busy = false;
      entry.last_use = ++uses_;
    }
}

}  // namespace fovea
