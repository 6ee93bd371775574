#include "client/cli/apply/apply_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kReported[] = R"(organizations:
  - {id: library, country: KZ}
  - {id: opera, country: UZ}
events:
  - {id: gala, owner: opera, confirm: true}
  - {id: talk, host: gala, confirm: true}
  - {id: film, confirm: true}
)";

// A plan that leaves the library, changes the opera and the talk, creates the gala, and
// only confirms the film.
class ApplyReportTest : public ::testing::Test {
 protected:
  ApplyReportTest() : wanted_(*ParseWanted(kReported, "file.yaml")) {
    Change("organizations/library").set_etag("1");
    v1::Event& talk = dynamic_cast<v1::Event&>(There("events/talk"));
    talk.set_state(v1::EVENT_STATE_TENTATIVE);
    talk.set_host("events/other");
    v1::Event& film = dynamic_cast<v1::Event&>(There("events/film"));
    film.set_state(v1::EVENT_STATE_TENTATIVE);
    dynamic_cast<v1::Organization&>(There("organizations/opera")).set_country("KZ");
    plan_ = *PlanApply(
        [this](const ApplyKind&, const std::string& name)
            -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          const auto found = there_.find(name);
          if (found == there_.end()) return absl::NotFoundError(name);
          std::unique_ptr<google::protobuf::Message> copy(found->second->New());
          copy->CopyFrom(*found->second);
          return copy;
        },
        wanted_);
    report_.plan = &plan_;
  }

  // What there is of the name: what the file wants, to be changed.
  google::protobuf::Message& There(const std::string& name) {
    for (const WantedResource& one : wanted_) {
      if (one.name != name) continue;
      there_[name].reset(one.body->New());
      there_[name]->CopyFrom(*one.body);
    }
    return *there_.at(name);
  }
  v1::Organization& Change(const std::string& name) {
    return dynamic_cast<v1::Organization&>(There(name));
  }

  void Meet(const std::string& event, v1::ConflictSeverity severity, const std::string& message) {
    v1::Conflict& conflict = report_.conflicts.emplace_back();
    conflict.set_event(event);
    conflict.set_severity(severity);
    conflict.set_message(message);
  }

  const std::vector<WantedResource> wanted_;
  std::map<std::string, std::unique_ptr<google::protobuf::Message>> there_;
  std::vector<ApplyStep> plan_;
  ApplyReport report_;
};

TEST_F(ApplyReportTest, SaysWhatChangesAndHowManyOfEachKindThereAre) {
  EXPECT_EQ(ApplyText(report_, false),
            "updated              organizations/opera\n"
            "    country: KZ -> UZ\n"
            "created, confirmed   events/gala\n"
            "updated, confirmed   events/talk\n"
            "    host: events/other -> events/gala\n"
            "confirmed            events/film\n"
            "\n"
            "                 CREATED  UPDATED  CONFIRMED  UNCHANGED\n"
            "organizations          0        1          0          1\n"
            "events                 1        1          3          0\n"
            "all                    1        2          3          1\n");
  EXPECT_EQ(ApplyNames(report_), "organizations/opera\nevents/gala\nevents/talk\nevents/film\n");
}

TEST_F(ApplyReportTest, DoesNotCallConfirmedWhatVenuesHaveToApprove) {
  report_.awaiting = {"events/gala", "events/film"};
  const std::string text = ApplyText(report_, false);
  EXPECT_THAT(text, HasSubstr("created, awaits approval events/gala\n"));
  EXPECT_THAT(text, HasSubstr("updated, confirmed   events/talk\n"));
  EXPECT_THAT(text, HasSubstr("awaits approval      events/film\n"));
  EXPECT_THAT(text, HasSubstr("events                 1        1          1          0\n"));
}

