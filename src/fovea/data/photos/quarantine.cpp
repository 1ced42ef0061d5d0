#include "fovea/data/photos/quarantine.h"

#include <fcntl.h>
#include <stdio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/photos/quarantine_list.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view data_line = "# data\t";
constexpr std::int64_t most_list_bytes = std::int64_t{1} << 30;

fs::path real_folder(const fs::path& folder) {
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error || !fs::is_directory(real, error))
    fail(ErrorKind::unreadable, folder.string() + ": is no folder that is there.");
  return real;
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

/// Renames without replacing anything. Returns 0 or what the system says.
int move_file(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that cannot promise it: look first.
  std::error_code error;
  if (fs::exists(fs::symlink_status(to, error))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

/// Folders that are made for files; those in which none comes to lie are taken away again.
class MadeFolders {
 public:
  MadeFolders() = default;
  ~MadeFolders() {
    std::error_code not_empty;
    for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) fs::remove(*folder, not_empty);
  }
  MadeFolders(const MadeFolders&) = delete;
  MadeFolders& operator=(const MadeFolders&) = delete;

  void make(const fs::path& folder) {
    std::error_code error;
    if (fs::is_directory(folder, error)) return;
    if (folder.has_relative_path()) make(folder.parent_path());
    fs::create_directory(folder, error);
    if (error) fail(ErrorKind::resource, folder.string() + ": cannot be made: " + error.message() + ".");
    made_.push_back(folder);
  }

 private:
  std::vector<fs::path> made_;
};

/// The list of a quarantine: on the disk before the first file is moved, and gone if none was.
class MovedList {
 public:
  MovedList(fs::path file, const std::string& text) : file_(std::move(file)) { write_file(file_, text); }
  ~MovedList() {
    std::error_code ignored;
    if (!used_) fs::remove(file_, ignored);
  }
  MovedList(const MovedList&) = delete;
  MovedList& operator=(const MovedList&) = delete;
  void use() { used_ = true; }
  fs::path name() const { return file_.filename(); }

 private:
  fs::path file_;
  bool used_ = false;
};

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

/// A name for a new list: moved.txt, moved-2.txt, ...
fs::path new_list(const fs::path& folder) {
  fs::path list = folder / "moved.txt";
  for (int i = 2; is_there(list); ++i) list = folder / ("moved-" + std::to_string(i) + ".txt");
  return list;
}

/// Folders whose content changed, on the disk.
void sync_folders(const std::set<fs::path>& folders) {
  for (const fs::path& folder : folders)
    if (is_there(folder)) sync_path(folder);
}

/// The names of a list, none of which leads out of the folder that it is added to.
std::vector<std::string> read_list(const fs::path& data, const fs::path& list) {
  const std::string text = read_file(list, most_list_bytes);
  std::vector<std::string> names;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    const auto refuse = [&](const std::string& why) {
      fail(ErrorKind::format, list.string() + ":" + std::to_string(number + 1) + ": " + why);
    };
    if (number == 0 && line != quarantine_line) refuse("this is no list that `fovea data clean` wrote.");
    if (number == 1 && line != std::string(data_line) + shown_name(data.string()))
      refuse("the files were moved from another folder. Name that one, or correct this line if it was moved.");
    if (number < 2) continue;
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) refuse("a line is a reason, a tab and a name.");
    const fs::path name = name_shown_as(line.substr(tab + 1));
    if (name.empty() || name.is_absolute() || std::ranges::find(name, fs::path("..")) != name.end())
      refuse("'" + shown_name(name.string()) + "' leads out of the folder.");
    names.push_back(name.string());
  }
  if (number < 2) fail(ErrorKind::format, list.string() + ": this is no list that `fovea data clean` wrote.");
  return names;
}

}  // namespace

fs::path quarantine_of(const fs::path& data) {
  const fs::path real = real_folder(data);
  const fs::path given = data.has_filename() ? data : data.parent_path();  // "photos/", as a shell completes it
  std::error_code error;
  const bool as_named = given.filename() == real.filename() && !fs::is_symlink(given, error);
  return (as_named ? given : real).parent_path() / (real.filename().string() + "-quarantine");
}

Moved quarantine(const fs::path& data, const fs::path& folder, const std::vector<Misfit>& files,
                 const std::function<bool()>& stop) {
  std::error_code error;
  const fs::path from = real_folder(data), to = fs::weakly_canonical(fs::absolute(folder), error);
  if (error) fail(ErrorKind::resource, folder.string() + ": cannot be a quarantine: " + error.message() + ".");
  if (lies_in(to, from) || lies_in(from, to))
    fail(ErrorKind::usage, folder.string() + ": a quarantine lies outside the data, and not around it (" +
                               from.string() + "). Name another with --quarantine.");
  std::string list(quarantine_line);
  list += "\n" + std::string(data_line) + shown_name(from.string()) + "\n";
  for (const Misfit& file : files) {
    if (is_there(to / file.name))
      fail(ErrorKind::usage,
           (to / file.name).string() + ": is there already. Name another folder with --quarantine.");
    list += shown_name(file.reason) + "\t" + shown_name(file.name) + "\n";
  }
  Moved moved;
  if (files.empty()) return moved;
  MadeFolders folders;
  folders.make(to);
  MovedList list_file(new_list(to), list);
  std::set<fs::path> changed{to};
  for (const Misfit& file : files) {
    if (stop && stop()) {
      moved.stopped = true;
      break;
    }
    const fs::path source = from / file.name, target = to / file.name;
    folders.make(target.parent_path());
    const int why = move_file(source, target);
    if (why == EXDEV && moved.count == 0)
      fail(ErrorKind::resource, to.string() +
                                    ": is on another file system than the data. Name a folder beside the data with "
                                    "--quarantine.");
    if (why != 0) {
      moved.left.push_back({file.name, std::strerror(why)});
      continue;
    }
    ++moved.count;
    list_file.use();
    moved.list = folder / list_file.name();
    changed.insert({source.parent_path(), target.parent_path()});
  }
  sync_folders(changed);
  return moved;
}

Moved undo_quarantine(const fs::path& data, const fs::path& list, const std::function<bool()>& stop) {
  const fs::path to = real_folder(data);
  std::error_code error;
  const fs::path from = fs::weakly_canonical(fs::absolute(list), error).parent_path();
  Moved moved{.list = list};
  MadeFolders folders;
  std::set<fs::path> changed;
  for (const std::string& name : read_list(to, list)) {
    if (stop && stop()) {
      moved.stopped = true;
      break;
    }
    const fs::path source = from / name, target = to / name;
    if (!is_there(source)) {
      if (!is_there(target)) moved.left.push_back({name, "is neither in the data nor in the quarantine"});
      continue;  // it had not been moved, or is back already
    }
    folders.make(target.parent_path());
    if (const int why = move_file(source, target); why != 0) {
      moved.left.push_back({name, why == EEXIST ? "its name is taken in the data" : std::strerror(why)});
      continue;
    }
    ++moved.count;
    changed.insert({source.parent_path(), target.parent_path()});
  }
  sync_folders(changed);
  if (moved.stopped || !moved.left.empty()) return moved;
  fs::remove(list, error);
  for (fs::path folder : changed)
    for (; lies_in(folder, from) && fs::is_empty(folder, error) && fs::remove(folder, error);)
      folder = folder.parent_path();
  return moved;
}

}  // namespace fovea
