#include "fovea/kernels/image/sampling.h"

#include <numeric>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

constexpr Interpolation all[] = {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic,
                                 Interpolation::lanczos3, Interpolation::lanczos5};

/// The table as a matrix, a row an output.
std::vector<std::vector<double>> matrix(const Sampling& table, std::int64_t inputs) {
  std::vector<std::vector<double>> rows;
  for (std::int64_t o = 0; o < table.outputs(); ++o) {
    rows.emplace_back(static_cast<std::size_t>(inputs), 0);
    for (std::int64_t k = 0; k < table.taps; ++k)
      rows.back()[static_cast<std::size_t>(table.first[static_cast<std::size_t>(o)] + k)] +=
          table.weights[static_cast<std::size_t>(o * table.taps + k)];
  }
  return rows;
}

}  // namespace

TEST(Sampling, ByHand) {
  using Matrix = std::vector<std::vector<double>>;
  EXPECT_EQ(matrix(sampling(Interpolation::nearest, 2, 4, false), 2), (Matrix{{1, 0}, {1, 0}, {0, 1}, {0, 1}}));
  EXPECT_EQ(matrix(sampling(Interpolation::bilinear, 2, 4, false), 2),
            (Matrix{{1, 0}, {0.75, 0.25}, {0.25, 0.75}, {0, 1}}));
  // Half the size with antialias: a triangle four pixels wide, cut at the ends.
  EXPECT_EQ(matrix(sampling(Interpolation::bilinear, 4, 2, true), 4)[0],
            (std::vector<double>{3.0 / 7, 3.0 / 7, 1.0 / 7, 0}));
  EXPECT_EQ(matrix(sampling(Interpolation::bilinear, 4, 2, false), 4)[0], (std::vector<double>{0.5, 0.5, 0, 0}));
}

TEST(Sampling, KeepsAFlatLineFlatAndASameSizeAsItIs) {
  for (const Interpolation interpolation : all)
    for (const bool antialias : {false, true})
      for (const std::int64_t from : {1, 2, 3, 7, 50})
        for (const std::int64_t to : {1, 2, 5, 7, 33}) {
          const auto rows = matrix(sampling(interpolation, from, to, antialias), from);
          for (std::size_t o = 0; o < rows.size(); ++o) {
            EXPECT_NEAR(std::accumulate(rows[o].begin(), rows[o].end(), 0.0), 1, 1e-6);
            if (from == to) {
              EXPECT_NEAR(rows[o][o], 1, 1e-6) << static_cast<int>(interpolation);
            }
          }
        }
}

TEST(Sampling, TransposesExactly) {
  for (const Interpolation interpolation : all)
    for (const std::int64_t from : {1, 4, 9})
      for (const std::int64_t to : {1, 3, 20}) {
        const Sampling table = sampling(interpolation, from, to, false);
        const auto there = matrix(table, from), back = matrix(transposed(table, from), to);
        for (std::size_t o = 0; o < there.size(); ++o)
          for (std::size_t i = 0; i < back.size(); ++i) EXPECT_EQ(there[o][i], back[i][o]);
      }
}

TEST(Sampling, NamesWhatThereIs) {
  EXPECT_EQ(interpolation_named("lanczos3", "Resizing"), Interpolation::lanczos3);
  const std::string text = error_of(ErrorKind::usage, [] { interpolation_named("bicubik", "Resizing 'r'"); });
  EXPECT_TRUE(text.starts_with("Resizing 'r': interpolation is ")) << text;
  EXPECT_NE(text.find("'bicubic'"), std::string::npos) << text;
}

}  // namespace fovea
