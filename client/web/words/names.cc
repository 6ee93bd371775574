#include "client/web/words/names.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

icu::Locale LocaleNamed(absl::string_view tag) {
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(tag.data(), static_cast<int32_t>(tag.size())), error);
  return U_SUCCESS(error) ? locale : icu::Locale::getRoot();
}

std::string Utf8Of(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

}  // namespace

std::string CountryText(absl::string_view code, absl::string_view language) {
  icu::UnicodeString text;
  LocaleNamed(absl::StrCat("und-", code)).getDisplayCountry(LocaleNamed(language), text);
  return text.isEmpty() ? std::string(code) : Utf8Of(text);
}

std::string LanguageText(absl::string_view tag, absl::string_view language) {
  icu::UnicodeString text;
  const icu::Locale known = LocaleNamed(tag);
  if (known != icu::Locale::getRoot()) known.getDisplayName(LocaleNamed(language), text);
  return text.isEmpty() ? std::string(tag) : Utf8Of(text);
}

}  // namespace taqvim::web