TEST_F(ApplyReportTest, SaysWhereTheEntriesAreThatAreInConflictAndWhatIsFreeInstead) {
  Meet("events/gala", v1::CONFLICT_SEVERITY_BLOCKING, "The hall is taken.");
  Meet("events/elsewhere", v1::CONFLICT_SEVERITY_ADVISORY, "The stop is elsewhere.");
  for (const char* event : {"events/gala", "events/elsewhere", ""}) {
    FreeInstead& one = report_.free_instead.emplace_back();
    one.suggestion.set_message("The foyer is free.");
    one.event = event;
  }
  report_.free_instead[0].entries = {"file.yaml:5: events/gala: bookings[0].space: foyer"};
  report_.free_instead[1].remaining = {"The stage is taken.", "It is closed."};
  EXPECT_THAT(ApplyText(report_, false),
              HasSubstr("\n\nconflict  file.yaml:5: events/gala: The hall is taken.\n"
                        "note      events/elsewhere: The stop is elsewhere.\n"
                        "instead   file.yaml:5: events/gala: The foyer is free.\n"
                        "  write   file.yaml:5: events/gala: bookings[0].space: foyer\n"
                        "instead   events/elsewhere: The foyer is free.\n"
                        "  still   The stage is taken. And 1 more.\n"
                        "instead   The foyer is free.\n\n"));
  EXPECT_THAT(
      ApplyJson(report_),
      HasSubstr("\"suggestions\":[\n  {\"event\":\"events/gala\",\"entries\":[\"file.yaml:5: "
                "events/gala: bookings[0].space: foyer\"],\"suggestion\":{\"message\":"));
}

TEST_F(ApplyReportTest, TellsOfOneRuleFiveNotesAndHowManyMoreThereAre) {
  for (int i = 0; i < 8; ++i) {
    Meet(absl::StrCat("events/e", i), v1::CONFLICT_SEVERITY_ADVISORY, "It is over.");
    report_.conflicts.back().set_rule(v1::CONFLICT_RULE_IN_THE_PAST);
  }
  const std::string text = ApplyText(report_, false);
  EXPECT_THAT(text,
              AllOf(HasSubstr("note      events/e4: It is over.\n"), Not(HasSubstr("events/e5")),
                    HasSubstr("note      3 more of in-the-past; -o json has them all\n")));
  EXPECT_THAT(ApplyJson(report_), HasSubstr("events/e7"));
}

TEST_F(ApplyReportTest, SaysThatADryRunWritesNothingOrWouldBeRefused) {
  EXPECT_THAT(ApplyText(report_, false), Not(HasSubstr("dry run")));
  report_.dry_run = true;
  EXPECT_THAT(ApplyText(report_, false), HasSubstr("This is a dry run; nothing was written.\n"));
  report_.blocked = true;
  EXPECT_THAT(ApplyText(report_, false),
              HasSubstr("This is a dry run; the events would be refused.\n"));
}

TEST_F(ApplyReportTest, SaysOfADryRunWhatWouldBe) {
  report_.dry_run = true;
  report_.awaiting = {"events/film"};
  const std::string text = ApplyText(report_, false);
  EXPECT_THAT(text, StartsWith("would be updated              organizations/opera\n"));
  EXPECT_THAT(text, HasSubstr("would be created, confirmed   events/gala\n"));
  EXPECT_THAT(text, HasSubstr("would await approval          events/film\n"));
  EXPECT_THAT(text, HasSubstr("\nWOULD BE         CREATED  UPDATED  CONFIRMED  UNCHANGED\n"));
}

TEST_F(ApplyReportTest, SaysWhatIsTakenAwayAndWhatStaysAndWhy) {
  report_.prunes = true;
  plan_[2].action = ApplyAction::kDelete;
  plan_[2].confirm = false;
  plan_[3].action = ApplyAction::kCancel;
  plan_[3].confirm = false;
  plan_[3].differences.clear();
  report_.stays["venues/old"] = "events/gala refers to it";
  const std::string text = ApplyText(report_, false);
  EXPECT_THAT(text, HasSubstr("deleted              events/gala\n"));
  EXPECT_THAT(text, HasSubstr("cancelled            events/talk\n"));
  EXPECT_THAT(text, HasSubstr("stays     venues/old: events/gala refers to it\n"));
  EXPECT_THAT(text, HasSubstr("CONFIRMED  CANCELLED  DELETED  UNCHANGED\n"));
  EXPECT_THAT(text, HasSubstr("events                 0        0          1          1        1"
                              "          0\n"));
  EXPECT_THAT(ApplyJson(report_),
              HasSubstr(R"({"name":"venues/old","reason":"events/gala refers to it"})"));
  // What the server would not delete.
  report_.stays["events/gala"] = "it is referred to";
  EXPECT_THAT(ApplyText(report_, false), Not(HasSubstr("deleted ")));
}

