// The grammar of calls, and the model that a .layers text describes.
#include "fovea/base/call.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/signatures.h"
#include "fovea/models/network.h"
#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) {
  try {
    optimizer_from_call(bytes);
  } catch (const Error&) {
  }
  const WithoutInitialValues fast;
  read_layers(bytes, "fuzz", {{"classes", Json(10)}});
}
