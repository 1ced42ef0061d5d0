#include "fovea/pictures/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/data/images/encode.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea {
namespace {

template <class T, void (*destroy)(T*)>
struct Destroy {
  void operator()(T* object) const { destroy(object); }
};
using SurfacePtr = std::unique_ptr<cairo_surface_t, Destroy<cairo_surface_t, cairo_surface_destroy>>;
using ContextPtr = std::unique_ptr<cairo_t, Destroy<cairo_t, cairo_destroy>>;

void check(cairo_status_t status) {
  if (status == CAIRO_STATUS_NO_MEMORY) fail(ErrorKind::resource, "A picture does not fit into memory.");
  if (status != CAIRO_STATUS_SUCCESS)
    fail(ErrorKind::internal, std::string("Cairo: ") + cairo_status_to_string(status));
}

void set_colour(cairo_t* context, std::uint32_t colour) {
  const auto part = [&](int shift) { return static_cast<double>((colour >> shift) & 0xff) / 255; };
  cairo_set_source_rgb(context, part(16), part(8), part(0));
}

void set_font(cairo_t* context, const TextStyle& style) {
  cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                         style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context, style.size);
}

double advance(cairo_t* context, const std::string& text) {
  cairo_text_extents_t extents;
  cairo_text_extents(context, text.c_str(), &extents);
  return extents.x_advance;
}

