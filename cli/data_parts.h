#pragma once
#include "cli/command.h"
#include "fovea/base/shape.h"
#include "fovea/data/photos/open_photos.h"
#include "fovea/data/photos/photo_check.h"

/// The commands under `fovea data`, one file each.
namespace fovea::cli {

constexpr const char* photos_words =
    "Photos: a folder of class folders, a zip or tar archive of one, or a .csv of path,label lines";

CommandPart add_data_batch(CLI::App& data, const Terminal& terminal);
CommandPart add_data_cache(CLI::App& data, const Terminal& terminal);
CommandPart add_data_check(CLI::App& data, const Terminal& terminal);
CommandPart add_data_clean(CLI::App& data, const Terminal& terminal);
CommandPart add_data_preview(CLI::App& data, const Terminal& terminal);
CommandPart add_data_split(CLI::App& data, const Terminal& terminal);

/// How far work on many pictures is: on a terminal one line that is drawn again, elsewhere nothing.
class CountLine {
 public:
  CountLine(const Terminal& terminal, std::string doing) : terminal_(terminal), doing_(std::move(doing)) {}
  ~CountLine();
  CountLine(const CountLine&) = delete;
  CountLine& operator=(const CountLine&) = delete;
  void show(std::size_t done, std::size_t all);

 private:
  const Terminal& terminal_;
  std::string doing_;
  std::int64_t drawn_ = -1;  ///< tenths of a second of the clock
};

/// Reads all photos with a progress line; Ctrl-C ends it, and `stopped` says so.
PhotoCheck check_with_progress(const PhotoSet& set, int threads, const Terminal& terminal);

/// A shape as a list of numbers.
Json dims_of(const Shape& shape);

/// The status of a command that Ctrl-C ended.
inline constexpr int interrupted_status = 130;

}  // namespace fovea::cli