TEST_F(ApplyReportTest, ShowsWhatIsAskedForBesideWhatIs) {
  plan_[3].ask_approval = true;
  plan_[3].confirm = false;
  plan_[3].differences.push_back({"time_zone", "Asia/Almaty", "Asia/Baku"});
  v1::Event& talk = report_.moving["events/talk"];
  talk.set_time_zone("Asia/Almaty");
  talk.mutable_move()->set_time_zone("Asia/Baku");
  const std::string text = ApplyText(report_, false);
  EXPECT_THAT(text, HasSubstr("asked to move        events/talk\n    host: events/other -> "
                              "events/gala\n\nMove\nFIELD      NOW          MOVE\n"
                              "time_zone  Asia/Almaty  Asia/Baku\n"));
  EXPECT_THAT(ApplyJson(report_), HasSubstr(R"("awaits_move":true)"));
}

TEST_F(ApplyReportTest, WaitsForWhatWasAskedForAlone) {
  EXPECT_FALSE(Waits(report_));
  report_.awaiting = {"events/film"};
  EXPECT_TRUE(Waits(report_));
  // What waited before, and was given another title.
  report_.awaiting = {};
  report_.moving["events/gala"] = v1::Event();
  EXPECT_FALSE(Waits(report_));
}

TEST_F(ApplyReportTest, IsGreenForWhatIsNewAndYellowForWhatChanges) {
  const std::string text = ApplyText(report_, true);
  EXPECT_THAT(text, HasSubstr("\033[32mcreated, confirmed  \033[0m events/gala"));
  EXPECT_THAT(text, HasSubstr("\033[33mupdated             \033[0m organizations/opera"));
}

TEST_F(ApplyReportTest, CutsWhatIsLongAndShowsNothingForNothing) {
  plan_[1].differences = {{"title.en", "", std::string(61, 'x')},
                          {"title.kk", std::string(60, 'y'), ""}};
  const std::string text = ApplyText(report_, false);
  EXPECT_THAT(text, HasSubstr("title.en: (nothing) -> " + std::string(59, 'x') + "…\n"));
  EXPECT_THAT(text, HasSubstr("title.kk: " + std::string(60, 'y') + " -> (nothing)\n"));
}

TEST_F(ApplyReportTest, WritesTimesAsTheyAreWrittenEverywhere) {
  plan_[1].differences = {{"period.timed.start", "2035-10-10T18:00", "2035-10-10T19:00"}};
  EXPECT_THAT(ApplyText(report_, false),
              HasSubstr("period.timed.start: 2035-10-10 18:00 -> 2035-10-10 19:00\n"));
}

TEST_F(ApplyReportTest, IsOneObjectForPrograms) {
  report_.dry_run = true;
  report_.awaiting = {"events/film"};
  Meet("events/gala", v1::CONFLICT_SEVERITY_BLOCKING, "It says \"taken\".");
  google::protobuf::Struct object;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(ApplyJson(report_), &object).ok())
      << ApplyJson(report_);
  EXPECT_TRUE(object.fields().at("dry_run").bool_value());
  EXPECT_FALSE(object.fields().at("blocked").bool_value());
  const auto result = [&object](int i) {
    return object.fields().at("results").list_value().values(i).struct_value().fields();
  };
  EXPECT_EQ(result(0).at("action").string_value(), "unchanged");
  EXPECT_FALSE(result(0).at("confirmed").bool_value());
  EXPECT_EQ(result(1).at("action").string_value(), "updated");
  const auto difference =
      result(1).at("differences").list_value().values(0).struct_value().fields();
  EXPECT_EQ(difference.at("field").string_value(), "country");
  EXPECT_EQ(difference.at("before").string_value(), "KZ");
  EXPECT_EQ(difference.at("after").string_value(), "UZ");
  EXPECT_EQ(result(2).at("action").string_value(), "created");
  EXPECT_EQ(result(2).at("name").string_value(), "events/gala");
  EXPECT_TRUE(result(2).at("confirmed").bool_value());
  EXPECT_FALSE(result(2).at("awaits_approval").bool_value());
  EXPECT_FALSE(result(4).at("confirmed").bool_value());
  EXPECT_TRUE(result(4).at("awaits_approval").bool_value());
  const auto conflict = object.fields().at("conflicts").list_value().values(0).struct_value();
  EXPECT_EQ(conflict.fields().at("message").string_value(), "It says \"taken\".");
}

}  // namespace
}  // namespace taqvim::cli
