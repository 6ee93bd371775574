#include "client/cli/command/shorthand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/command/model.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/contract/contract.h"
#include "client/cli/text/usage_error.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Words = std::vector<std::string>;

class ShorthandTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<GivenFlag>> Expand(Words words) {
    const Command& command = *FindCommand(*model_.FindGroup(words[0]), words[1]);
    words.erase(words.begin(), words.begin() + 2);
    const auto arguments = ParseArguments(words, PointersTo(command.flags()));
    if (!arguments.ok()) return arguments.status();
    Shorthand shorthand(command, Catalog::Embedded(), at_, [this](const FieldPath& path) {
      asked_.push_back(PathText(path));
      return absl::StatusOr<std::string>(known_[PathText(path)]);
    });
    auto expanded = shorthand.Expand(arguments->flags);
    notes_ = shorthand.notes();
    return expanded;
  }

  // The flags as `name value`.
  Words Expanded(const Words& words) {
    const auto expanded = Expand(words);
    EXPECT_TRUE(expanded.ok()) << expanded.status();
    Words texts;
    if (!expanded.ok()) return texts;
    for (const GivenFlag& one : *expanded) {
      texts.push_back(absl::StrCat(one.flag->name, " ", one.text));
    }
    return texts;
  }

  std::string Refusal(const Words& words) {
    const auto expanded = Expand(words);
    EXPECT_TRUE(IsUsageError(expanded.status()));
    return std::string(expanded.status().message());
  }

  std::string Write(const std::string& text) {
    const std::string path = dir_.Path("text.txt");
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  const testing::TempDir dir_;
  const Model& model_ = Model::Embedded();
  // A Saturday, at noon.
  const ReadAt at_{absl::FromCivil(absl::CivilSecond(2026, 10, 10, 12, 0, 0), absl::UTCTimeZone()),
                   absl::UTCTimeZone()};
  std::map<std::string, std::string> known_;
  Words asked_;
  Words notes_;
};

TEST_F(ShorthandTest, AnEndWithoutADayIsOnThatOfItsStart) {
  EXPECT_THAT(Expanded({"events", "create", "--end", "20:00", "--start", "2026-12-04 18:00"}),
              ElementsAre("end 2026-12-04T20:00", "start 2026-12-04 18:00"));
  EXPECT_THAT(notes_, IsEmpty());
  EXPECT_THAT(Expanded({"events", "create", "--start", "2026-12-04 22:00", "--end", "2:00"}),
              ElementsAre("start 2026-12-04 22:00", "end 2026-12-05T02:00"));
  EXPECT_THAT(notes_, ElementsAre("--end: 2:00 is 2026-12-05 02:00, the day after its start."));
}

TEST_F(ShorthandTest, WordsForDaysAreReadAndTold) {
  EXPECT_THAT(Expanded({"events", "create", "--start", "friday 18:00", "--end", "saturday 02:00"}),
              ElementsAre("start 2026-10-16T18:00", "end 2026-10-17T02:00"));
  EXPECT_THAT(notes_, ElementsAre("--start: friday 18:00 is 2026-10-16 18:00.",
                                  "--end: saturday 02:00 is 2026-10-17 02:00.",
                                  "Today is 2026-10-10 in UTC."));
  EXPECT_THAT(Expanded({"events", "create", "--expire-time", "tomorrow 12:00"}),
              ElementsAre("expire-time 2026-10-11T12:00:00Z"));
  EXPECT_THAT(notes_,
              ElementsAre("--expire-time: tomorrow 12:00 is 2026-10-11 12:00+00:00 in UTC."));
}

TEST_F(ShorthandTest, ARangeIsAFirstAndALastDay) {
  EXPECT_THAT(Expanded({"events", "create", "--first-day", "2027-05-12..2027-05-14"}),
              ElementsAre("first-day 2027-05-12", "last-day 2027-05-14"));
  EXPECT_THAT(Expanded({"events", "list", "--first-day", "friday..saturday"}),
              ElementsAre("first-day 2026-10-16", "last-day 2026-10-17"));
  EXPECT_THAT(Expanded({"events", "create", "--start", "2026-12-04 18:00..20:00"}),
              ElementsAre("start 2026-12-04 18:00", "end 2026-12-04T20:00"));
  EXPECT_THAT(Expanded({"culture-days", "create", "--stop",
                        "city=Astana,first-day=2027-05-12..2027-05-14"}),
              ElementsAre("stop city=Astana,first-day=2027-05-12,last-day=2027-05-14"));
}

