#include "client/web/words/site_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/web/words/languages.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;

std::string NameFor(const std::vector<std::string>& texts, const std::string& language) {
  const auto names = ParseSiteNames(texts);
  EXPECT_TRUE(names.ok()) << names.status();
  return names.ok() ? SiteNameIn(*names, LanguagesToTry(language), "Schedule") : "";
}

TEST(SiteNames, OneIsForAllReaders) {
  EXPECT_EQ(NameFor({"National Library"}, "kk"), "National Library");
  EXPECT_EQ(NameFor({"National Library"}, ""), "National Library");
}

TEST(SiteNames, OthersAreForThoseOfTheirLanguage) {
  const std::vector<std::string> texts = {"kk=Ұлттық кітапхана", "National Library"};
  EXPECT_EQ(NameFor(texts, "kk-KZ"), "Ұлттық кітапхана");
  EXPECT_EQ(NameFor(texts, "ru"), "National Library");
  EXPECT_EQ(NameFor({"kk=Ұлттық кітапхана"}, "ru"), "Ұлттық кітапхана") << "there is no other";
}

TEST(SiteNames, WithoutOneItIsCalledOtherwise) { EXPECT_EQ(NameFor({}, "ru"), "Schedule"); }

TEST(SiteNames, ANameMayHaveASignThatLooksAlike) {
  EXPECT_EQ(NameFor({"Museum & Archive = one house"}, "en"), "Museum & Archive = one house");
}

TEST(SiteNames, WhatIsNoNameOrSaidTwiceIsRefused) {
  for (const std::string& text :
       {std::string("kk="), std::string("  "), std::string("two\nlines"), std::string(201, 'a')}) {
    EXPECT_THAT(std::string(ParseSiteNames({text}).status().message()), HasSubstr("1 to 200 bytes"))
        << text;
  }
  EXPECT_THAT(std::string(ParseSiteNames({"kk=A", "kk=B"}).status().message()),
              HasSubstr("said twice"));
}

}  // namespace
}  // namespace taqvim::web
