#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cli/checks.h"
#include "cli/data_parts.h"
#include "cli/training_setup.h"
#include "fovea/base/machine_error.h"
#include "fovea/base/text.h"
#include "fovea/data/images/load_img.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/pictures/contact_sheet.h"

namespace fovea::cli {
namespace {

struct Options {
  TrainOptions train;
  std::string out = "preview.png", only;
  std::int64_t count = 10, columns = 5;
};

/// Training samples, of one class if it is named.
std::vector<std::int64_t> rows_to_show(const TrainingData& data, const Options& options) {
  const std::vector<std::string>& classes = data.set().classes;
  if (!options.only.empty() && std::ranges::find(classes, options.only) == classes.end())
    fail(ErrorKind::usage,
         "--class: " + data.set().name + " has no class '" + options.only + "'. " + suggest(options.only, classes));
  std::vector<std::int64_t> order = data.order(0);
  if (!options.only.empty())
    std::erase_if(order, [&](std::int64_t row) { return data.class_of(row) != options.only; });
  return order;
}

/// The number of a sample's picture.
std::size_t picture_of(const Split& train, std::int64_t row) {
  const auto place = static_cast<std::size_t>(row);
  return train.photos.empty() ? place : train.photos[place].file;
}

/// The rows that a sample is in a batch with, where the augmentation finishes batches; else it alone.
std::vector<std::int64_t> rows_around(const TrainingData& data, std::int64_t row, std::int64_t pass,
                                      std::int64_t batch_size) {
  if (!data.augmenter()->finishes_batches()) return {row};
  const std::vector<std::int64_t> order = data.order(pass);
  const auto first = (std::ranges::find(order, row) - order.begin()) / batch_size * batch_size;
  const auto end = std::min(first + batch_size, static_cast<std::int64_t>(order.size()));
  return {order.begin() + first, order.begin() + end};
}

/// A sample as a pass of training sees it. Others of its batch that cannot be read are left out of it, as in training.
/// Errors   those of reading the sample
Array seen(const TrainingData& data, const PictureRows& pictures, std::int64_t row, std::int64_t pass,
           const TrainOptions& options) {
  const std::vector<std::int64_t> rows = rows_around(data, row, pass, options.batch_size);
  const Shape shape = pictures.shape();
  Array changed(shape.with_front(static_cast<std::int64_t>(rows.size())));
  std::vector<std::byte> pixels(pictures.row_bytes());
  std::vector<std::int64_t> made;
  std::int64_t place = 0;
  for (const std::int64_t other : rows) {
    try {
      pictures.read(picture_of(data.train(), other), pixels.data());
    } catch (const Error& error) {
      if (other == row || !is_of_content(error)) throw;
      continue;
    }
    const auto at = static_cast<std::int64_t>(made.size());
    if (other == row) place = at;
    data.augmenter()->apply(pixels.data(), changed.slice(at, 1).values<float>().data(), pictures,
                            {options.seed, pass, other});
    made.push_back(other);
  }
  data.augmenter()->finish({.pictures = changed.values<float>().data(), .rows = made},
                           {options.seed, pass, made.front()});
  return changed.slice(place, 1).reshaped(shape);
}

int preview(const Options& options, const Terminal& terminal) {
  TrainingSetup setup(options.train, terminal, false);
  setup.choose_network();
  const TrainingData& data = setup.data();
  const Split& train = data.train();
  const auto pictures = data.feeding().pictures(train);
  const Shape shape = pictures->shape();
  const std::int64_t draws = data.augmenter() != nullptr ? options.columns - 1 : 0;
  std::vector<Array> sheet;
  std::vector<std::string> captions;
  std::string list;
  Json shown = Json::list();
  std::int64_t count = 0;
  for (const std::int64_t row : rows_to_show(data, options)) {
    if (count == options.count) break;
    std::vector<Array> seen_as;
    try {
      Array pixels(shape, pictures->dtype());
      pictures->read(picture_of(train, row), pixels.raw());
      seen_as.push_back(pixels.cast(DType::f32).clone());
      for (std::int64_t pass = 0; pass < draws; ++pass)
        seen_as.push_back(seen(data, *pictures, row, pass, options.train).clone());
    } catch (const Error& error) {
      if (!is_of_content(error)) throw;
      terminal.warn(error.what());
      continue;
    }
    const std::string name = data.name_of(row), of_class = data.class_of(row);
    std::ranges::move(seen_as, std::back_inserter(sheet));
    captions.push_back(of_class + "  " + std::filesystem::path(name).filename().string());
    for (std::int64_t pass = 0; pass < draws; ++pass) captions.push_back(fmt::format("epoch {}", pass + 1));
    list += fmt::format("\n  {:>4}  {}  {}", ++count, shown_name(of_class), shown_name(name));
    shown.push_back(Json::Object{{"name", name}, {"class", of_class}, {"row", row}});
  }
  if (count == 0) fail(ErrorKind::format, data.set().path + ": none of its photos can be read.");
  // Photos and 8-bit arrays are 0 to 255; the numbers of other arrays are stretched to that.
  float most = 255;
  if (!data.set().files && pictures->dtype() != DType::u8) {
    most = 0;
    for (const Array& picture : sheet)
      most = std::max(most, std::ranges::max(std::as_const(picture).values<float>()));
  }
  std::vector<SheetPicture> drawn;
  for (std::size_t i = 0; i < sheet.size(); ++i) {
    for (float& value : sheet[i].values<float>()) value = std::round(most > 0 ? value * 255 / most : 0);
    drawn.push_back({array_to_img(sheet[i], false), captions[i]});
  }
  draw_contact_sheet(drawn, options.columns).write(options.out);
  terminal.result(fmt::format("{}: {} of {} {}, {}x{}{}{}", options.out, count, with_commas(train.samples()),
                              data.set().files ? "photos" : "samples", shape[0], shape[1],
                              draws > 0 ? fmt::format(", each beside {} draws of the augmentation", draws) : "",
                              list));
  terminal.object(Json::Object{{"output", options.out},
                               {"height", shape[0]},
                               {"width", shape[1]},
                               {"columns", options.columns},
                               {"draws", draws},
                               {"pictures", shown}});
  return 0;
}

}  // namespace

CommandPart add_data_preview(CLI::App& data, const Terminal& terminal) {
  auto options = std::make_shared<Options>();
  options->train.photos.cache = "none";
  CLI::App* sub = data.add_subcommand("preview", "Draw training photos as the network will see them");
  sub->footer(
      "The photos are the first of the first epoch. With --augment each has a row: as it is, then as epochs 1, 2, "
      "... "
      "of a training with this seed change it, among the photos of its batch where those are mixed.\n"
      "Examples:\n  fovea data preview photos --image-size 150x150\n  fovea data preview photos.zip -o sheet.jpg "
      "--augment \"RandomFlip('horizontal'); RandomRotation(0.05)\" --class cat");
  options->train.add_source(*sub);
  options->train.photos.add_augment(*sub);
  options->train.add_batch_size(*sub);
  options->train.add_seed(*sub);
  const char* group = "Sheet";
  sub->add_option("-o", options->out, "The picture to write: a .png, .jpg, .svg or .pdf")
      ->capture_default_str()
      ->type_name("FILE")
      ->group(group);
  sub->add_option("--count", options->count, "Photos to show")
      ->transform(whole_number_from(1))
      ->capture_default_str()
      ->type_name("N")
      ->group(group);
  sub->add_option("--columns", options->columns, "Pictures in a row of the sheet")
      ->transform(whole_number_from(1))
      ->capture_default_str()
      ->type_name("N")
      ->group(group);
  sub->add_option("--class", options->only, "Photos of this class alone")->type_name("NAME")->group(group);
  return {sub, [options, &terminal] {
            if (!options->train.photos.augment.empty() && options->columns < 2)
              fail(ErrorKind::usage, "--columns: with --augment a row is a photo and its draws, 2 columns or more.");
            return preview(*options, terminal);
          }};
}

}  // namespace fovea::cli
