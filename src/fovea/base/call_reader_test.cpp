#include "fovea/base/call_reader.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

Json number(const std::string& text) {
  CallReader reader(text, "t", ErrorKind::usage);
  EXPECT_TRUE(reader.at_number()) << text;
  const Json result = reader.number();
  EXPECT_TRUE(reader.at_end()) << text;
  return result;
}

std::string quoted(const std::string& text) {
  CallReader reader(text, "t", ErrorKind::usage);
  const std::string result = reader.quoted();
  EXPECT_TRUE(reader.at_end()) << text;
  return result;
}

std::string number_error(const std::string& text) {
  return error_of(ErrorKind::usage, [&] { CallReader(text, "t", ErrorKind::usage).number(); });
}

TEST(CallReader, ReadsPythonsNumbers) {
  EXPECT_EQ(number("0"), Json(0));
  EXPECT_EQ(number("+7"), Json(7));
  EXPECT_EQ(number("-12"), Json(-12));
  EXPECT_EQ(number("1_000_000"), Json(1'000'000));
  EXPECT_EQ(number("-9223372036854775808"), Json(INT64_MIN));
  EXPECT_EQ(number("1."), Json(1.0));
  EXPECT_EQ(number(".5"), Json(0.5));
  EXPECT_EQ(number("-.25"), Json(-0.25));
  EXPECT_EQ(number("1e-3"), Json(0.001));
  EXPECT_EQ(number("2.5E+2"), Json(250.0));
}

TEST(CallReader, ARatioIsPythonsTrueDivision) {
  EXPECT_EQ(number("1/255"), Json(1.0 / 255));
  EXPECT_EQ(number("1./255"), Json(1.0 / 255));
  EXPECT_EQ(number("1.0 / 127.5"), Json(1.0 / 127.5));
  EXPECT_EQ(number("-1/2"), Json(-0.5));
  EXPECT_EQ(number("4/2"), Json(2.0));
  EXPECT_EQ(number_error("1/0"), "t:1:3: A ratio must be a finite number. Received a division by 0 or nearly 0.");
  EXPECT_EQ(number_error("1 / x"), "t:1:5: Expected the number that is divided by. Received 'x'.");
}

TEST(CallReader, RefusesWhatIsNoNumberOrTooLarge) {
  EXPECT_EQ(number_error("3x"), "t:1:2: Expected the end of a number. Received 'x'.");
  EXPECT_EQ(number_error("1_"), "t:1:2: Expected the end of a number. Received '_'.");
  EXPECT_EQ(number_error("-."), "t:1:3: Expected a number. Received the end.");
  EXPECT_EQ(number_error("1e"), "t:1:3: Expected the digits of an exponent. Received the end.");
  EXPECT_EQ(number_error("9223372036854775808"), "t:1:1: The number 9223372036854775808 does not fit into 64 bits.");
  EXPECT_EQ(number_error("1e999"), "t:1:1: The number 1e999 does not fit into 64 bits.");
}

TEST(CallReader, ReadsPythonsStrings) {
  EXPECT_EQ(quoted(R"('same')"), "same");
  EXPECT_EQ(quoted(R"("it's")"), "it's");
  EXPECT_EQ(quoted(R"('a # ; ( \' \" \\ b')"), "a # ; ( ' \" \\ b");
  EXPECT_EQ(quoted(R"('\t\n\r')"), "\t\n\r");
  EXPECT_EQ(quoted(R"('\x41\xe9\u20ac\U0001F600')"), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(quoted(R"('C:\data\')"
                   "'"),
            "C:\\data'");
  EXPECT_EQ(quoted("'{epoch:02d}_{val_accuracy:.3f}.h5'"), "{epoch:02d}_{val_accuracy:.3f}.h5");
  EXPECT_EQ(quoted("''"), "");
}

TEST(CallReader, RefusesBrokenStrings) {
  const auto broken = [](const std::string& text) { return error_of(ErrorKind::usage, [&] { quoted(text); }); };
  for (const char* open : {"'abc", "'abc\n'", "'abc\\'", "'abc\\", "\"abc'"})
    EXPECT_TRUE(broken(open).starts_with("t:1:1: A text that starts with ")) << open;
  for (const char* escape : {R"('\x4')", R"('\xgg')", R"('\u12')", R"('\ud800')", R"('\U00110000')"})
    EXPECT_TRUE(broken(escape).starts_with("t:1:2: The escape ")) << escape;
}

TEST(CallReader, CountsLinesAndCharacters) {
  CallReader reader("\xEF\xBB\xBF# \xC3\xA9\r\n '\xC3\xA9' x", "t", ErrorKind::usage);
  reader.skip(true);
  EXPECT_EQ(reader.place().line, 2);
  EXPECT_EQ(reader.place().column, 2);
  reader.quoted();
  reader.skip(false);
  EXPECT_EQ(reader.place().column, 6);
  EXPECT_EQ(reader.word(), "x");
}

TEST(CallReader, AdvisesOnTextFromDocuments) {
  CallReader curly("\xE2\x80\x98same\xE2\x80\x99", "t", ErrorKind::format);
  const std::string text = error_of(ErrorKind::format, [&] { curly.expected("a value"); });
  EXPECT_TRUE(text.starts_with("t:1:1: Expected a value. Received '\xE2\x80\x98'. ")) << text;
  EXPECT_NE(text.find("curly quotes"), std::string::npos) << text;
}

}  // namespace
}  // namespace fovea
