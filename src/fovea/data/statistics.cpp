#include "fovea/data/statistics.h"

#include <algorithm>
#include <functional>
#include <map>

#include "fovea/base/machine_error.h"
#include "fovea/data/images/image.h"

namespace fovea {
namespace {

template <class T>
void measure(const Array& x, SplitSummary& summary) {
  T low = x.values<T>().front(), high = low;
  double sum = 0;
  // A partial sum per sample keeps large sets exact enough.
  const auto per_sample = static_cast<std::size_t>(x.size() / x.rows());
  for (std::int64_t row = 0; row < x.rows(); ++row) {
    double part = 0;
    for (const T value : x.values<T>().subspan(static_cast<std::size_t>(row) * per_sample, per_sample)) {
      low = std::min(low, value);
      high = std::max(high, value);
      part += static_cast<double>(value);
    }
    sum += part;
  }
  summary.min = static_cast<double>(low);
  summary.max = static_cast<double>(high);
  summary.mean = sum / static_cast<double>(x.size());
}

void measure(const Array& x, SplitSummary& summary) {
  switch (x.dtype()) {
    case DType::u8:
      return measure<std::uint8_t>(x, summary);
    case DType::i32:
      return measure<std::int32_t>(x, summary);
    case DType::i64:
      return measure<std::int64_t>(x, summary);
    case DType::f32:
      return measure<float>(x, summary);
    case DType::f64:
      return measure<double>(x, summary);
    case DType::bf16:
      return measure<float>(x.cast(DType::f32), summary);
  }
}

PhotoSizes measure(const FileStore& files, const Split& split, const ReadLimits& limits) {
  constexpr std::size_t most = 2000;  // headers; more would take a while and tell little else
  const std::size_t step = (split.photos.size() + most - 1) / most;
  PhotoSizes sizes;
  std::vector<std::int64_t> heights, widths;
  std::map<std::string, std::int64_t> formats;
  for (std::size_t i = 0; i < split.photos.size(); i += step) {
    ++sizes.looked_at;
    const std::size_t file = split.photos[i].file;
    try {
      const ImageHeader header = image_header(files.read(file), files.place(file), limits);
      heights.push_back(header.height);
      widths.push_back(header.width);
      ++formats[std::string(to_string(header.format))];
    } catch (const Error& error) {  // `fovea data check` says what is wrong with it
      if (!is_of_content(error)) throw;
      ++sizes.unreadable;
    }
  }
  sizes.formats.assign(formats.begin(), formats.end());
  std::ranges::stable_sort(sizes.formats, std::greater<>(), &std::pair<std::string, std::int64_t>::second);
  if (heights.empty()) return sizes;
  std::ranges::sort(heights);
  std::ranges::sort(widths);
  sizes.least_height = heights.front();
  sizes.least_width = widths.front();
  sizes.median_height = heights[heights.size() / 2];
  sizes.median_width = widths[widths.size() / 2];
  sizes.most_height = heights.back();
  sizes.most_width = widths.back();
  return sizes;
}

std::vector<std::int64_t> count_classes(const Array& y, std::size_t classes) {
  std::vector<std::int64_t> counts(classes);
  if (classes == 0) return counts;
  if (y.shape().rank() == 1) {
    for (const std::int64_t label : y.values<std::int64_t>()) ++counts[static_cast<std::size_t>(label)];
    return counts;
  }
  const Array rows = y.cast(DType::f64);
  const auto values = rows.values<double>();
  for (std::size_t row = 0; row < values.size(); row += classes) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row);
    ++counts[static_cast<std::size_t>(std::max_element(begin, begin + static_cast<std::ptrdiff_t>(classes)) - begin)];
  }
  return counts;
}

}  // namespace

DataSummary describe(const DataSet& data, const ReadLimits& limits) {
  DataSummary result{data.name, data.path, data.kind, data.manifest_hash, data.classes, {}};
  for (const Split& split : data.splits) {
    SplitSummary summary{.name = split.name,
                         .samples = split.samples(),
                         .x_shape = split.x.shape(),
                         .y_shape = split.y.shape(),
                         .x_dtype = split.x.dtype(),
                         .y_dtype = split.y.dtype(),
                         .bytes = split.x.bytes() + split.y.bytes(),
                         .class_counts = count_classes(split.y, data.classes.size())};
    if (data.files)
      summary.photos = measure(*data.files, split, limits);
    else
      measure(split.x, summary);
    result.splits.push_back(std::move(summary));
  }
  return result;
}

}  // namespace fovea
