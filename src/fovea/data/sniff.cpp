#include "fovea/data/sniff.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace fs = std::filesystem;
using namespace std::string_view_literals;
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> signatures = {{
    {"PK\3\4"sv, "a zip archive"},
    {"PK\5\6"sv, "an empty zip archive"},
    {"\x1f\x8b"sv, "gzip data"},
    {"\x93NUMPY"sv, "a .npy array"},
    {hdf5_signature, "an HDF5 file"},
    {"\x89PNG"sv, "a PNG picture"},
    {"\xff\xd8\xff"sv, "a JPEG picture"},
    {"GIF8"sv, "a GIF picture"},
    {"II*\0"sv, "a TIFF picture"},
    {"MM\0*"sv, "a TIFF picture"},
    {"RIFF"sv, "a RIFF file, as WebP pictures and sounds are"},
    {"%PDF"sv, "a PDF document"},
    {"\x80\2"sv, "a Python pickle"},
    {"\x80\3"sv, "a Python pickle"},
    {"\x80\4"sv, "a Python pickle"},
}};

bool looks_like_html(std::string_view bytes) {
  const std::string text = to_lower(bytes.substr(0, 256));
  return text.find("<!doctype html") != std::string::npos || text.find("<html") != std::string::npos;
}

bool is_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 ? byte != 0x7f : c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

std::string first_bytes(const fs::path& path, std::size_t count) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail(ErrorKind::unreadable, path.string() + ": no such file.");
  if (!fs::is_regular_file(status)) fail(ErrorKind::unreadable, path.string() + ": is no regular file.");
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(ErrorKind::unreadable, path.string() + ": cannot be read: " + std::strerror(errno) + ".");
  std::string bytes(count, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

bool is_hdf5(std::string_view first_bytes) { return first_bytes.starts_with(hdf5_signature); }

bool is_zip(std::string_view first_bytes) { return first_bytes.starts_with("PK\3\4"); }

bool is_any_zip(std::string_view first_bytes) {
  return is_zip(first_bytes) || first_bytes.starts_with("PK\5\6") || first_bytes.starts_with("PK\7\x8");
}

bool is_json_object(std::string_view first_bytes) {
  const std::size_t first = first_bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && first_bytes[first] == '{';
}

std::string describe_content(std::string_view first_bytes) {
  if (first_bytes.empty()) return "empty";
  for (const auto& [signature, name] : signatures)
    if (first_bytes.starts_with(signature)) return std::string(name);
  if (first_bytes.size() > 8 && first_bytes.substr(4, 4) == "ftyp") return "a HEIC or AVIF picture or a film";
  if (looks_like_html(first_bytes)) return "a web page (HTML)";
  if (std::all_of(first_bytes.begin(), first_bytes.end(), is_text)) return "text";
  return "of an unknown kind";
}

}  // namespace fovea
