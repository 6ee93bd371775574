// Languages of texts: which of those that there are a reader gets.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/map.h"

namespace taqvim::web {

// The languages that pages and feeds have words of their own in, the first for whoever says none.
inline constexpr const char* kInterfaceLanguages[] = {"en", "az", "kk", "ru", "tg", "tk", "uz"};

// Whether it has the form of a BCP 47 language tag: 2 to 8 letters, and subtags of 1 to 8 letters
// and digits behind hyphens; at most 35 bytes.
bool IsLanguageTag(absl::string_view tag);

// Whether what is in the language is written from right to left, as by its script or the one that
// it has by itself (ICU).
bool IsRightToLeft(absl::string_view tag);

// The languages to try for a tag, in order: it and what is left of it subtag by subtag, and
// English. `uz-Cyrl-UZ` is uz-Cyrl-UZ, uz-Cyrl, uz, en.
std::vector<std::string> LanguagesToTry(absl::string_view tag);

// A text and the language that it is in, to be said to who reads it aloud.
struct Worded {
  std::string text;
  std::string language;
};

// The text in the first of the languages that there is, by tags in whatever case; else in one that
// narrows the first, as `ru-KZ` does `ru`; else the first in order of tags. Empty where there is
// none.
Worded Choose(const google::protobuf::Map<std::string, std::string>& texts,
              const std::vector<std::string>& languages);

// The same, the text alone.
std::string TextIn(const google::protobuf::Map<std::string, std::string>& texts,
                   const std::vector<std::string>& languages);

}  // namespace taqvim::web
