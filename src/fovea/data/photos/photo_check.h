#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fovea/data/images/image.h"
#include "fovea/data/photos/perceptual_hash.h"
#include "fovea/data/photos/photo_set.h"

namespace fovea {

/// What is known of one picture after it was read.
struct PictureFacts {
  PhotoRef photo = {};
  std::size_t split = 0;     ///< its number in the set
  std::int64_t bytes = 0;    ///< of the file
  std::string problem = {};  ///< why it cannot be read; empty: it can
  std::optional<ImageHeader> header = std::nullopt;
  bool wrong_suffix = false;                          ///< its name says another format than its content
  std::string file_hash = {}, pixel_hash = {};        ///< SHA-256 of the bytes, and of the pixels with their size
  std::array<double, 3> mean = {}, mean_square = {};  ///< of the pixels 0..255, RGB
  PictureLook look = {};

  bool readable() const { return problem.empty(); }
  /// All pixels are the same, or nearly.
  bool constant() const;
};

enum class Severity : std::uint8_t {
  stop,     ///< a run would fail, or be worth nothing
  warning,  ///< results are likely to be worse, or better than they should be
  note
};

/// "stop", "warning", "note".
std::string_view to_string(Severity severity);

/// Something that was found, and where. Names in its texts are written as shown_name does.
struct Finding {
  struct Item {
    std::vector<std::uint32_t> pictures = {};  ///< numbers in PhotoCheck::pictures; several belong together
    std::string text = {};                     ///< what is to be said of them
  };
  Severity severity = Severity::note;
  std::string kind = {};  ///< a word for programs: "unreadable"
  std::string text = {};  ///< a sentence for people
  std::vector<Item> items = {};
};

struct SplitFacts {
  std::string name = {};
  std::vector<std::int64_t> class_counts = {};
  std::int64_t pictures = 0, unreadable = 0;
};

/// Least, middle and greatest of a number that every picture has.
struct Spread {
  double min = 0, median = 0, max = 0;
};

/// What a check found.
struct PhotoCheck {
  std::vector<PictureFacts> pictures = {};  ///< in the order of the splits
  std::vector<SplitFacts> splits = {};
  Spread height = {}, width = {};                                            ///< px
  Spread aspect = {};                                                        ///< width / height
  std::int64_t frequent_height = 0, frequent_width = 0, frequent_count = 0;  ///< the size that most have
  std::array<double, 3> mean = {}, std = {};  ///< of the first split's pixels 0..255, RGB; every picture counts alike
  std::vector<std::vector<std::uint32_t>> duplicates = {};       ///< pictures with equal pixels
  std::vector<std::vector<std::uint32_t>> near_duplicates = {};  ///< that look alike and are not all equal
  std::vector<Finding> findings = {};                            ///< the gravest first
  bool stopped = false;  ///< before all was read; nothing else is to be used then

  /// Something was found that would break or spoil a run.
  bool breaks_run() const { return !findings.empty() && findings.front().severity == Severity::stop; }
  std::int64_t count(Severity severity) const;
};

struct CheckOptions {
  int threads = 0;  ///< 0: all cores
  ReadLimits limits = {};
  /// Told how many pictures are read, from one thread at a time.
  std::function<void(std::size_t done, std::size_t all)> progress = {};
  /// Asked between pictures whether to end.
  std::function<bool()> stop = {};
};

/// Reads every picture once and says what is wrong with them as data to learn from. The same at any number of threads.
/// Errors   a MachineError: pictures that are not known to be bad cannot be read
PhotoCheck check_photos(const PhotoSet& set, const CheckOptions& options = {});

/// Reads one picture. What keeps it from being read is in `problem`. Errors   a MachineError
PictureFacts facts_of(const FileStore& files, std::uint32_t file, const ReadLimits& limits = {});

/// What is to be said of pictures whose facts, groups and counts are there, the gravest first.
std::vector<Finding> find_faults(const PhotoSet& set, const PhotoCheck& check);

}  // namespace fovea
