#include "client/cli/output/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>

#include "absl/strings/cord.h"
#include "client/cli/contract/contract.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/text/usage_error.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ErrorsTest : public ::testing::Test {
 protected:
  std::string Printed(const absl::Status& status, Format format = Format::kText,
                      const std::string& group = "events", const std::string& verb = "create") {
    GlobalOptions options;
    options.format = format;
    std::ostringstream err;
    const Command* command = FindCommand(*model_.FindGroup(group), verb);
    PrintError(status, {options, catalog_, command}, err);
    return err.str();
  }
  std::string PrintedOf(const std::string& group, const std::string& verb,
                        const absl::Status& status) {
    return Printed(status, Format::kText, group, verb);
  }
  // What a command made by hand prints.
  std::string PrintedOf(const SpecialCommand& special, const absl::Status& status) {
    const GlobalOptions options;
    std::ostringstream err;
    PrintError(status, {options, catalog_, nullptr, &special}, err);
    return err.str();
  }

  static absl::Status Refusal(const std::vector<v1::ConflictRule>& rules) {
    v1::ConflictReport report;
    report.set_total(static_cast<int>(rules.size()));
    for (const v1::ConflictRule rule : rules) {
      v1::Conflict& conflict = *report.add_conflicts();
      conflict.set_rule(rule);
      conflict.set_severity(v1::CONFLICT_SEVERITY_OVERRIDABLE);
    }
    absl::Status status = absl::FailedPreconditionError("refused");
    Add(&status, report);
    return status;
  }

  static void Add(absl::Status* status, const google::protobuf::Message& detail) {
    status->SetPayload("type.googleapis.com/" + detail.GetDescriptor()->full_name(),
                       absl::Cord(detail.SerializeAsString()));
  }

  static absl::Status Invalid(const std::vector<std::string>& fields) {
    absl::Status status = absl::InvalidArgumentError("Some fields are wrong.");
    google::rpc::BadRequest bad;
    for (const std::string& field : fields) {
      auto* violation = bad.add_field_violations();
      violation->set_field(field);
      violation->set_description("is wrong");
    }
    Add(&status, bad);
    return status;
  }

  const Catalog& catalog_ = Catalog::Embedded();
  const Model& model_ = Model::Embedded();
};

TEST_F(ErrorsTest, NameTheFlagOfEachWrongField) {
  const std::string text = Printed(Invalid({"event.bookings[0].space", "event.period.timed.end"}));
  EXPECT_EQ(text,
            "Error: Some fields are wrong.\n"
            "  --booking, space: is wrong\n"
            "  --end: is wrong\n");
  EXPECT_THAT(Printed(Invalid({"event.bookings[2].set_up"})),
              HasSubstr("  --booking (number 3), set-up: is wrong\n"));
  EXPECT_THAT(Printed(Invalid({"event.etag"})), HasSubstr("  event.etag: is wrong\n"));
}

TEST_F(ErrorsTest, SayWhatTheFieldIsCalledInAFile) {
  const GlobalOptions options;
  std::ostringstream err;
  const Command* command = FindCommand(*model_.FindGroup("events"), "create");
  PrintError(Invalid({"event.bookings[1].space"}), {options, catalog_, command, nullptr, true},
             err);
  EXPECT_THAT(err.str(), HasSubstr("--booking (number 2), space (event.bookings[1].space in the "
                                   "file): is wrong"));
}

TEST_F(ErrorsTest, OfSeveralFieldsBeginWithTheFirst) {
  absl::Status status = Invalid({"event.owner", "event.time_zone"});
  status = WithMessage(status, "event.owner: is wrong (and 1 more field)");
  EXPECT_EQ(Printed(status),
            "Error: 2 fields are wrong; the first: --owner: is wrong\n"
            "  --time-zone: is wrong\n");
}

