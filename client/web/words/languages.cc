#include "client/web/words/languages.h"

#include <unicode/locid.h>

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace taqvim::web {

bool IsLanguageTag(absl::string_view tag) {
  if (tag.size() > 35) return false;
  const std::vector<absl::string_view> subtags = absl::StrSplit(tag, '-');
  const auto is_alpha = [](unsigned char c) { return absl::ascii_isalpha(c); };
  const auto is_subtag = [](absl::string_view subtag) {
    return !subtag.empty() && subtag.size() <= 8 &&
           std::all_of(subtag.begin(), subtag.end(),
                       [](unsigned char c) { return absl::ascii_isalnum(c); });
  };
  return subtags.front().size() >= 2 &&
         std::all_of(subtags.front().begin(), subtags.front().end(), is_alpha) &&
         std::all_of(subtags.begin(), subtags.end(), is_subtag);
}

bool IsRightToLeft(absl::string_view tag) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(tag.data(), static_cast<int32_t>(tag.size())), error);
  if (U_FAILURE(error)) return false;
  return locale.isRightToLeft() != 0;
}

std::vector<std::string> LanguagesToTry(absl::string_view tag) {
  std::vector<std::string> languages;
  while (!tag.empty()) {
    languages.emplace_back(tag);
    const size_t hyphen = tag.rfind('-');
    tag = hyphen == absl::string_view::npos ? "" : tag.substr(0, hyphen);
  }
  if (languages.empty() || !absl::EqualsIgnoreCase(languages.back(), "en")) {
    languages.emplace_back("en");
  }
  return languages;
}

Worded Choose(const google::protobuf::Map<std::string, std::string>& texts,
              const std::vector<std::string>& languages) {
  if (texts.empty()) return {};
  const std::map<std::string, std::string> sorted(texts.begin(), texts.end());
  const auto narrows = [](absl::string_view tag, absl::string_view language) {
    return absl::StartsWithIgnoreCase(tag, language) && tag[language.size()] == '-';
  };
  for (const std::string& language : languages) {
    for (const auto& [tag, text] : sorted) {
      if (absl::EqualsIgnoreCase(tag, language)) return {text, tag};
    }
    if (language != languages.front()) continue;
    for (const auto& [tag, text] : sorted) {
      if (tag.size() > language.size() && narrows(tag, language)) return {text, tag};
    }
  }
  return {sorted.begin()->second, sorted.begin()->first};
}

std::string TextIn(const google::protobuf::Map<std::string, std::string>& texts,
                   const std::vector<std::string>& languages) {
  return Choose(texts, languages).text;
}

}  // namespace taqvim::web
