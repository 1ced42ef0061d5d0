// A whole model in the forms of older Keras: an HDF5 file, or the JSON of a config.
#include "fovea/formats/model_file.h"
#include "tests/fuzz/target.h"

void fovea::fuzz::read(const std::string& bytes) { parse_model(bytes, "fuzz"); }
