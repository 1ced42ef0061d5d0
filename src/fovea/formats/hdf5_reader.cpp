#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/formats/hdf5/attribute.h"
#include "fovea/formats/hdf5/dataset.h"
#include "fovea/formats/hdf5/image.h"
#include "fovea/formats/hdf5/links.h"
#include "fovea/formats/hdf5_file.h"

namespace fovea {
namespace fs = std::filesystem;
using hdf5::Attribute;
using hdf5::Dataset;
using hdf5::Image;

namespace {

/// What lies at one address; several links may lead to it.
struct Object {
  enum class Kind { group, dataset, named_type };
  Kind kind = Kind::named_type;
  bool open = false;    ///< while what lies beneath it is looked at
  bool shared = false;  ///< several links lead to it
  std::vector<Attribute> attributes;
  std::vector<hdf5::Link> links;
  std::vector<std::string> children;
  Dataset dataset;
  Shape shape;
};

}  // namespace

struct Hdf5Reader::State {
  State(std::string bytes, std::string name, const ReadLimits& limits)
      : image(std::move(bytes), std::move(name)), limits(limits) {
    add(image.root(), "", 0);
  }

  Image image;
  ReadLimits limits;
  std::map<std::uint64_t, Object> objects;
  std::int64_t counted = 0, datasets = 0;

  /// Looks at an object and all beneath it, at each once, however many links lead there.
  void add(std::uint64_t address, const std::string& path, int depth) {
    image.look_at(path);
    if (depth > limits.hdf5_depth)
      image.over_limit("it lies too many groups deep", limit_words("hdf5_depth", limits.hdf5_depth));
    if (++counted > limits.hdf5_objects)
      image.over_limit("the file has too many objects", limit_words("hdf5_objects", limits.hdf5_objects));
    const auto [place, is_new] = objects.try_emplace(address);
    if (!is_new) {
      if (place->second.open) image.damaged("a group holds itself");
      place->second.shared = true;
      return;
    }
    Object& object = place->second;
    describe(address, object);
    object.open = true;
    for (const hdf5::Link& link : object.links)
      add(link.address, path.empty() ? link.name : path + "/" + link.name, depth + 1);
    object.open = false;
  }

  void describe(std::uint64_t address, Object& object) {
    const hdf5::Messages messages = hdf5::read_object_header(image, address);
    object.attributes = hdf5::read_attributes(image, messages);
    if (hdf5::is_dataset(messages)) {
      object.kind = Object::Kind::dataset;
      if (++datasets > limits.tensors)
        image.over_limit("the file has too many datasets", limit_words("tensors", limits.tensors));
      object.dataset = hdf5::read_description(image, messages, object.attributes, limits);
      for (const std::uint64_t side : object.dataset.dimensions)
        object.shape.push_back(static_cast<std::int64_t>(side));
    } else if (hdf5::is_group(messages)) {
      object.kind = Object::Kind::group;
      object.links = hdf5::read_links(image, messages);
      for (const hdf5::Link& link : object.links) object.children.push_back(link.name);
    } else if (hdf5::find(messages, hdf5::MessageType::datatype) == nullptr) {
      image.damaged("an object is neither group nor dataset");
    }
  }

  /// The object that the links along a path lead to, or null.
  const Object* find(const std::string& path) const {
    const Object* object = &objects.at(image.root());
    for (std::size_t at = 0; at < path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::string name = path.substr(at, end - at);
      at = end + 1;
      const auto link = std::ranges::lower_bound(object->links, name, {}, &hdf5::Link::name);
      if (link == object->links.end() || link->name != name) return nullptr;
      object = &objects.at(link->address);
    }
    return object;
  }

  bool is(const std::string& path, Object::Kind kind) const {
    const Object* object = find(path);
    return object != nullptr && object->kind == kind;
  }

  std::string quoted(const std::string& path) const {
    return fmt::format("{}: '{}'", image.name(), path.empty() ? "/" : path);
  }

  const Object& object(const std::string& path) const {
    const Object* found = find(path);
    if (found == nullptr) fail(ErrorKind::format, quoted(path) + " is not in the file.");
    return *found;
  }

  const Object& numbers(const std::string& path) const {
    const Object& result = object(path);
    if (result.kind != Object::Kind::dataset) fail(ErrorKind::format, quoted(path) + " is no dataset.");
    if (!result.dataset.type.number)
      fail(ErrorKind::unsupported,
           fmt::format("{} holds {}; only numbers are read.", quoted(path), result.dataset.type.name));
    return result;
  }

  const Attribute& attribute(const std::string& path, const std::string& name) {
    const Attribute* found = hdf5::find(object(path).attributes, name);
    if (found == nullptr) fail(ErrorKind::format, fmt::format("{} has no attribute '{}'.", quoted(path), name));
    image.look_at(path);
    return *found;
  }

