#include "client/cli/fields/comma_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/fields/assign.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_kind.pb.h"
#include "taqvim/v1/slot.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Split(const char* text) {
  const auto values = SplitList(text);
  EXPECT_TRUE(values.ok()) << values.status();
  return values.ok() ? *values : std::vector<std::string>();
}

bool IsSplit(const google::protobuf::Message& message, const char* field) {
  return IsCommaList(*message.GetDescriptor()->FindFieldByName(field), {"countries"});
}

TEST(CommaLists, AreThoseOfNamesEnumsAndDates) {
  EXPECT_TRUE(IsSplit(v1::SlotItem(), "spaces"));
  EXPECT_TRUE(IsSplit(v1::SlotItem(), "countries"));
  EXPECT_TRUE(IsSplit(v1::Recurrence(), "excluded_days"));
}

TEST(CommaLists, AreNotFreeTextsNorSingleValuesNorStructures) {
  EXPECT_FALSE(IsSplit(v1::Commemoration(), "honourees"));
  EXPECT_FALSE(IsSplit(v1::SlotItem(), "cities"));
  EXPECT_FALSE(IsSplit(v1::Event(), "title"));
  EXPECT_FALSE(IsSplit(v1::Event(), "owner"));
  EXPECT_FALSE(IsSplit(v1::Event(), "bookings"));
}

TEST(SplitList, SeparatesAtCommas) {
  EXPECT_THAT(Split("AZ,KZ"), ElementsAre("AZ", "KZ"));
  EXPECT_THAT(Split("AZ, KZ ,UZ"), ElementsAre("AZ", "KZ", "UZ"));
}

TEST(SplitList, KeepsCommasThatAreQuotedOrEscaped) {
  EXPECT_THAT(Split("jazz,\"art, modern\" ,x"), ElementsAre("jazz", "art, modern", "x"));
  EXPECT_THAT(Split("art\\, modern,jazz"), ElementsAre("art, modern", "jazz"));
  EXPECT_THAT(Split("a\\b,12\",c\\\\"), ElementsAre("a\\b", "12\"", "c\\"));
}

TEST(SplitList, LeavesATextWithoutCommasAsItIs) {
  for (const char* text : {"", " a ", "\"a\"", "a\\b", "\""}) {
    EXPECT_THAT(Split(text), ElementsAre(text));
  }
}

TEST(SplitList, RefusesWhatIsMissing) {
  for (const char* text : {"AZ,", ",AZ", "AZ,,KZ", ","}) {
    EXPECT_THAT(SplitList(text).status().message(), HasSubstr("no value beside it")) << text;
  }
  EXPECT_THAT(SplitList("a,\"b").status().message(), HasSubstr("not closed"));
}

TEST(Weekdays, GoFromOneToAnother) {
  EXPECT_THAT(WeekdaysOf("monday-wednesday"), ElementsAre("monday", "tuesday", "wednesday"));
  EXPECT_THAT(WeekdaysOf("Saturday-Monday"), ElementsAre("saturday", "sunday", "monday"));
  EXPECT_THAT(WeekdaysOf("friday-friday"), ElementsAre("friday"));
  for (const char* text : {"monday", "monday-", "monday-x", "book-presentation", ""}) {
    EXPECT_THAT(WeekdaysOf(text), IsEmpty()) << text;
  }
}

TEST(JoinPairs, IsTheInverseOfSplitPairs) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  const Pairs pairs = {{"a", "1, \"2\""}, {"b", "x\\y=z\n"}, {"c", ""}};
  Pairs read;
  ASSERT_TRUE(SplitPairs(JoinPairs(pairs), &read).ok());
  EXPECT_EQ(read, pairs);
}

}  // namespace
}  // namespace taqvim::cli