TEST_F(ErrorsTest, LeadToTheCommandsThatSayWhatKindOfEventItIs) {
  absl::Status status = absl::InvalidArgumentError(
      "event: has no kind; set one of exhibition, "
      "activity");
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("event");
  violation->set_description("has no kind; set one of exhibition, activity");
  Add(&status, bad);
  EXPECT_EQ(Printed(status),
            "Error: The event has no kind; use one of `taqvim exhibitions create`, `taqvim "
            "activities create`.\n");
}

TEST_F(ErrorsTest, WriteTimesAsPeopleReadThem) {
  EXPECT_EQ(Printed(absl::AbortedError("It was changed at 2035-05-04T18:00:12.345678901Z.")),
            "Error: It was changed at 2035-05-04 18:00:12Z.\n");
}

TEST_F(ErrorsTest, ShowAdviceApartFromWhatRefuses) {
  absl::Status status = absl::FailedPreconditionError("1 conflict: taken");
  v1::ConflictReport report;
  report.set_total(2);
  report.add_conflicts()->set_rule(v1::CONFLICT_RULE_RESOURCE_BUSY);
  v1::Conflict& advice = *report.add_conflicts();
  advice.set_rule(v1::CONFLICT_RULE_HELD);
  advice.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  Add(&status, report);
  EXPECT_THAT(Printed(status), HasSubstr("\nConflicts (1)\nRULE\nresource-busy\n"
                                         "\nAdvice (1)\nRULE\nheld\n"));
}

TEST_F(ErrorsTest, ShowConflictsAsATableInLocalTime) {
  absl::Status status = absl::FailedPreconditionError("taken");
  v1::ConflictReport report;
  report.set_total(30);
  v1::Conflict* conflict = report.add_conflicts();
  conflict->set_rule(v1::CONFLICT_RULE_RESOURCE_BUSY);
  conflict->set_resource("venues/library/spaces/hall");
  conflict->set_time_zone("Asia/Almaty");
  conflict->set_counterpart("events/opera");
  (*conflict->mutable_counterpart_title())["en"] = "Opera";
  conflict->mutable_start_time()->set_seconds(1760101200);  // 2025-10-10T13:00:00Z
  Add(&status, report);
  const std::string text = Printed(status);
  EXPECT_THAT(text, HasSubstr("Conflicts (1 of 30)"));
  EXPECT_THAT(text, HasSubstr("resource-busy"));
  EXPECT_THAT(text, HasSubstr("events/opera  Opera  2025-10-10 18:00"));
  EXPECT_THAT(text, HasSubstr("taqvim events check"));
}

TEST_F(ErrorsTest, NameTheFlagThatAsksThoseWhoApprove) {
  constexpr char kAsk[] = "\nRun it again with --ask-approval to ask those who approve.\n";
  const absl::Status needed = Refusal({v1::CONFLICT_RULE_APPROVAL_NEEDED});
  EXPECT_THAT(PrintedOf("events", "update", needed), HasSubstr(kAsk));
  EXPECT_THAT(PrintedOf("activities", "update", needed), HasSubstr(kAsk));
  EXPECT_THAT(PrintedOf("events", "confirm", needed), Not(HasSubstr("--ask-approval")));
  EXPECT_THAT(PrintedOf("bookings", "approve", needed), Not(HasSubstr("--ask-approval")));
  SpecialCommand shift;
  EXPECT_THAT(PrintedOf(shift, needed), Not(HasSubstr("--ask-approval")));
  shift.flags.resize(2);
  shift.flags[0].name = "ask-approval";
  shift.flags[1].name = "override";
  EXPECT_THAT(PrintedOf(shift, needed),
              AllOf(HasSubstr(kAsk), HasSubstr("add --override approval-needed.")));
  // Something else refuses it as well.
  EXPECT_THAT(PrintedOf("events", "update",
                        Refusal({v1::CONFLICT_RULE_APPROVAL_NEEDED, v1::CONFLICT_RULE_HOLD_AHEAD})),
              Not(HasSubstr("--ask-approval to")));
}

