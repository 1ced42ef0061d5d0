// How long it takes to find the photos of a folder or an archive, and what memory their list holds beyond their names:
// fovea_bench_listing DATA
#include <malloc.h>

#include <chrono>
#include <cstdio>

#include "fovea/base/error.h"
#include "fovea/base/json.h"
#include "fovea/data/photos/open_photos.h"

int main(int argc, char** argv) try {
  using namespace fovea;
  if (argc != 2) return std::fprintf(stderr, "usage: fovea_bench_listing DATA\n"), 2;
  const auto in_use = [] {
    const struct mallinfo2 info = ::mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
  };
  const double before = in_use();
  const auto start = std::chrono::steady_clock::now();
  const PhotoSet set = open_photos(argv[1]);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double names = 0;
  for (const std::string& name : set.files->names()) names += static_cast<double>(name.size());
  const auto count = static_cast<double>(set.files->names().size());
  std::puts(Json(Json::Object{{"files", count},
                              {"seconds", seconds},
                              {"bytes_a_file", (in_use() - before) / count},
                              {"bytes_of_a_name", names / count}})
                .dump(2)
                .c_str());
  return 0;
} catch (const fovea::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
