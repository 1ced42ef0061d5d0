// Names of files that nobody vouched for, on terminals and in lists.
#include "fovea/data/photos/shown_name.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

TEST(ShownName, KeepsWhatIsReadAndEscapesWhatSteers) {
  EXPECT_EQ(shown_name("K\xc3\xa4tzchen/\xe7\x8c\xab 1.jpg"), "K\xc3\xa4tzchen/\xe7\x8c\xab 1.jpg");
  EXPECT_EQ(shown_name("a\nb\x1b[31m\x7f"), "a\\x0ab\\x1b[31m\\x7f");
  EXPECT_EQ(shown_name("back\\slash"), "back\\x5cslash");
  EXPECT_EQ(shown_name("\xff\xfe.jpg"), "\\xff\\xfe.jpg");
  EXPECT_EQ(shown_name("cut \xe7\x8c"), "cut \\xe7\\x8c");
  EXPECT_EQ(shown_name("\xc2\x9b"), "\\xc2\\x9b");           // a control character of two bytes
  EXPECT_EQ(shown_name("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // turns the text behind it round
  EXPECT_EQ(shown_name("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // half a pair
  EXPECT_EQ(shown_name("\xf0\x9f\x90\xb1"), "\xf0\x9f\x90\xb1");
}

TEST(ShownName, ComesBackByteForByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(name_shown_as(shown_name(all)), all);
  for (const char* wrong : {"\\", "\\x", "\\x1", "\\xg0", "a\\n"})
    EXPECT_NE(error_of(ErrorKind::format, [&] { name_shown_as(wrong); }), "") << wrong;
}

}  // namespace
}  // namespace fovea
