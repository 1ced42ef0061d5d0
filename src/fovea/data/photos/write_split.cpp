#include "fovea/data/photos/write_split.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/photo_split.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Names of folders that lie in OUT and are found again as they are.
void check_class(const PhotoSet& set, const std::string& name) {
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos ||
      std::ranges::any_of(name, is_control))
    fail(ErrorKind::format,
         set.files->who() + ": the class '" + shown_name(name) +
             "' can be no folder: a name that is not empty, begins with no dot, and has no slash and no "
             "control characters. Rename it first.");
}

/// What is left of a picture's name in the folder of its class.
std::string name_in_class(const std::string& name, const std::string& label) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    parts.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  const auto folder = std::find(parts.begin(), parts.end() - 1, label);
  parts.erase(parts.begin(), folder == parts.end() - 1 ? folder : folder + 1);
  std::erase_if(parts, [](const std::string& part) { return part.empty() || part == "." || part == ".."; });
  std::string safe = join(parts, "/");
  std::ranges::replace_if(safe, is_control, '_');
  return safe;
}

/// Where each picture goes.
std::map<std::string, std::uint32_t> targets(const PhotoSet& set, const std::vector<PhotoSplit>& splits) {
  for (const std::string& name : set.classes) check_class(set, name);
  std::map<std::string, std::uint32_t> found;
  for (const PhotoSplit& split : splits)
    for (const PhotoRef& photo : split.photos) {
      const std::string& label = set.classes.at(static_cast<std::size_t>(photo.label));
      const std::string target = split.name + "/" + label + "/" + name_in_class(set.name(photo), label);
      if (const auto [place, is_new] = found.try_emplace(target, photo.file); !is_new)
        fail(ErrorKind::format, set.files->who() + ": '" + shown_name(set.files->names()[place->second]) + "' and '" +
                                    shown_name(set.name(photo)) + "' would both be " + shown_name(target) +
                                    ". Rename one of them.");
    }
  return found;
}

void copy(const FileStore& files, std::uint32_t file, const fs::path& target) {
  const std::string content = files.read(file);
  std::ofstream out(target, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) fail(ErrorKind::resource, target.string() + ": cannot be written: " + std::strerror(errno) + ".");
}

void link_file(const fs::path& source, const fs::path& target) {
  if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, target.c_str(), AT_SYMLINK_FOLLOW) == 0) return;
  fail(ErrorKind::resource, target.string() + ": no link to " + shown_name(source.string()) +
                                " can be made: " + std::strerror(errno) + ". --copy makes copies.");
}

void check_out(const PhotoSet& set, const fs::path& out) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(out, error)))
    fail(ErrorKind::usage, out.string() + ": exists. Name a folder that is not there yet.");
  const fs::path data = fs::weakly_canonical(fs::absolute(set.files->who()), error);
  const fs::path real = fs::weakly_canonical(fs::absolute(out), error);
  if (std::ranges::mismatch(data, real).in1 == data.end())
    fail(ErrorKind::usage,
         out.string() + ": lies in the data, and would be part of it from then on. Name a folder outside.");
}

}  // namespace

std::vector<PhotoSplit> plan_split(const PhotoSet& set, const SplitPlan& plan) {
  if (set.classes.empty())
    fail(ErrorKind::usage, set.files->who() + ": has no folders of classes, whose proportions a split would keep.");
  if (set.splits.size() > 1 || set.splits[0].name != "train") {
    std::vector<std::string> names;
    for (const PhotoSplit& split : set.splits) names.push_back(split.name);
    fail(ErrorKind::usage, set.files->who() + ": has splits already: " + join(names, ", ") +
                               ". Name a folder that holds the classes themselves.");
  }
  if (!(plan.validation >= 0 && plan.test >= 0 && plan.validation + plan.test < 1 && plan.validation + plan.test > 0))
    fail(ErrorKind::usage,
         "--validation and --test are fractions from 0 on, above 0 and below 1 together. Received " +
             std::to_string(plan.validation) + " and " + std::to_string(plan.test) + ".");
  std::vector<PhotoSplit> splits{{"train", set.splits[0].photos}, {"validation", {}}, {"test", {}}};
  if (plan.test > 0) std::tie(splits[0].photos, splits[2].photos) = hold_out(splits[0].photos, plan.test, plan.seed);
  if (plan.validation > 0)
    std::tie(splits[0].photos, splits[1].photos) =
        hold_out(splits[0].photos, plan.validation / (1 - plan.test), plan.seed);
  std::erase_if(splits, [](const PhotoSplit& split) { return split.photos.empty(); });
  return splits;
}

void write_split(const PhotoSet& set, const std::vector<PhotoSplit>& splits, const fs::path& out, bool link,
                 const std::function<void(std::size_t, std::size_t)>& progress) {
  check_out(set, out);
  const std::string kind = set.files->kind();
  if (link && (kind == "zip" || kind == "tar"))
    fail(ErrorKind::usage, set.files->who() + ": nothing links to what is in an archive. Leave --link out.");
  const std::map<std::string, std::uint32_t> files = targets(set, splits);
  create_folder(out, [&](const fs::path& temporary) {
    std::size_t done = 0;
    for (const auto& [name, file] : files) {
      const fs::path target = temporary / name;
      std::error_code error;
      fs::create_directories(target.parent_path(), error);
      if (error) fail(ErrorKind::resource, target.string() + ": cannot be made: " + error.message() + ".");
      if (link)
        link_file(set.files->place(file), target);
      else
        copy(*set.files, file, target);
      if (progress) progress(++done, files.size());
    }
  });
}

}  // namespace fovea
