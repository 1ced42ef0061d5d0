#include "fovea/formats/foreign_file.h"

#include <algorithm>
#include <string>

#include "fovea/base/error.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace {

constexpr const char* readable =
    "Read are .keras archives and folders, .h5 and .hdf5 of any Keras, model.json with weights, TensorFlow.js layers "
    "models, "
    "and .layers texts";

/// What other frameworks' files are, and how their models come here.
struct Foreign {
  std::string_view ending, what, way;
};
constexpr Foreign foreign_endings[] = {
    {".onnx", "an ONNX model", "onnx2tf -i MODEL.onnx -oh5 writes a Keras .h5 of it"},
    {".tflite", "a TensorFlow Lite model", "its converter goes one way: take the Keras model that it was made of"},
    {".pt", "a PyTorch file", "export it with torch.onnx.export, then onnx2tf -i MODEL.onnx -oh5 writes a Keras .h5"},
    {".pth", "a PyTorch file",
     "export it with torch.onnx.export, then onnx2tf -i MODEL.onnx -oh5 writes a Keras .h5"},
    {".ckpt", "a TensorFlow checkpoint",
     "load it in Python with model.load_weights(), then model.save('model.keras')"},
    {".index", "a TensorFlow checkpoint",
     "load it in Python with model.load_weights(), then model.save('model.keras')"},
    {".pb", "a TensorFlow graph", "load it in Python and save the Keras model that it was made of as .keras"},
    {".pkl", "a Python pickle, which is code",
     "load it in Python, where you trust it, then model.save('model.keras')"},
    {".safetensors", "weights without a model", "load them in Python, then model.save('model.keras')"}};

[[noreturn]] void refuse_kind(std::string_view ending, const std::string& who) {
  const Foreign& foreign = *std::ranges::find(foreign_endings, ending, &Foreign::ending);
  fail(ErrorKind::unsupported,
       who + ": is " + std::string(foreign.what) + ". Converting: " + std::string(foreign.way) + ".");
}

}  // namespace

void refuse_stand_in(std::string_view start, const std::filesystem::path& path) {
  const std::string who = path.string();
  const std::string content = describe_content(start);
  if (content == "empty")
    fail(ErrorKind::unreadable, who + ": is empty. A download or copy broke off; fetch it again.");
  if (start.starts_with("version https://git-lfs"))
    fail(ErrorKind::unreadable,
         who + ": is a Git LFS pointer, not the model itself. Run `git lfs pull` in its repository.");
  if (content == "a web page (HTML)")
    fail(ErrorKind::unreadable,
         who + ": is a web page (HTML), not a model. The link led to a page about the file; fetch the file itself.");
}

void refuse_foreign(std::string_view start, const std::filesystem::path& path) {
  refuse_stand_in(start, path);
  const std::string who = path.string();
  std::string ending = path.extension().string();
  if (start.size() >= 8 && start.substr(4, 4) == "TFL3") ending = ".tflite";
  const bool checkpoint = path.filename().string().find(".ckpt") != std::string::npos;
  for (const Foreign& foreign : foreign_endings)
    if (foreign.ending == ending || (checkpoint && foreign.ending == ".ckpt")) refuse_kind(foreign.ending, who);
  if (start.starts_with("\x80"))
    fail(ErrorKind::unsupported, who + ": is a Python pickle, which is code, and is not read. " + readable + ".");
  fail(ErrorKind::unsupported, who + ": is no model, but " + describe_content(start) + ". " + readable + ".");
}

void refuse_archive(const std::vector<ZipEntry>& entries, const std::filesystem::path& path) {
  const std::string who = path.string();
  const auto unzip = [&](const std::string& what, const std::string& name) {
    fail(ErrorKind::unsupported, who + ": holds " + what + " '" + name + "'. Unzip it and name that.");
  };
  for (const ZipEntry& entry : entries) {
    const std::filesystem::path inner(entry.name);
    const std::string name = inner.filename().string(), ending = inner.extension().string();
    if (name == "data.pkl") refuse_kind(".pt", who);
    if (name == "config.json" || name == "saved_model.pb") unzip("the folder", inner.parent_path().string());
    if (name == "model.json" || ending == ".keras" || ending == ".h5" || ending == ".hdf5")
      unzip("the file", entry.name);
  }
  refuse_foreign("PK\3\4", path);
}

bool is_checkpoint(const std::filesystem::path& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error) && std::filesystem::is_regular_file(path.string() + ".index", error);
}

void refuse_checkpoint(const std::filesystem::path& path) { refuse_kind(".ckpt", path.string()); }

void refuse_folder(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path / "saved_model.pb", error))
    fail(ErrorKind::unsupported, path.string() +
                                     ": is a TensorFlow SavedModel, a graph without layers. In Python: "
                                     "tf_keras.models.load_model(FOLDER).save('model.keras').");
  if (std::filesystem::exists(path / "checkpoint", error)) refuse_checkpoint(path);
  fail(ErrorKind::unsupported, path.string() +
                                   ": is a folder without a model: no config.json of an unzipped .keras, no "
                                   "model.json of TensorFlow.js. " +
                                   readable + ".");
}

}  // namespace fovea
