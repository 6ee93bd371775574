#include "client/cli/apply/edit_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/cli/fields/flags.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kShown[] =
    "events:\n"
    "  - id: gala\n"
    "    title: {en: Gala}\n"
    "    period:\n"
    "      timed:\n"
    "        start: 2035-10-10T18:00\n"
    "        end: 2035-10-10T20:00\n"
    "    agreement: agreements/a\n";

// The fields of the one entry that are sent, as paths.
std::vector<std::string> Sent(const std::string& edited) {
  const auto wanted = ParseEdited(kShown, edited);
  EXPECT_TRUE(wanted.ok()) << wanted.status();
  std::vector<std::string> paths;
  if (!wanted.ok() || wanted->empty()) return paths;
  for (const FieldPath& path : wanted->front().filled.fields) paths.push_back(PathText(path));
  return paths;
}

TEST(EditText, SaysWhatToDoAndWhyItWasNotTaken) {
  EXPECT_THAT(EditText("events: []\n", ""), StartsWith("# Change what is to be changed"));
  EXPECT_THAT(EditText("events: []\n", "Error: a\n\nb\n"),
              StartsWith("# It was not taken:\n# Error: a\n#\n# b\n#\n# Change what"));
}

TEST(EditText, IsTheDocumentWithoutItsCommentsAgain) {
  const std::string document = "events:\n  # mine\n  - id: gala\n";
  EXPECT_EQ(DocumentIn(EditText(document, "Error: a\n")), document);
  EXPECT_EQ(DocumentIn("# only\n\n"), "");
  EXPECT_EQ(DocumentIn(""), "");
  EXPECT_EQ(DocumentIn("#"), "");
}

TEST(ParseEdited, ClearsTheFieldsWhoseLinesAreGone) {
  EXPECT_THAT(Sent("events: [{id: gala, title: {en: G}, period: {timed: {start: "
                   "2035-10-10T18:00, end: 2035-10-10T20:00}}}]"),
              ElementsAre("title", "period.timed.start", "period.timed.end", "agreement"));
}

TEST(ParseEdited, ClearsAsAWholeOfWhichNothingIsLeft) {
  EXPECT_THAT(Sent("events: [{id: gala, title: {en: G}, agreement: a}]"),
              ElementsAre("title", "agreement", "period"));
}

TEST(ParseEdited, ClearsThePartsThatAreGoneWhereOthersAreThere) {
  EXPECT_THAT(Sent("events: [{id: gala, title: {en: G}, agreement: a, period: {timed: {start: "
                   "2035-10-10T18:00}}}]"),
              ElementsAre("title", "agreement", "period.timed.start", "period.timed.end"));
}

TEST(ParseEdited, WantsNothingOfAnEntryThatIsGone) {
  const auto wanted = ParseEdited(kShown, "events: []\n");
  ASSERT_TRUE(wanted.ok());
  EXPECT_THAT(*wanted, IsEmpty());
}

TEST(ParseEdited, RefusesWhatWasNotOpened) {
  const auto renamed = ParseEdited(kShown, "events: [{id: gala-night, title: {en: G}}]");
  EXPECT_TRUE(IsUsageError(renamed.status()));
  EXPECT_THAT(std::string(renamed.status().message()),
              StartsWith("events/gala-night was not opened"));
  const auto twice = ParseEdited(kShown, "events: [{id: gala}, {id: gala}]");
  EXPECT_THAT(std::string(twice.status().message()), StartsWith("events/gala stands there twice"));
}

TEST(ParseEdited, OpensASpaceWithoutTheVenueInWhoseEntryItStands) {
  const std::string shown = "venues: [{id: l, spaces: [{id: hall, seats: 90}]}]";
  const auto wanted = ParseEdited(shown, "venues: [{id: l, spaces: [{id: hall, seats: 99}]}]");
  ASSERT_TRUE(wanted.ok()) << wanted.status();
  ASSERT_EQ(wanted->size(), 1);
  EXPECT_EQ(wanted->front().name, "venues/l/spaces/hall");
  EXPECT_THAT(std::string(ParseEdited(shown, "venues: [{id: l, city: A}]").status().message()),
              StartsWith("venues/l was not opened"));
}

TEST(ParseEdited, NamesTheLinesOfTheTextThatIsOpenedAgain) {
  const auto wanted = ParseEdited(kShown, "events:\n  - id: gala\n    titel: {en: G}\n");
  ASSERT_FALSE(wanted.ok());
  const std::string message(wanted.status().message());
  const std::string again = EditText("events:\n  - id: gala\n    titel: {en: G}\n", message);
  const size_t at = again.find("titel: {en");
  const auto line = 1 + std::count(again.begin(), again.begin() + static_cast<ptrdiff_t>(at), '\n');
  EXPECT_THAT(message, StartsWith("line:" + std::to_string(line) + ": events/gala"));
}

}  // namespace
}  // namespace taqvim::cli
