#include "client/markup/json.h"

#include <unicode/utf8.h>

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace taqvim::markup {
namespace {

void AddEscaped(char c, std::string* json) {
  switch (c) {
    case '"':
    case '\\':
      *json += '\\';
      *json += c;
      return;
    case '\n':
      *json += "\\n";
      return;
    default:
      if (absl::ascii_iscntrl(c)) {
        absl::StrAppend(json, "\\u", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad4));
      } else {
        *json += c;
      }
  }
}

}  // namespace

std::string JsonText(absl::string_view text) {
  std::string json = "\"";
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    const int32_t begin = i;
    UChar32 character;
    U8_NEXT(bytes, i, length, character);
    if (character < 0) {
      json += "\\ufffd";
    } else if (character < 0x80) {
      AddEscaped(static_cast<char>(character), &json);
    } else {
      absl::StrAppend(&json, text.substr(begin, i - begin));
    }
  }
  return json + "\"";
}

std::string JsonList(const std::vector<std::string>& values) {
  return absl::StrCat("[", absl::StrJoin(values, ","), "]");
}

std::string JsonTexts(const std::vector<std::string>& texts) {
  std::vector<std::string> values;
  values.reserve(texts.size());
  for (const std::string& text : texts) values.push_back(JsonText(text));
  return JsonList(values);
}

void JsonObject::AddText(absl::string_view name, absl::string_view text) {
  if (!text.empty()) Add(name, JsonText(text));
}

void JsonObject::AddTexts(absl::string_view name, const std::vector<std::string>& texts) {
  if (!texts.empty()) Add(name, JsonTexts(texts));
}

void JsonObject::AddList(absl::string_view name, const std::vector<std::string>& values) {
  if (!values.empty()) Add(name, JsonList(values));
}

void JsonObject::Add(absl::string_view name, absl::string_view value) {
  absl::StrAppend(&members_, members_.empty() ? "" : ",", JsonText(name), ":", value);
}

}  // namespace taqvim::markup