TEST_F(ErrorsTest, SayWhereTheFullReportIsThatTheCommandHas) {
  const absl::Status refused = Refusal({v1::CONFLICT_RULE_RESOURCE_BUSY});
  EXPECT_THAT(PrintedOf("events", "update", refused), HasSubstr("taqvim events check"));
  // Its writes are none that can be checked.
  EXPECT_THAT(PrintedOf("bookings", "approve", refused), Not(HasSubstr("events check")));
  SpecialCommand apply;
  apply.full_report = "Run it again with --dry-run.";
  EXPECT_THAT(PrintedOf(apply, refused),
              AllOf(HasSubstr("\nRun it again with --dry-run.\n"), Not(HasSubstr("events check"))));
  EXPECT_THAT(PrintedOf(SpecialCommand(), refused), Not(HasSubstr("events check")));
}

FreeInstead Free(const std::string& event, const std::string& booking) {
  FreeInstead one{.event = event};
  one.suggestion.set_booking(booking);
  one.suggestion.set_message("The foyer is free.");
  return one;
}

TEST_F(ErrorsTest, HaveTheLineThatTakesWhatIsFreeInstead) {
  FreeInstead one = Free("events/a", "b1");
  one.commands = {{"taqvim", "events", "update", "a", "--start", "2035-05-04 18:00"},
                  {"taqvim", "events", "confirm", "a"}};
  EXPECT_THAT(Printed(AttachFreeInstead(Refusal({v1::CONFLICT_RULE_RESOURCE_BUSY}), {one})),
              HasSubstr("\nFree instead\n  The foyer is free.\n    taqvim events update a --start "
                        "'2035-05-04 18:00' && taqvim events confirm a\n\n"));
}

TEST_F(ErrorsTest, SayOfSeveralBookingsAndEventsWhichIsMeantAndWhatRemains) {
  FreeInstead one = Free("events/a", "b1"), other = Free("events/b", "b1");
  one.remaining = {"One is taken.", "Two is.", "Three is.", "Four is."};
  other.entries = {"p.yaml:3: events/b: bookings[0].space: foyer"};
  const auto refusal = Refusal({v1::CONFLICT_RULE_RESOURCE_BUSY});
  EXPECT_THAT(Printed(AttachFreeInstead(refusal, {one, other, Free("events/b", "b2")})),
              HasSubstr("Free instead\n"
                        "  events/a: b1: The foyer is free.\n"
                        "    Still in the way then: One is taken.\n"
                        "    Still in the way then: Two is.\n"
                        "    Still in the way then: Three is.\n"
                        "    And 1 more.\n"
                        "  events/b: b1: The foyer is free.\n"
                        "    p.yaml:3: events/b: bookings[0].space: foyer\n"
                        "  events/b: b2: The foyer is free.\n"));
}

TEST_F(ErrorsTest, SayFlagsForTheOtherFieldsToSend) {
  absl::Status status = absl::InvalidArgumentError("booking: is required, or send a venue");
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("booking");
  violation->set_description("is required, or send a venue");
  Add(&status, bad);
  EXPECT_EQ(PrintedOf("bookings", "approve", status),
            "Error: --booking: is required, or send --venue\n");
}

