#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "fovea/base/call.h"

namespace fovea {

/// The characters and literals beneath the grammar of calls: a cursor that knows its line and column, and says what
/// it met where something else was expected.
class CallReader {
 public:
  CallReader(std::string_view text, const std::string& who, ErrorKind kind);

  bool at_end() const { return at_ == text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  TextPlace place() const { return {source_, line_, column_}; }
  void advance();
  bool accept(char wanted);
  /// Skips spaces and comments, and new lines too where `lines` is true.
  void skip(bool lines);

  /// Errors   always: "Expected WHAT. Received ...", with advice on common cases
  [[noreturn]] void expected(const std::string& what) const;

  bool at_word() const;
  std::string word();
  bool at_number() const;
  /// An integer, a real, or a ratio of two numbers.
  Json number();
  /// A quoted string with Python's escapes.
  std::string quoted();

 private:
  std::string received() const;
  Json plain_number();
  void escape(std::string& out);
  void digits(std::string& out);

  std::string_view text_;
  std::shared_ptr<const TextSource> source_;
  std::size_t at_ = 0;
  int line_ = 1, column_ = 1;
};

}  // namespace fovea