  [[noreturn]] void wrong_attribute(const std::string& path, const Attribute& attribute, const char* rule) const {
    fail(ErrorKind::format, fmt::format("{} attribute '{}' must be {}. Received {} {}.", quoted(path), attribute.name,
                                        rule, attribute.count, attribute.type.name));
  }

  std::vector<std::string> strings(const std::string& path, const std::string& name) {
    const Attribute& found = attribute(path, name);
    if (found.count == 0) return {};
    if (found.type.text == hdf5::ElementType::Text::none) wrong_attribute(path, found, "strings");
    return with_memory(image.name(), [&] { return hdf5::strings(image, found); });
  }

  /// One number as an Array of one element.
  Array number(const std::string& path, const std::string& name, const char* rule) {
    const Attribute& found = attribute(path, name);
    if (!found.type.number || found.count != 1) wrong_attribute(path, found, rule);
    Array value({}, hdf5::array_dtype(*found.type.number));
    hdf5::convert(image, found.data, found.type, value.raw());
    return value;
  }
};

Hdf5Reader::Hdf5Reader(const fs::path& path, const ReadLimits& limits)
    : Hdf5Reader(with_memory(path.string(), [&] { return read_file(path, limits.file_bytes, "file_bytes"); }),
                 path.string(), limits) {}

Hdf5Reader::Hdf5Reader(std::string bytes, std::string name, const ReadLimits& limits)
    : state_(with_memory(name, [&] { return std::make_unique<State>(std::move(bytes), name, limits); })) {}

Hdf5Reader::Hdf5Reader(Hdf5Reader&&) noexcept = default;
Hdf5Reader& Hdf5Reader::operator=(Hdf5Reader&&) noexcept = default;
Hdf5Reader::~Hdf5Reader() = default;

bool Hdf5Reader::is_group(const std::string& path) const { return state_->is(path, Object::Kind::group); }

bool Hdf5Reader::is_dataset(const std::string& path) const { return state_->is(path, Object::Kind::dataset); }

const std::vector<std::string>& Hdf5Reader::children(const std::string& path) const {
  const Object& object = state_->object(path);
  if (object.kind != Object::Kind::group) fail(ErrorKind::format, state_->quoted(path) + " is no group.");
  return object.children;
}

const Shape& Hdf5Reader::shape(const std::string& path) const { return state_->numbers(path).shape; }

DType Hdf5Reader::dtype(const std::string& path) const {
  return hdf5::array_dtype(*state_->numbers(path).dataset.type.number);
}

Array Hdf5Reader::read(const std::string& path) const {
  const Object& object = state_->numbers(path);
  state_->image.look_at(path);
  return with_memory(state_->image.name(), [&] { return hdf5::read_values(state_->image, object.dataset); });
}

void Hdf5Reader::take(const std::string& path, Array& into) {
  const Object& object = state_->numbers(path);
  state_->image.look_at(path);
  with_memory(state_->image.name(), [&] {
    if (into.dtype() == dtype(path) && !object.shared)
      hdf5::take_values(state_->image, object.dataset, into);
    else
      read(path).copy_to(into);
  });
}

bool Hdf5Reader::has_attribute(const std::string& path, const std::string& name) const {
  return hdf5::find(state_->object(path).attributes, name) != nullptr;
}

std::string Hdf5Reader::read_string(const std::string& path, const std::string& name) const {
  std::vector<std::string> all = state_->strings(path, name);
  if (all.size() != 1) state_->wrong_attribute(path, state_->attribute(path, name), "one string");
  return std::move(all.front());
}

std::int64_t Hdf5Reader::read_int(const std::string& path, const std::string& name) const {
  const char* rule = "one integer";
  const Array value = state_->number(path, name, rule);
  if (value.dtype() != DType::u8 && value.dtype() != DType::i32 && value.dtype() != DType::i64)
    state_->wrong_attribute(path, state_->attribute(path, name), rule);
  return value.cast(DType::i64).values<std::int64_t>()[0];
}

double Hdf5Reader::read_float(const std::string& path, const std::string& name) const {
  return state_->number(path, name, "one number").cast(DType::f64).values<double>()[0];
}

std::vector<std::string> Hdf5Reader::read_string_list(const std::string& path, const std::string& name) const {
  if (has_attribute(path, name) || !has_attribute(path, name + "0")) return state_->strings(path, name);
  std::vector<std::string> result;
  for (int part = 0; has_attribute(path, name + std::to_string(part)); ++part)
    for (std::string& text : state_->strings(path, name + std::to_string(part))) result.push_back(std::move(text));
  return result;
}

}  // namespace fovea
