// Small files of every kind, cut off anywhere and with any bit turned: an error or a model, within a second and 256 MiB.
// FOVEA_FLIPS=all tries every place; without it a few hundred of each file are tried.
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/idx.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path tests = fs::path(FOVEA_SOURCE_DIR) / "tests";

struct Outcome {
  int whole = 0, errors = 0;
};

/// What becomes of one damaged file.
template <class Read>
void attempt(const std::string& bytes, const Read& read, Outcome& outcome) {
  const std::clock_t begin = std::clock();
  try {
    read(bytes);
    ++outcome.whole;
  } catch (const Error& error) {
    ++outcome.errors;
    EXPECT_FALSE(std::string(error.what()).empty());
  }
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 1);
}

template <class Read>
Outcome damage(const std::string& whole, const Read& read) {
  const char* flips = std::getenv("FOVEA_FLIPS");
  const bool all = flips != nullptr && std::string(flips) == "all";
  const std::size_t bits = whole.size() * 8;
  const std::size_t step = all ? 1 : std::max<std::size_t>(bits / 251, 1),
                    cut = all ? 1 : std::max<std::size_t>(whole.size() / 83, 1);
  Outcome outcome;
  for (std::size_t size = 0; size < whole.size(); size += cut) attempt(whole.substr(0, size), read, outcome);
  for (std::size_t bit = 0; bit < bits; bit += step) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    attempt(damaged, read, outcome);
  }
  return outcome;
}

std::int64_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

/// Units    MiB
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::int64_t most_memory = 2048;
#else
constexpr std::int64_t most_memory = 256;
#endif

}  // namespace

TEST(DamagedFiles, GiveAnErrorOrAModel) {
  const auto model = [](const std::string& name) {
    return [name](const std::string& bytes) { parse_model(bytes, name); };
  };
  for (const char* name : {"golden/keras_files/round_trip_14.keras",
                           "golden/keras_files/round_trip_3.keras",
                           "golden/keras_files/optimizer_lion.keras",
                           "golden/keras_files/optimizer_muon.keras",
                           "golden/keras_files/optimizer_adadelta.keras",
                           "golden/keras_files/legacy_theano.h5",
                           "golden/keras_files/legacy_keras3.h5",
                           "golden/keras_files/legacy_first_sgd.h5",
                           "fuzz/seeds/legacy/chain.h5",
                           "fuzz/seeds/legacy/graph.h5",
                           "fuzz/seeds/legacy/graph.json",
                           "fuzz/seeds/legacy/first.json",
                           "fuzz/seeds/legacy/merge.json",
                           "golden/keras_files/legacy_forms.json",
                           "golden/keras_files/legacy_nested.json",
                           "fuzz/seeds/layers/chain.layers",
                           "fuzz/seeds/layers/graph.layers",
                           "fuzz/seeds/layers/two_inputs.layers",
                           "fuzz/seeds/layers/photos.layers",
                           "fuzz/seeds/layers/volume.layers"}) {
    SCOPED_TRACE(name);
    const Outcome outcome = damage(read_file(tests / name), model(fs::path(name).filename().string()));
    EXPECT_GT(outcome.errors, 0);
  }
  EXPECT_LT(peak_memory(), most_memory);
}

TEST(DamagedFiles, OfWeightsGiveAnErrorOrWeights) {
  const TestFolder folder;
  const fs::path goldens = tests / "golden/keras_files", model = goldens / "legacy_forms.json";
  const auto damaged_at = [&](const std::string& name, const fs::path& weights) {
    SCOPED_TRACE(name);
    const std::string whole = read_file(goldens / name);
    const Outcome outcome = damage(whole, [&](const std::string& bytes) {
      folder.add(name, bytes);
      load_model(model, {.weights = weights});
    });
    EXPECT_GT(outcome.errors, 0);
    folder.add(name, whole);
  };
  for (const char* name : {"legacy_forms.weights.h5", "legacy_nested_weights.h5"}) damaged_at(name, folder / name);
  const char* const index = "legacy_shards.weights.json";
  const std::string parts[] = {"legacy_shards_00000.weights.h5", "legacy_shards_00001.weights.h5",
                               "legacy_shards_00002.weights.h5"};
  for (const std::string& part : parts) folder.add(part, read_file(goldens / part));
  damaged_at(index, folder / index);
  for (const std::string& part : {parts[1], parts[2]}) damaged_at(part, folder / index);
  EXPECT_LT(peak_memory(), most_memory);
}

TEST(DamagedFiles, OfTensorFlowJsGiveAnErrorOrAModel) {
  const TestFolder folder;
  const fs::path path = folder / "model.json";
  const auto topology_damaged = [&](const std::string& whole) {
    const Outcome outcome = damage(whole, [&](const std::string& bytes) {
      folder.add("model.json", bytes);
      load_model(path);
    });
    EXPECT_GT(outcome.errors, 0);
    folder.add("model.json", whole);
  };
  const auto refused = [&](const char* why) {
    EXPECT_PRED_FORMAT2(::testing::IsSubstring, why, error_of(ErrorKind::format, [&] { load_model(path); }));
  };
  for (const char* name : {"plain", "half", "steps"}) {
    SCOPED_TRACE(name);
    const std::string seed = read_file(tests / "fuzz/seeds/tfjs" / name);
    const std::size_t end = seed.find('\0');
    folder.add("w", seed.substr(end + 1));
    topology_damaged(seed.substr(0, end));
    for (std::size_t lost = 1; end + lost < seed.size(); ++lost) {
      folder.add("w", seed.substr(end + 1 + lost));
      refused("its shards hold");
    }
    fs::remove(folder / "w");
    refused("the shard w is missing");
  }
  for (const char* name : {"legacy_tfjs_float32", "legacy_tfjs_uint8"}) {
    SCOPED_TRACE(name);
    fs::copy(tests / "golden/keras_files" / name, folder.path(), fs::copy_options::overwrite_existing);
    topology_damaged(read_file(path));
  }
  EXPECT_LT(peak_memory(), most_memory);
}

TEST(DamagedFiles, OfArraysGiveAnErrorOrArrays) {
  const TestFolder folder;
  const fs::path path = folder / "arrays";
  const auto damaged_each = [&](const std::string& kind, const std::vector<std::string>& names, const auto& read) {
    for (const std::string& name : names) {
      SCOPED_TRACE(name);
      const Outcome outcome = damage(read_file(tests / "fuzz/seeds" / kind / name), [&](const std::string& bytes) {
        folder.add("arrays", bytes);
        read(path);
      });
      EXPECT_GT(outcome.errors, 0);
      EXPECT_GT(outcome.whole, 0);
    }
  };
  damaged_each("npy", {"bool.npy", "f2_v2.npy", "f4.npy", "fortran_i2.npy", "u8.npy"},
               [](const fs::path& file) { read_npy(file); });
  damaged_each("npz", {"deflated.npz", "empty.npz", "half.npz", "labels.npz", "stored.npz"},
               [](const fs::path& file) { read_npz(file); });
  damaged_each("idx", {"f4", "f8", "u8", "u8.gz"}, [](const fs::path& file) { read_idx(file); });
  EXPECT_LT(peak_memory(), most_memory);
}

}  // namespace fovea