TEST_F(ShorthandTest, ARangeIsRefusedWhereItIsNone) {
  EXPECT_THAT(
      Refusal({"events", "create", "--first-day", "2027-05-12..2027-05-14", "--last-day", "today"}),
      HasSubstr(
          "--first-day: \"2027-05-12..2027-05-14\" says the end, too; leave out --last-day."));
  EXPECT_THAT(Refusal({"events", "create", "--first-day", "2027-05-12.."}),
              HasSubstr("such as 2027-05-12..2027-05-14"));
}

TEST_F(ShorthandTest, WithoutAStartTheOneThatIsKnownCounts) {
  known_["event.period.timed.start"] = "2026-12-04T18:00";
  EXPECT_THAT(Expanded({"events", "update", "gala", "--end", "21:00"}),
              ElementsAre("end 2026-12-04T21:00"));
  EXPECT_THAT(Expanded({"events", "update", "gala", "--start", "19:00", "--end", "21:00"}),
              ElementsAre("start 2026-12-04T19:00", "end 2026-12-04T21:00"));
  EXPECT_THAT(notes_, ElementsAre("--start: 19:00 is 2026-12-04 19:00, the day that it is on."));
}

TEST_F(ShorthandTest, NothingIsAskedForWhereTheDayIsSaid) {
  Expanded({"events", "update", "gala", "--end", "2026-12-04 21:00", "--title", "en=x"});
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(ShorthandTest, WhatNothingSaysIsRefused) {
  EXPECT_THAT(Refusal({"events", "create", "--start", "18:00"}),
              HasSubstr("--start: \"18:00\" has no day"));
  EXPECT_THAT(Refusal({"events", "create", "--booking", "space=a/b,start=18:00"}),
              HasSubstr("--booking: start: \"18:00\" has no day"));
}

TEST_F(ShorthandTest, AStartThatIsNoneIsToldBeforeItsEnd) {
  EXPECT_THAT(Refusal({"events", "create", "--end", "20:00", "--start", "next friday 18:00"}),
              AllOf(HasSubstr("--start: \"next friday 18:00\" is not a local date and time"),
                    HasSubstr("the next such day, today included")));
  EXPECT_THAT(Refusal({"events", "create", "--first-day", "10/11/2026"}),
              HasSubstr("It could be two days; write 2026-11-10 or 2026-10-11."));
  EXPECT_THAT(Refusal({"events", "create", "--expire-time", "2w"}), HasSubstr("or +2w."));
  EXPECT_THAT(Expanded({"events", "update", "x", "--replace-excluded-days", ""}),
              ElementsAre("replace-excluded-days "));
}

TEST_F(ShorthandTest, BookingsHaveTheSameShortForms) {
  EXPECT_THAT(Expanded({"events", "create", "--booking",
                        "space=library/hall,start=tomorrow 17:00,end=21:00"}),
              ElementsAre("booking "
                          "space=library/hall,start=2026-10-11T17:00,end=2026-10-11T21:00"));
  EXPECT_THAT(notes_, ElementsAre("--booking: start: tomorrow 17:00 is 2026-10-11 17:00.",
                                  "Today is 2026-10-10 in UTC."));
  const std::string json = "{\"space\": \"library/hall\", \"start\": \"tomorrow\"}";
  EXPECT_THAT(Expanded({"events", "create", "--booking", json}), ElementsAre("booking " + json));
}

TEST_F(ShorthandTest, OpeningHoursOfSeveralDaysAreOneForEach) {
  EXPECT_THAT(Expanded({"venues", "create", "--opening-hours",
                        "day=saturday-sunday,open=9:00,close=18:00"}),
              ElementsAre("opening-hours day=saturday,open=9:00,close=18:00",
                          "opening-hours day=sunday,open=9:00,close=18:00"));
  EXPECT_THAT(Expanded({"venues", "update", "v", "--remove-opening-hours", "sunday"}),
              ElementsAre("remove-opening-hours sunday"));
}

TEST_F(ShorthandTest, CommasSeparateWhatHasNone) {
  EXPECT_THAT(Expanded({"events", "list", "--country", "AZ,KZ", "--kind", "exhibition,activity"}),
              ElementsAre("country AZ", "country KZ", "kind exhibition", "kind activity"));
  EXPECT_THAT(Expanded({"conflicts", "list", "--resource", "venues/a,participants/b"}),
              ElementsAre("resource venues/a", "resource participants/b"));
  EXPECT_THAT(Expanded({"slots", "find", "--weekday", "monday-tuesday,friday"}),
              ElementsAre("weekday monday", "weekday tuesday", "weekday friday"));
  EXPECT_THAT(Expanded({"events", "update", "x", "--add-excluded-day", "tomorrow,2026-12-29"}),
              ElementsAre("add-excluded-day 2026-10-11", "add-excluded-day 2026-12-29"));
  EXPECT_THAT(Expanded({"events", "create", "--honouree", "Fuzuli, poet", "--title", "en=a,b"}),
              ElementsAre("honouree Fuzuli, poet", "title en=a,b"));
  EXPECT_THAT(Expanded({"events", "create", "--booking", "venue=v,excepted-space=\"v/a,v/b\""}),
              ElementsAre("booking venue=v,excepted-space=v/a,excepted-space=v/b"));
  EXPECT_THAT(Refusal({"events", "list", "--country", "AZ,"}),
              HasSubstr("--country: \"AZ,\" has a comma with no value beside it"));
}

// The lists of texts, other than names, that a request can have in it.
void AddTextLists(const google::protobuf::Descriptor& type,
                  std::set<const google::protobuf::Descriptor*>* seen,
                  std::set<std::string>* lists) {
  if (!seen->insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (IsOutputOnly(field) || field.is_map()) continue;
    if (field.message_type() != nullptr) {
      AddTextLists(*field.message_type(), seen, lists);
    } else if (field.is_repeated() && !HoldsNames(field) &&
               field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING &&
               type.file()->package() == "taqvim.v1") {
      lists->insert(field.name());
    }
  }
}

TEST_F(ShorthandTest, OfEveryListOfTextsItIsSaidWhetherACommaSeparates) {
  std::set<const google::protobuf::Descriptor*> seen;
  std::set<std::string> lists;
  for (const auto* service : Contract::Embedded().services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      AddTextLists(*service->method(i)->input_type(), &seen, &lists);
    }
  }
  std::set<std::string> decided = Catalog::Embedded().comma_lists;
  decided.insert("honourees");
  EXPECT_EQ(lists, decided);
}

