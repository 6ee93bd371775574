#include "client/cli/timeline/markup_writer.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

constexpr char kReplacement[] = "\ufffd";

// How many bytes the character there has; 0 when it is none, or one that XML forbids.
size_t CharacterAt(absl::string_view text, size_t position) {
  const auto first = static_cast<unsigned char>(text[position]);
  const size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const absl::string_view character = text.substr(position, length);
  if (character.size() < length || !IsUtf8(character)) return 0;
  const bool noncharacter = character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
  return noncharacter ? 0 : length;
}

bool IsControl(absl::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

void AppendEscaped(absl::string_view character, std::string* escaped) {
  switch (character[0]) {
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
      absl::StrAppend(escaped, IsControl(character) ? absl::string_view(" ") : character);
  }
}

}  // namespace

std::string EscapeMarkup(absl::string_view text) {
  std::string escaped;
  for (size_t position = 0; position < text.size();) {
    const size_t length = CharacterAt(text, position);
    if (length == 0) {
      escaped += kReplacement;
      ++position;
      continue;
    }
    AppendEscaped(text.substr(position, length), &escaped);
    position += length;
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

}  // namespace taqvim::cli