/// Cairo's form of a picture: words of alpha, red, green and blue, colours multiplied by alpha.
SurfacePtr pixels_of(const Image& image) {
  SurfacePtr surface(cairo_image_surface_create(image.channels == 4 ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
                                                static_cast<int>(image.width), static_cast<int>(image.height)));
  check(cairo_surface_status(surface.get()));
  cairo_surface_flush(surface.get());
  unsigned char* const data = cairo_image_surface_get_data(surface.get());
  const auto stride = static_cast<std::int64_t>(cairo_image_surface_get_stride(surface.get()));
  for (std::int64_t y = 0; y < image.height; ++y) {
    const std::uint8_t* from = image.row(y);
    for (std::int64_t x = 0; x < image.width; ++x, from += image.channels) {
      const bool gray = image.channels == 1;
      const std::uint32_t alpha = image.channels == 4 ? from[3] : 255;
      const auto part = [&](int c) { return (std::uint32_t{from[gray ? 0 : c]} * alpha + 127) / 255; };
      const std::uint32_t word = alpha << 24 | part(0) << 16 | part(1) << 8 | part(2);
      std::memcpy(data + y * stride + x * 4, &word, sizeof word);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

/// The way back, of a surface without alpha.
Image picture_in(cairo_surface_t* surface) {
  cairo_surface_flush(surface);
  Image image(cairo_image_surface_get_height(surface), cairo_image_surface_get_width(surface), 3);
  const unsigned char* const data = cairo_image_surface_get_data(surface);
  const auto stride = static_cast<std::int64_t>(cairo_image_surface_get_stride(surface));
  for (std::int64_t y = 0; y < image.height; ++y)
    for (std::int64_t x = 0; x < image.width; ++x) {
      std::uint32_t word = 0;
      std::memcpy(&word, data + y * stride + x * 4, sizeof word);
      for (int c = 0; c < 3; ++c) image.row(y)[x * 3 + c] = static_cast<std::uint8_t>(word >> (16 - 8 * c));
    }
  return image;
}

cairo_status_t append(void* to, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

/// What is drawn, in order, on whatever surface.
struct Canvas::Steps {
  std::vector<std::function<void(cairo_t*)>> list;
};

Canvas::Canvas(double width, double height)
    : steps_(std::make_unique<Steps>()), width_(std::ceil(width)), height_(std::ceil(height)) {
  constexpr double most = 32'000;
  if (!(width_ >= 1 && height_ >= 1 && width_ <= most && height_ <= most))
    fail(ErrorKind::usage,
         fmt::format("A picture has sides of 1 to {:.0f} px. Received {:.0f}x{:.0f}. Show less of it.", most, height_,
                     width_));
  fill({0, 0, width_, height_}, 0xffffff);
}

Canvas::~Canvas() = default;
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;

void Canvas::fill(const Box& box, std::uint32_t colour) {
  steps_->list.emplace_back([box, colour](cairo_t* context) {
    set_colour(context, colour);
    cairo_rectangle(context, box.left, box.top, box.width, box.height);
    cairo_fill(context);
  });
}

void Canvas::image(const Image& image, const Box& box) {
  const std::shared_ptr<cairo_surface_t> pixels = pixels_of(image);
  const double across = box.width / static_cast<double>(image.width),
               down = box.height / static_cast<double>(image.height);
  steps_->list.emplace_back([pixels, box, across, down](cairo_t* context) {
    cairo_save(context);
    cairo_rectangle(context, box.left, box.top, box.width, box.height);
    cairo_clip(context);
    cairo_translate(context, box.left, box.top);
    cairo_scale(context, across, down);
    cairo_set_source_surface(context, pixels.get(), 0, 0);
    cairo_pattern_t* const pattern = cairo_get_source(context);
    cairo_pattern_set_filter(pattern, across < 1 || down < 1 ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD);  // edges are not mixed with what lies outside
    cairo_paint(context);
    cairo_restore(context);
  });
}

void Canvas::text(const std::string& text, double x, double y, const TextStyle& style) {
  steps_->list.emplace_back([shown = shown_name(text), x, y, style](cairo_t* context) {
    set_font(context, style);
    set_colour(context, style.colour);
    const double share = style.align == TextAlign::left ? 0 : style.align == TextAlign::centre ? 0.5 : 1;
    cairo_move_to(context, x - share * advance(context, shown), y);
    cairo_show_text(context, shown.c_str());
  });
}

double Canvas::text_width(const std::string& text, const TextStyle& style) {
  const SurfacePtr surface(cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1));
  const ContextPtr context(cairo_create(surface.get()));
  set_font(context.get(), style);
  return advance(context.get(), shown_name(text));
}

std::string Canvas::fitted(const std::string& text, double width, const TextStyle& style) {
  std::string shown = shown_name(text);
  if (text_width(shown, style) <= width) return shown;
  const auto within_letter = [&](std::size_t i) { return (static_cast<unsigned char>(shown[i]) & 0xc0) == 0x80; };
  for (std::size_t left = shown.size() / 2, right = left; left > 0 && right < shown.size();) {
    while (--left > 0 && within_letter(left)) {
    }
    while (++right < shown.size() && within_letter(right)) {
    }
    const std::string shorter = shown.substr(0, left) + "\u2026" + shown.substr(right);
    if (text_width(shorter, style) <= width) return shorter;
  }
  return "\u2026";
}

std::string Canvas::encoded(const std::string& suffix) const {
  const std::string kind = to_lower(suffix);
  std::string bytes;
  const bool png = kind == ".png", jpeg = kind == ".jpg" || kind == ".jpeg";
  SurfacePtr target;
  if (png || jpeg)
    target.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width_), static_cast<int>(height_)));
  else if (kind == ".svg")
    target.reset(cairo_svg_surface_create_for_stream(append, &bytes, width_, height_));
  else if (kind == ".pdf")
    target.reset(cairo_pdf_surface_create_for_stream(append, &bytes, width_, height_));
  else
    fail(ErrorKind::usage, "A picture is written as .png, .jpg, .svg or .pdf. Received '" + suffix + "'.");
  check(cairo_surface_status(target.get()));
  {
    const ContextPtr context(cairo_create(target.get()));
    for (const auto& step : steps_->list) step(context.get());
    check(cairo_status(context.get()));
  }
  if (png) check(cairo_surface_write_to_png_stream(target.get(), append, &bytes));
  if (jpeg) return encode_jpeg(picture_in(target.get()), 92);
  cairo_surface_finish(target.get());
  check(cairo_surface_status(target.get()));
  return bytes;
}

void Canvas::write(const std::filesystem::path& path) const { write_file(path, encoded(path.extension().string())); }

}  // namespace fovea
