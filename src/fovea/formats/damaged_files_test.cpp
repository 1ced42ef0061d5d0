// Small files of every kind, cut off anywhere and with any bit turned: an error or a model, within a second and 256 MiB.
// FOVEA_FLIPS=all tries every place; without it a few hundred of each file are tried.
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/data/test_folder.h"
#include "fovea/formats/model_file.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

const fs::path tests = fs::path(FOVEA_SOURCE_DIR) / "tests";

struct Outcome {
  int models = 0, errors = 0;
};

/// What becomes of one damaged file.
template <class Read>
void attempt(const std::string& bytes, const Read& read, Outcome& outcome) {
  const std::clock_t begin = std::clock();
  try {
    read(bytes);
    ++outcome.models;
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
  for (const char* name : {"golden/keras_files/round_trip_14.keras", "golden/keras_files/round_trip_3.keras",
                           "golden/keras_files/optimizer_lion.keras", "golden/keras_files/optimizer_muon.keras",
                           "golden/keras_files/optimizer_adadelta.keras", "golden/keras_files/legacy_theano.h5",
                           "golden/keras_files/legacy_keras3.h5", "golden/keras_files/legacy_first_sgd.h5",
                           "fuzz/seeds/legacy/chain.h5", "fuzz/seeds/legacy/graph.h5", "fuzz/seeds/legacy/graph.json",
                           "fuzz/seeds/legacy/first.json", "fuzz/seeds/legacy/merge.json",
                           "golden/keras_files/legacy_forms.json", "golden/keras_files/legacy_nested.json",
                           "fuzz/seeds/layers/chain.layers", "fuzz/seeds/layers/graph.layers"}) {
    SCOPED_TRACE(name);
    const Outcome outcome = damage(read_file(tests / name), model(fs::path(name).filename().string()));
    EXPECT_GT(outcome.errors, 0);
  }
  EXPECT_LT(peak_memory(), most_memory);
}

TEST(DamagedFiles, OfWeightsGiveAnErrorOrWeights) {
  const TestFolder folder;
  const fs::path path = folder / "weights", model = tests / "golden/keras_files/legacy_forms.json";
  for (const char* name : {"legacy_forms.weights.h5", "legacy_nested_weights.h5"}) {
    SCOPED_TRACE(name);
    const std::string whole = read_file(tests / "golden/keras_files" / name);
    const Outcome outcome = damage(whole, [&](const std::string& bytes) {
      std::ofstream(path, std::ios::binary) << bytes;
      load_model(model, {.weights = path});
    });
    EXPECT_GT(outcome.errors, 0);
  }
}

TEST(DamagedFiles, OfTensorFlowJsGiveAnErrorOrAModel) {
  const TestFolder folder;
  for (const char* name : {"plain", "half", "steps"}) {
    const std::string whole = read_file(tests / "fuzz/seeds/tfjs" / name);
    const std::size_t end = whole.find('\0');
    folder.add("w", whole.substr(end + 1));
    const fs::path path = folder / "model.json";
    const Outcome outcome = damage(whole.substr(0, end), [&](const std::string& bytes) {
      std::ofstream(path, std::ios::binary) << bytes;
      load_model(path);
    });
    EXPECT_GT(outcome.errors, 0) << name;
    folder.add("model.json", whole.substr(0, end));
    folder.add("w", whole.substr(end + 2));
    EXPECT_PRED_FORMAT2(::testing::IsSubstring, "its shards hold",
                        error_of(ErrorKind::format, [&] { load_model(path); }))
        << name;
    fs::remove(folder / "w");
    EXPECT_PRED_FORMAT2(::testing::IsSubstring, "the shard w is missing",
                        error_of(ErrorKind::format, [&] { load_model(path); }))
        << name;
  }
}

}  // namespace fovea
