#pragma once
#include <cstdint>
#include <string>

namespace fovea {

template <class Options>
class Fields;

/// What a file may ask of its reader; more is refused before its memory is taken. On the command line each is a
/// `--limit NAME=N`.
struct ReadLimits {
  std::int64_t archive_entries = 1'000'000;
  std::int64_t archive_ratio =
      200;  ///< inflated to compressed bytes, above 1 MiB of inflated bytes; of .gz files too
  std::int64_t archive_bytes = std::int64_t{4} << 30;  ///< inflated bytes of one archive or .gz file
  std::int64_t file_bytes = std::int64_t{4} << 30;     ///< a file of weights that is in no archive
  std::int64_t npy_header_bytes = 10'000;
  std::int64_t hdf5_depth = 32;                       ///< groups in groups
  std::int64_t hdf5_objects = 100'000;                ///< groups and datasets of one file, each counted once a link
  std::int64_t tensors = 10'000;                      ///< arrays of one file of weights
  std::int64_t tensor_bytes = std::int64_t{2} << 30;  ///< one array of weights
  std::int64_t json_depth = 64;                       ///< lists and objects in each other
  std::int64_t json_bytes = std::int64_t{16} << 20;   ///< one text
  std::int64_t layers = 10'000;                       ///< of one model, those of nested models counted at each call

  std::int64_t picture_bytes = std::int64_t{64} << 20;  ///< one file
  std::int64_t picture_pixels = 50'000'000;
  std::int64_t picture_side = 32'768;  ///< px
  std::int64_t jpeg_scans = 100;

  static const Fields<ReadLimits>& fields();

  /// The most that `compressed` bytes may inflate to. Units    bytes
  std::uint64_t most_inflated(std::uint64_t compressed) const;
};

/// What an error says of a limit that was reached, and how it is raised: "the limit is 32; --limit hdf5_depth=N sets
/// another".
std::string limit_words(const char* name, std::int64_t limit);

}  // namespace fovea
