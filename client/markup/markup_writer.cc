#include "client/markup/markup_writer.h"

#include <unicode/utf8.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace taqvim::markup {
namespace {

constexpr absl::string_view kReplacement = "\ufffd";

// Of which XML has none, as of what is no UTF-8.
bool IsForbidden(UChar32 character) {
  return character < 0 || character == 0xfffe || character == 0xffff;
}

bool IsControl(UChar32 character) {
  return character < 0x20 || (0x7f <= character && character < 0xa0);
}

void AppendEscaped(UChar32 character, absl::string_view bytes, std::string* escaped) {
  switch (character) {
    case '<':
      *escaped += "&lt;";
      break;
    case '>':
      *escaped += "&gt;";
      break;
    case '&':
      *escaped += "&amp;";
      break;
    case '"':
      *escaped += "&quot;";
      break;
    case '\'':
      *escaped += "&#39;";
      break;
    default:
      absl::StrAppend(escaped, IsForbidden(character) ? kReplacement
                               : IsControl(character) ? " "
                                                      : bytes);
  }
}

}  // namespace

std::string EscapeMarkup(absl::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    const int32_t begin = i;
    UChar32 character;
    U8_NEXT(bytes, i, length, character);
    AppendEscaped(character, text.substr(begin, i - begin), &escaped);
  }
  return escaped;
}

std::string Decimal(double number) {
  std::string text = absl::StrFormat("%.2f", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

void MarkupWriter::Begin(const char* name, const Attributes& attributes) {
  absl::StrAppend(&text_, "<", name);
  for (const auto& [attribute, value] : attributes) {
    absl::StrAppend(&text_, " ", attribute, "=\"", EscapeMarkup(value), "\"");
  }
}

MarkupWriter& MarkupWriter::Open(const char* name, const Attributes& attributes) {
  Begin(name, attributes);
  text_ += ">\n";
  open_.push_back(name);
  return *this;
}

MarkupWriter& MarkupWriter::Close() {
  absl::StrAppend(&text_, "</", open_.back(), ">\n");
  open_.pop_back();
  return *this;
}

MarkupWriter& MarkupWriter::Element(const char* name, const Attributes& attributes,
                                    absl::string_view text) {
  Begin(name, attributes);
  absl::StrAppend(&text_, ">", EscapeMarkup(text), "</", name, ">\n");
  return *this;
}

MarkupWriter& MarkupWriter::Empty(const char* name, const Attributes& attributes) {
  Begin(name, attributes);
  text_ += "/>\n";
  return *this;
}

MarkupWriter& MarkupWriter::Text(absl::string_view text) {
  text_ += EscapeMarkup(text);
  return *this;
}

MarkupWriter& MarkupWriter::Verbatim(absl::string_view text) {
  absl::StrAppend(&text_, text);
  return *this;
}

std::string MarkupWriter::Finish() && {
  while (!open_.empty()) Close();
  return std::move(text_);
}

}  // namespace taqvim::markup