TEST_F(ErrorsTest, SayAtLeastHowManyConflictsThereAreWhereNobodyCountedThem) {
  absl::Status status = absl::FailedPreconditionError("taken");
  v1::ConflictReport report;
  report.set_total(10'000);
  report.set_total_is_lower_bound(true);
  report.add_conflicts()->set_rule(v1::CONFLICT_RULE_VENUE_CLOSED);
  Add(&status, report);
  const std::string text = Printed(status);
  EXPECT_THAT(text, HasSubstr("Conflicts (1 of at least 10000)"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("--override")));
}

TEST_F(ErrorsTest, AreOneObjectForPrograms) {
  const std::string text = Printed(Invalid({"event.owner"}), Format::kJson);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const YAML::Node error = YAML::Load(text)["error"];
  EXPECT_EQ(error["code"].as<std::string>(), "INVALID_ARGUMENT");
  EXPECT_EQ(error["exitCode"].as<int>(), 1);
  EXPECT_EQ(error["message"].as<std::string>(), "Some fields are wrong.");
  const YAML::Node violation = error["fieldViolations"][0];
  EXPECT_EQ(violation["field"].as<std::string>(), "event.owner");
  EXPECT_EQ(violation["flag"].as<std::string>(), "--owner");
  EXPECT_EQ(violation["description"].as<std::string>(), "is wrong");
  EXPECT_FALSE(error["requestId"]);
}

TEST_F(ErrorsTest, HaveAllThatIsKnownOfARefusalForPrograms) {
  FreeInstead one = Free("events/a", "b1");
  one.commands = {{"taqvim", "events", "confirm", "it's"}};
  one.remaining = {"The hall is taken."};
  absl::Status status = AttachFreeInstead(Refusal({v1::CONFLICT_RULE_VENUE_CLOSED}), {one});
  google::rpc::ErrorInfo info;
  info.set_reason("SCHEDULE_CONFLICT");
  Add(&status, info);
  status = WithRequestId(status, "id-1");
  const YAML::Node error = YAML::Load(Printed(status, Format::kJson))["error"];
  EXPECT_EQ(error["reason"].as<std::string>(), "SCHEDULE_CONFLICT");
  EXPECT_EQ(error["conflicts"][0]["rule"].as<std::string>(), "CONFLICT_RULE_VENUE_CLOSED");
  EXPECT_EQ(error["conflictTotal"].as<int>(), 1);
  EXPECT_EQ(error["requestId"].as<std::string>(), "id-1");
  const YAML::Node suggestion = error["suggestions"][0];
  EXPECT_EQ(suggestion["event"].as<std::string>(), "events/a");
  EXPECT_EQ(suggestion["commands"][0][3].as<std::string>(), "it's");
  EXPECT_EQ(suggestion["commandLine"].as<std::string>(), "taqvim events confirm 'it'\\''s'");
  EXPECT_EQ(suggestion["remaining"][0].as<std::string>(), "The hall is taken.");
  EXPECT_EQ(suggestion["suggestion"]["booking"].as<std::string>(), "b1");
  EXPECT_EQ(error["hints"][0].as<std::string>(),
            "To accept it all the same, add --override venue-closed.");
}

TEST_F(ErrorsTest, AreTheSameObjectAsYaml) {
  const std::string text = Printed(Invalid({"event.owner"}), Format::kYaml);
  EXPECT_THAT(text, HasSubstr("error:\n  code: INVALID_ARGUMENT\n  exitCode: 1\n"));
  EXPECT_EQ(YAML::Load(text)["error"]["fieldViolations"][0]["flag"].as<std::string>(), "--owner");
}

TEST_F(ErrorsTest, SayOfNobodyWhoAnswersWhatCanBeDone) {
  const absl::Status down = absl::UnavailableError(
      "failed to connect to all addresses; x: "
      "Connection refused");
  EXPECT_THAT(
      Printed(WithRequestId(down, "id-1")),
      AllOf(HasSubstr("Error: No Taqvim server answers at 127.0.0.1:8750"),
            HasSubstr("\nIs taqvimd running?"), HasSubstr("again with --request-id id-1\n")));
  // Of what was refused, there is nothing to be sure of.
  EXPECT_THAT(Printed(WithRequestId(Invalid({}), "id-1")), Not(HasSubstr("id-1")));
}

TEST_F(ErrorsTest, OfTheCommandLineAreObjectsToo) {
  EXPECT_EQ(Printed(UsageError("There is no flag --x."), Format::kJson),
            "{\"error\":{\"code\":\"USAGE\",\"exitCode\":2,\"message\":\"There is no flag "
            "--x.\"}}\n");
}

}  // namespace
}  // namespace taqvim::cli