TEST_F(ShorthandTest, AFileHoldsAText) {
  const std::string path = Write("Two lines,\nno \"more\".\r\n");
  EXPECT_THAT(Expanded({"events", "create", "--description", "en=@" + path, "--title", "en=@@x"}),
              ElementsAre("description en=Two lines,\nno \"more\".", "title en=@x"));
  EXPECT_THAT(Expanded({"events", "create", "--title", "en=@"}), ElementsAre("title en=@"));
  EXPECT_THAT(Expanded({"events", "create", "--picture", "address=https://a,text=en=@" + path}),
              ElementsAre("picture address=https://a,text=en=Two lines\\,\nno \\\"more\\\"."));
}

TEST_F(ShorthandTest, AFileIsNoNameNorIdentifier) {
  EXPECT_THAT(
      Expanded({"events", "create", "--owner", "@x", "--external-id", "cms=@x", "--label", "@x"}),
      ElementsAre("owner @x", "external-id cms=@x", "label @x"));
  EXPECT_THAT(Refusal({"events", "create", "--title", "en=@/does/not/exist"}),
              HasSubstr("--title: /does/not/exist: No such file or directory. A text that begins "
                        "with @ is written with two: @@/does/not/exist."));
}

TEST_F(ShorthandTest, AVenueThatIsSaidCompletesTheNamesOfItsSpaces) {
  EXPECT_THAT(
      Expanded({"spaces", "create", "all", "--part", "a,b", "--venue", "library"}),
      ElementsAre("part venues/library/spaces/a", "part venues/library/spaces/b", "venue library"));
  EXPECT_THAT(Expanded({"closures", "create", "--venue", "library", "--space", "hall"}),
              ElementsAre("venue library", "space venues/library/spaces/hall"));
  EXPECT_THAT(Expanded({"events", "create", "--booking", "space=library/hall,excepted-space=a"}),
              ElementsAre("booking space=library/hall,excepted-space=venues/library/spaces/a"));
}

TEST_F(ShorthandTest, TheNameOfWhatIsUpdatedSaysItsVenue) {
  known_["space.name"] = "venues/library/spaces/all";
  EXPECT_THAT(Expanded({"spaces", "update", "library/all", "--add-part", "c"}),
              ElementsAre("add-part venues/library/spaces/c"));
}

TEST_F(ShorthandTest, WhereNothingOrSeveralSayTheVenueTheNameStays) {
  EXPECT_THAT(Expanded({"events", "create", "--booking", "space=hall"}),
              ElementsAre("booking space=hall"));
  EXPECT_THAT(Expanded({"events", "list", "--venue", "a,b", "--space", "hall"}),
              ElementsAre("venue a", "venue b", "space hall"));
}

}  // namespace
}  // namespace taqvim::cli
