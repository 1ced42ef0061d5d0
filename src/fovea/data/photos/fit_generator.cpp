#include "fovea/data/photos/fit_generator.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/data/whitening.h"

namespace fovea {
namespace {

constexpr std::int64_t most_whitened = std::int64_t{1} << 24, widest = 1024;

/// Sums of each channel about its first value, so that they lose no digits.
struct Channel {
  double first = 0, sum = 0, squares = 0;
  void add(double value) {
    sum += value - first;
    squares += (value - first) * (value - first);
  }
};

/// Calls work(numbers) for each batch of one pass, as float32 that were scaled.
template <class Work>
void each_batch(BatchFeed& feed, const InputScaling& scaling, Work&& work) {
  feed.start_pass(0);
  for (std::int64_t i = 0, batches = feed.batches(); i < batches; ++i) {
    Array numbers = feed.next().x.at(0).cast(DType::f32).clone();
    scaling.apply(numbers.values<float>(), numbers.shape().tail(1));
    work(numbers);
  }
}

Array by_channel(const std::vector<float>& values) {
  return Array::of<float>(std::span<const float>(values), {1, 1, static_cast<std::int64_t>(values.size())});
}

}  // namespace

GeneratorFit fit_on_feed(ImageDataGenerator& generator, BatchFeed& feed, const InputScaling& scaling) {
  const ImageDataGeneratorOptions& options = generator.options();
  GeneratorFit report;
  std::vector<Channel> channels;
  Shape picture;
  each_batch(feed, scaling, [&](const Array& batch) {
    const auto values = batch.values<float>();
    const auto count = static_cast<std::size_t>(batch.shape()[-1]);
    if (channels.empty()) {
      picture = batch.shape().tail(1);
      for (std::size_t c = 0; c < count; ++c) channels.push_back({.first = static_cast<double>(values[c])});
    }
    for (std::size_t i = 0; i < values.size(); ++i) channels[i % count].add(static_cast<double>(values[i]));
    report.pictures += batch.rows();
  });
  if (report.pictures == 0) fail(ErrorKind::shape, "ImageDataGenerator: there are no pictures to fit on.");
  const double each = static_cast<double>(report.pictures * picture.count(0, 2));
  std::vector<float> mean, deviation;
  for (const Channel& channel : channels) {
    const double about = channel.sum / each;
    mean.push_back(static_cast<float>(channel.first + about));
    deviation.push_back(static_cast<float>(std::sqrt(std::max(channel.squares / each - about * about, 0.0))));
  }
  GeneratorStatistics measured;
  if (options.featurewise_center) measured.mean = by_channel(mean);
  if (options.featurewise_std_normalization) measured.std = by_channel(deviation);
  if (!options.zca_whitening) {
    generator.set_statistics(std::move(measured));
    return report;
  }

  const std::int64_t features = picture.count();
  if (features > widest)
    fail(ErrorKind::resource, "ImageDataGenerator: zca_whitening keeps a matrix of " + std::to_string(features) +
                                  " x " + std::to_string(features) + " numbers with the model; " +
                                  std::to_string(widest) +
                                  " is the most. Take smaller pictures (--image-size), or leave it out.");
  report.whitening = std::min(report.pictures, most_whitened / features);
  PictureStandard centred;
  if (options.featurewise_center) centred.statistics.mean = mean;
  if (options.featurewise_std_normalization) centred.statistics.deviation = deviation;
  Array chosen(picture.with_front(report.whitening));
  std::int64_t seen = 0, taken = 0;
  each_batch(feed, scaling, [&](const Array& batch) {
    for (std::int64_t i = 0; i < batch.rows(); ++i, ++seen) {
      if (seen != taken * report.pictures / report.whitening || taken == report.whitening) continue;
      const auto from = batch.slice(i, 1).values<float>();
      const auto to = chosen.slice(taken++, 1).values<float>();
      std::ranges::copy(from, to.begin());
      centred.apply(to, picture);
    }
  });
  measured.zca_whitening_matrix = zca_matrix(chosen, options.zca_epsilon);
  generator.set_statistics(std::move(measured));
  return report;
}

}  // namespace fovea
