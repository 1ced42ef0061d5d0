#include "fovea/runtime/classifier.h"

#include <algorithm>
#include <array>

#include "fovea/base/error.h"
#include "fovea/formats/model_file.h"
#include "fovea/formats/preprocess.h"
#include "fovea/models/trainer.h"
#include "fovea/runtime/session.h"

namespace fovea {

struct Classifier::State {
  State(const LoadedModel& loaded, const std::string& who, const ClassifierOptions& options);

  InputForm form;
  bool one_unit = false;
  std::vector<std::string> classes, warnings;
  std::unique_ptr<SessionPool> pool;
};

namespace {

/// What training did to pictures.
void take(const Preprocess& preprocess, const std::string& who, InputForm& form, std::vector<std::string>& warnings) {
  form.scaling = preprocess.scaling;
  form.keep_aspect_ratio = preprocess.keep_aspect_ratio;
  if (form.height == None && preprocess.height > 0) form.height = preprocess.height;
  if (form.width == None && preprocess.width > 0) form.width = preprocess.width;
  if (preprocess.tensorflow) {
    // Without a filter pictures are resized as TensorFlow's bilinear does it.
    if (preprocess.interpolation != "bilinear" || preprocess.keep_aspect_ratio)
      warnings.push_back(who + ": was trained on photos that TensorFlow resized by '" + preprocess.interpolation +
                         "'; here they are stretched by 'bilinear'. Give pictures of the model's size.");
  } else if (!preprocess.interpolation.empty()) {
    form.filter = pillow_filter_named(preprocess.interpolation);
  }
}

InputForm input_form(const Model& model, const std::string& who) {
  if (model.input().size() != 1)
    fail(ErrorKind::unsupported, who + ": a classifier takes one picture. This model has " +
                                     std::to_string(model.input().size()) + " inputs.");
  const Shape shape = Tensor(model.input()).shape();
  InputForm form;
  if (shape.rank() == 4)
    form = {.height = shape[1], .width = shape[2], .channels = shape[3]};
  else if (shape.rank() == 3)
    form = {.height = shape[1], .width = shape[2]};
  else if (shape.rank() == 2)
    form = {.width = shape[1], .picture = false};
  if (shape.rank() < 2 || shape.rank() > 4 || form.channels == None)
    fail(ErrorKind::unsupported,
         who + ": a classifier takes pictures (rows, columns, channels). This model's input is " + to_string(shape) +
             ".");
  return form;
}

/// What the loss that the model was trained with says of its output.
Ending ending_of(const Model& model, std::int64_t units) {
  if (!model.compiled()) return Ending::as_it_is;
  const LossChoice& loss = model.trainer().compile_options().loss;
  const Named<Loss>& first = loss.one || loss.by_output.empty() ? loss.one : loss.by_output.front().second;
  if (!first || !first->from_logits()) return Ending::as_it_is;
  const std::string_view name = first->class_name();
  return units == 1 || name.starts_with("Binary") ? Ending::sigmoid : Ending::softmax;
}

}  // namespace

Classifier::State::State(const LoadedModel& loaded, const std::string& who, const ClassifierOptions& options) {
  const Model& model = loaded.model;
  if (!loaded.has_weights)
    fail(ErrorKind::unsupported,
         who + ": describes a model without its weights. Give the .keras file that training saved.");
  form = input_form(model, who);
  const Shape output = model.outputs()[0].shape();
  if (output.rank() != 2 || !output.tail(1).known())
    fail(ErrorKind::unsupported,
         who + ": a classifier's output is one number a class. This model's is " + to_string(output) + ".");
  warnings = loaded.warnings;
  if (loaded.extras.preprocess.is_null())
    warnings.push_back(who +
                       ": says nothing of how its inputs were scaled; pixels are given as they are, 0 to 255. "
                       "fovea convert IN OUT --preprocess rescale=1/255 stores it.");
  else
    take(Preprocess::from_json(loaded.extras.preprocess), who, form, warnings);
  one_unit = output[1] == 1;
  classes = loaded.extras.classes;
  for (std::size_t i = classes.size(), count = static_cast<std::size_t>(one_unit ? 2 : output[1]); i != count; ++i) {
    if (i > count)
      fail(ErrorKind::format,
           who + ": names " + std::to_string(i) + " classes, and its output has " + std::to_string(count) + ".");
    classes.push_back(std::to_string(i));
  }
  pool = std::make_unique<SessionPool>(model, ending_of(model, output[1]), options.threads);
}

Classifier Classifier::load(const std::filesystem::path& path, const ClassifierOptions& options) {
  return Classifier(std::make_shared<State>(load_model(path), path.string(), options));
}

Classifier Classifier::load(std::span<const std::byte> bytes, const std::string& name,
                            const ClassifierOptions& options) {
  std::string copy(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return Classifier(std::make_shared<State>(parse_model(std::move(copy), name), name, options));
}

const std::vector<std::string>& Classifier::classes() const { return state_->classes; }
const std::vector<std::string>& Classifier::warnings() const { return state_->warnings; }

template <class Use>
void Classifier::with_probabilities(const ImageView& image, Use use) const {
  check_view(image, state_->form);
  InputForm form = state_->form;
  if (form.height == None) form.height = image.height;
  if (form.width == None) form.width = image.width;
  const SessionPool::Lease session(*state_->pool, form);
  std::span<const float> values = (*session).run(image);
  const std::array<float, 2> both{1 - values[0], values[0]};
  use(state_->one_unit ? std::span<const float>(both) : values);
}

std::size_t Classifier::classify(const ImageView& image, std::span<ClassScore> best) const {
  const std::size_t count = std::min(best.size(), classes().size());
  with_probabilities(image, [&](std::span<const float> values) {
    std::size_t filled = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::size_t place = filled;
      while (place > 0 && best[place - 1].probability < values[i]) --place;
      if (place == count) continue;
      filled = std::min(filled + 1, count);
      for (std::size_t k = filled - 1; k > place; --k) best[k] = best[k - 1];
      best[place] = {static_cast<std::int64_t>(i), values[i]};
    }
  });
  return count;
}

ClassScore Classifier::classify(const ImageView& image) const {
  ClassScore best;
  classify(image, {&best, 1});
  return best;
}

void Classifier::probabilities(const ImageView& image, std::span<float> probabilities) const {
  if (probabilities.size() != classes().size())
    fail(ErrorKind::usage, "Classifier: probabilities takes one number for each of " +
                               std::to_string(classes().size()) + " classes. Received room for " +
                               std::to_string(probabilities.size()) + ".");
  with_probabilities(image, [&](std::span<const float> values) { std::ranges::copy(values, probabilities.begin()); });
}

}  // namespace fovea
