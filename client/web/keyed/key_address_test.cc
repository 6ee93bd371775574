#include "client/web/keyed/key_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "taqvim_0aee854de6h2op9kbdrn1s_nKybarhUYi3tOKhlZeIoRyMM-gjhpliEkPxzW05D";

std::string PathOf(const std::string& secret, const std::string& name = "library.ics") {
  return absl::StrCat("/c/", secret, "/", name);
}

TEST(KeyAddress, IsTheSecretWhateverItIsCalled) {
  for (const char* name : {"library.ics", "a hall of ours.ics", "календарь.ics"}) {
    const auto address = ParseKeyAddress(PathOf(kSecret, name), {{"lang", "uz-Cyrl"}});
    ASSERT_TRUE(address.ok()) << name << address.status();
    EXPECT_EQ(address->secret, kSecret);
    EXPECT_EQ(address->language, "uz-Cyrl");
  }
}

TEST(KeyAddress, MayBeThatOfAScreen) {
  EXPECT_TRUE(ParseKeyAddress(PathOf(kSecret, "kiosk"), {})->is_screen);
  EXPECT_FALSE(ParseKeyAddress(PathOf(kSecret, "kiosk.ics"), {})->is_screen);
}

TEST(KeyAddress, OfNoKeyIsAsThatOfAKeyThatDoesNotCount) {
  for (const std::string& path :
       {PathOf("taqvim"), PathOf("key"), PathOf(""), PathOf(absl::StrCat(kSecret, "\n")),
        PathOf(absl::StrCat(kSecret, " x")), PathOf(absl::StrCat(kSecret, "\xd0\xb0")),
        PathOf(absl::StrCat("taqvim_", std::string(200, 'x'))), PathOf(kSecret, "library"),
        PathOf(kSecret, ".ics"), PathOf(kSecret, ""), PathOf(kSecret, "library.ics/check"),
        PathOf(kSecret, "venues/library.ics"), absl::StrCat("/c/", kSecret), std::string("/c/"),
        absl::StrCat("/calendar/", kSecret, "/library.ics")}) {
    EXPECT_EQ(ParseKeyAddress(path, {}).status(), NoSuchFeed()) << path;
  }
}

TEST(KeyAddress, RefusesOtherParametersWithoutTheSecret) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"kind", "exhibition"}, {"lang", "no language"}, {"lang", ""}, {kSecret, kSecret}}) {
    const auto status = ParseKeyAddress(PathOf(kSecret), {{name, value}}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("taqvim_"))) << status;
  }
  EXPECT_EQ(ParseKeyAddress(PathOf(kSecret), {{"lang", "ru"}, {"lang", "ru"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(PathForLog, HasNothingOfAFeedByAKey) {
  EXPECT_EQ(PathForLog(PathOf(kSecret)), "/c/...");
  EXPECT_EQ(PathForLog("/c/what/ever"), "/c/...");
}

TEST(PathForLog, LeavesOutSecretsWhereverTheyWerePut) {
  EXPECT_EQ(PathForLog(absl::StrCat("/C/", kSecret, "/x.ics")), "/C/taqvim_.../x.ics");
  EXPECT_EQ(PathForLog(absl::StrCat("/", kSecret, "/", kSecret)), "/taqvim_.../taqvim_...");
  EXPECT_EQ(PathForLog(absl::StrCat("/x", kSecret)), "/xtaqvim_...");
}

TEST(PathForLog, SaysOtherPathsAsTheyAre) {
  for (const char* path : {"/", "/calendar/venues/library.ics", "/c", "/taqvim", "/café"}) {
    EXPECT_EQ(PathForLog(path), path);
  }
}

}  // namespace
}  // namespace taqvim::web
