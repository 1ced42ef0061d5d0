#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "fovea/data/images/image.h"

namespace fovea {

/// Units    px from the top left corner of the canvas
struct Box {
  double left = 0, top = 0, width = 0, height = 0;
};

enum class TextAlign : std::uint8_t { left, centre, right };

struct TextStyle {
  double size = 14;  ///< px
  bool bold = false;
  std::uint32_t colour = 0x202020;  ///< 0xRRGGBB
  TextAlign align = TextAlign::left;
};

/// A drawing on white that becomes a PNG, JPEG, SVG or PDF file. Letters are the system's sans serif.
class Canvas {
 public:
  /// Errors   usage: no area, or sides above 32,000 px, which is all that a PNG of Cairo's holds
  Canvas(double width, double height);
  ~Canvas();
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;

  /// Units    colour: 0xRRGGBB
  void fill(const Box& box, std::uint32_t colour);
  /// A picture of 1 (gray), 3 or 4 channels, stretched over the box. Pixels that become larger stay squares.
  void image(const Image& image, const Box& box);
  /// Text whose baseline begins, is centred or ends at (x, y). Characters that no font has show as boxes.
  void text(const std::string& text, double x, double y, const TextStyle& style = {});
  /// Units    px
  static double text_width(const std::string& text, const TextStyle& style = {});
  /// The text, with an ellipsis in place of its middle where it would be wider. Units    px
  static std::string fitted(const std::string& text, double width, const TextStyle& style = {});

  /// The content of a file. Input    suffix: ".png", ".jpg", ".jpeg", ".svg" or ".pdf", in any case
  /// Errors   usage: another suffix
  std::string encoded(const std::string& suffix) const;
  /// Written at once or not at all. Errors   usage: the path ends otherwise; those of write_file
  void write(const std::filesystem::path& path) const;

 private:
  struct Steps;
  std::unique_ptr<Steps> steps_;
  double width_, height_;
};

}  // namespace fovea
