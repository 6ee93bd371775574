#include "server/base/language_tags.h"

#include <gtest/gtest.h>

#include "absl/strings/ascii.h"

namespace taqvim::schedule {
namespace {

TEST(LanguageTag, IsLettersAndSubtags) {
  for (const char* tag : {"en", "kk", "uz-Cyrl", "zh-Hant-TW", "sl-rozaj-biske", "de-1996", "EN"}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  }
  for (const char* tag : {"", "e", "-en", "en-", "en--US", "en_US", "english99", "123", "x-private",
                          "en-abcdefghi", "ру", "en us"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

// The examples of RFC 5646, section 2.1.1, are among them.
TEST(LanguageTag, HasACanonicalCase) {
  for (const char* tag :
       {"en", "kk", "uz-Cyrl", "az-Latn-x-latn", "en-CA-x-ca", "sgn-BE-FR", "zh-cmn-Hans-CN",
        "sl-rozaj-biske-1994", "de-CH-1901", "es-419", "en-a-bbbb-cc-x-dddd-ee", "mn-Cyrl-MN"}) {
    EXPECT_EQ(CanonicalLanguageTag(tag), tag);
    EXPECT_EQ(CanonicalLanguageTag(absl::AsciiStrToLower(tag)), tag);
    EXPECT_EQ(CanonicalLanguageTag(absl::AsciiStrToUpper(tag)), tag);
  }
}

}  // namespace
}  // namespace taqvim::schedule
