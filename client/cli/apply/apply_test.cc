#include "client/cli/apply/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/output/free_instead.h"
#include "client/cli/testing/scripted_server.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"
#include "tests/support/process.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kProgramme[] =
    "organizations: [{id: o, country: KZ}]\n"
    "events:\n"
    "  - {id: a, owner: o, confirm: true}\n"
    "  - {id: b, owner: o}\n";

// A server that has nothing yet, and takes all that it is given.
class ApplyTest : public ::testing::Test {
 protected:
  ApplyTest() {
    server_.Answer<v1::GetOrganizationRequest, v1::GetOrganizationResponse>(
        [](const v1::GetOrganizationRequest&) -> absl::StatusOr<v1::GetOrganizationResponse> {
          return absl::NotFoundError("none");
        });
    server_.Answer<v1::GetEventRequest, v1::GetEventResponse>(
        [](const v1::GetEventRequest&) -> absl::StatusOr<v1::GetEventResponse> {
          return absl::NotFoundError("none");
        });
    server_.Answer<v1::CreateOrganizationRequest, v1::CreateOrganizationResponse>(
        [this](const v1::CreateOrganizationRequest& request)
            -> absl::StatusOr<v1::CreateOrganizationResponse> {
          if (!organization_refusal_.ok()) return organization_refusal_;
          v1::CreateOrganizationResponse response;
          *response.mutable_organization() = request.organization();
          return response;
        });
    server_.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
        [this](const v1::CheckEventsRequest&) -> absl::StatusOr<v1::CheckEventsResponse> {
          if (!check_refusal_.ok()) return check_refusal_;
          return check_;
        });
    server_.Answer<v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
        [this](const v1::BatchWriteEventsRequest& request)
            -> absl::StatusOr<v1::BatchWriteEventsResponse> {
          if (!tried_.ok() && request.validate_only()) return tried_;
          for (const v1::EventWrite& write : request.writes()) {
            const v1::Event& event = write.create().event();
            if (event.owner() == denied_) return Denied(denied_);
            if (!event.host().empty() && !Creates(request, event.host())) {
              return Denied("the organization that owns " + event.host());
            }
          }
          return written_;
        });
    AnswerOfPlaces();
  }

  // Venues and participants that there are, and those that are made.
  void AnswerOfPlaces() {
    server_.Answer<v1::GetVenueRequest, v1::GetVenueResponse>(
        [](const v1::GetVenueRequest& request) -> absl::StatusOr<v1::GetVenueResponse> {
          const std::set<std::string> none = {"venues/gone", "venues/new", "venues/open"};
          if (none.contains(request.name())) return absl::NotFoundError("none");
          v1::GetVenueResponse response;
          response.mutable_venue()->set_name(request.name());
          if (request.name() == "venues/asks") {
            response.mutable_venue()->set_booking_policy(v1::BOOKING_POLICY_APPROVAL);
          }
          return response;
        });
    server_.Answer<v1::GetSpaceRequest, v1::GetSpaceResponse>(
        [](const v1::GetSpaceRequest&) -> absl::StatusOr<v1::GetSpaceResponse> {
          return absl::NotFoundError("none");
        });
    server_.Answer<v1::CreateVenueRequest, v1::CreateVenueResponse>(
        [](const v1::CreateVenueRequest& request) -> absl::StatusOr<v1::CreateVenueResponse> {
          v1::CreateVenueResponse response;
          *response.mutable_venue() = request.venue();
          return response;
        });
    server_.Answer<v1::CreateSpaceRequest, v1::CreateSpaceResponse>(
        [](const v1::CreateSpaceRequest& request) -> absl::StatusOr<v1::CreateSpaceResponse> {
          v1::CreateSpaceResponse response;
          *response.mutable_space() = request.space();
          return response;
        });
    server_.Answer<v1::GetParticipantRequest, v1::GetParticipantResponse>(
        [](const v1::GetParticipantRequest& request) -> absl::StatusOr<v1::GetParticipantResponse> {
          v1::GetParticipantResponse response;
          response.mutable_participant()->set_name(request.name());
          response.mutable_participant()->set_organization("organizations/o");
          response.mutable_participant()->set_booking_policy(v1::BOOKING_POLICY_APPROVAL);
          return response;
        });
  }

  RanCommand Apply(const std::string& text, std::vector<std::string> words = {},
                   const GlobalOptions& options = {}) {
    const std::string path = dir_.Path("p.yaml");
    std::ofstream(path) << text;
    words.insert(words.begin(), path);
    return RunCommand(server_, ApplyCommand(), words, options);
  }
  // How many calls of these have written.
  size_t Writes() const {
    size_t writes = 0;
    for (const auto& one : server_.Asked<v1::BatchWriteEventsRequest>()) {
      writes += one.validate_only() ? 0 : 1;
    }
    for (const auto& one : server_.Asked<v1::CreateOrganizationRequest>()) {
      writes += one.validate_only() ? 0 : 1;
    }
    return writes;
  }
  void Meet(int item, v1::ConflictSeverity severity) {
    v1::Conflict& conflict = *check_.add_conflicts();
    conflict.set_item(item);
    conflict.set_severity(severity);
    conflict.set_message("The hall is taken.");
  }
  static absl::Status Invalid(const std::string& field) {
    google::rpc::BadRequest request;
    request.add_field_violations()->set_field(field);
    absl::Status status = absl::InvalidArgumentError(field + ": is wrong");
    status.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                      absl::Cord(request.SerializeAsString()));
    return status;
  }

  static absl::Status Denied(const std::string& where) {
    return absl::PermissionDeniedError("This takes the role organizer for " + where +
                                       ", or everywhere.");
  }
  static bool Creates(const v1::BatchWriteEventsRequest& request, const std::string& name) {
    return std::any_of(
        request.writes().begin(), request.writes().end(),
        [&](const v1::EventWrite& write) { return "events/" + write.create().event_id() == name; });
  }

  const testing::TempDir dir_;
  ScriptedServer server_;
  // Why dry runs of a batch are refused, and for whom the caller may not plan.
  absl::Status tried_;
  std::string denied_ = "organizations/nobody";
  absl::Status organization_refusal_;
  absl::Status check_refusal_;
  v1::CheckEventsResponse check_;
  v1::BatchWriteEventsResponse written_;
};

TEST_F(ApplyTest, ChecksAllAndThenWritesIt) {
  const RanCommand ran = Apply(kProgramme);
  ASSERT_TRUE(ran.code.ok()) << ran.code.status();
  EXPECT_EQ(*ran.code, kExitOk);
  EXPECT_THAT(ran.out, HasSubstr("created, confirmed   events/a\n"));
  EXPECT_EQ(Writes(), 2);
  const auto check = server_.Asked<v1::CheckEventsRequest>();
  ASSERT_EQ(check.size(), 1);
  EXPECT_EQ(check[0].writes_size(), 2);
  EXPECT_EQ(check[0].assumptions().organizations_size(), 1);
  for (const auto& batch : server_.Asked<v1::BatchWriteEventsRequest>()) {
    EXPECT_EQ(batch.writes_size(), 2);
  }
}

TEST_F(ApplyTest, WritesNothingOnADryRunAndSaysWhetherItWouldBeRefused) {
  Meet(0, v1::CONFLICT_SEVERITY_BLOCKING);
  EXPECT_EQ(*Apply(kProgramme, {"--dry-run"}).code, kExitOk);
  check_.set_blocked(true);
  check_.mutable_conflicts(0)->set_event("events/a");
  check_.add_suggestions()->set_message("The foyer is free.");
  const RanCommand ran = Apply(kProgramme, {"--dry-run"});
  EXPECT_EQ(*ran.code, kExitRefused);
  EXPECT_THAT(ran.out, AllOf(ContainsRegex("conflict  .*p.yaml:3: events/a: The hall is taken.\n"),
                             ContainsRegex("instead   .*p.yaml:3: events/a: The foyer is free.\n"),
                             HasSubstr("would be refused")));
  EXPECT_EQ(Writes(), 0);
  check_.set_blocked(false);
  EXPECT_EQ(*Apply(kProgramme, {"--dry-run=false"}).code, kExitOk);
  EXPECT_EQ(Writes(), 2);
}

TEST_F(ApplyTest, WritesNothingWhereSomethingIsInTheWayAndNamesTheEntries) {
  check_.set_blocked(true);
  check_.set_total_is_lower_bound(true);
  check_.add_suggestions()->set_message("The foyer is free.");
  Meet(1, v1::CONFLICT_SEVERITY_BLOCKING);
  Meet(0, v1::CONFLICT_SEVERITY_ADVISORY);
  Meet(2, v1::CONFLICT_SEVERITY_BLOCKING);
  const RanCommand ran = Apply(kProgramme);
  EXPECT_THAT(std::string(ran.code.status().message()),
              AllOf(HasSubstr("Nothing was written. Those that do: "),
                    HasSubstr("p.yaml:4: events/b."), Not(HasSubstr("events/a"))));
  const auto error = client::DecodeError(ran.code.status());
  EXPECT_EQ(error.conflicts->total(), 2);
  EXPECT_TRUE(error.conflicts->total_is_lower_bound());
  EXPECT_EQ(AttachedFreeInstead(ran.code.status()).size(), 1);
  EXPECT_EQ(Writes(), 0);
}

TEST_F(ApplyTest, SaysWhichEventsVenuesHaveToApprove) {
  v1::Event& a = *written_.add_events();
  a.set_name("events/a");
  a.set_state(v1::EVENT_STATE_TENTATIVE);
  EXPECT_THAT(Apply(kProgramme).out, HasSubstr("created, confirmed   events/a\n"));
  a.mutable_ask_time()->set_seconds(1);
  EXPECT_THAT(Apply(kProgramme).out, HasSubstr("created, awaits approval events/a\n"));
  a.set_state(v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(Apply(kProgramme).out, HasSubstr("created, confirmed   events/a\n"));
}

TEST_F(ApplyTest, SaysHowFarASeriesIsBooked) {
  v1::Event& a = *written_.add_events();
  a.set_name("events/a");
  a.mutable_recurrence()->set_rule("FREQ=WEEKLY");
  auto& through = *a.mutable_recurrence()->mutable_claimed_through();
  through.set_year(2037);
  through.set_month(5);
  through.set_day(1);
  EXPECT_THAT(Apply(kProgramme).out,
              ContainsRegex("note      .*p.yaml:3: events/a: What repeats is booked two years "
                            "ahead: so far through 2037-05-01"));
}

TEST_F(ApplyTest, SaysTheSameOfApprovalsOnADryRun) {
  v1::Event& a = *written_.add_events();
  a.set_name("events/a");
  a.set_state(v1::EVENT_STATE_TENTATIVE);
  a.mutable_ask_time()->set_seconds(1);
  const RanCommand ran = Apply(kProgramme, {"--dry-run"});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("created, awaits approval events/a\n"),
                             HasSubstr("events                 2        0          0          0")));
  EXPECT_EQ(Writes(), 0);
}

// The batch cannot be tried where what it books is not there yet.
TEST_F(ApplyTest, ForetellsApprovalsOfWhatTheFilesMake) {
  tried_ = absl::InvalidArgumentError("venues/new does not exist; create it first.");
  const auto booking = [](const std::string& id, const std::string& booked,
                          const std::string& owner) {
    return absl::StrCat("  - {id: ", id, ", owner: ", owner, ", confirm: true, bookings: [{",
                        booked, "}]}\n");
  };
  const std::string text = absl::StrCat(
      "organizations: [{id: o, country: KZ}]\n"
      "venues:\n"
      "  - {id: new, country: KZ, booking_policy: approval, spaces: [{id: hall}]}\n"
      "  - {id: open, country: KZ}\n"
      "events:\n",
      booking("e1", "space: new/hall", "o"), booking("e2", "venue: open", "o"),
      booking("e3", "space: asks/stage", "o"), booking("e4", "venue: other", "o"),
      booking("e5", "participant: poet", "o"), booking("e6", "participant: poet", "p"),
      booking("e7", "venue: gone", "o"));
  const std::string out = Apply(text, {"--dry-run"}).out;
  for (const char* awaits : {"e1", "e3", "e6"}) {
    EXPECT_THAT(out, HasSubstr(absl::StrCat("created, awaits approval events/", awaits, "\n")));
  }
  for (const char* confirmed : {"e2", "e4", "e5", "e7"}) {
    EXPECT_THAT(out, HasSubstr(absl::StrCat("created, confirmed   events/", confirmed, "\n")));
  }
}

constexpr char kOfSeveral[] =
    "events:\n"
    "  - {id: e1, owner: other, host: e4}\n"
    "  - {id: e2, owner: philharmonic}\n"
    "  - {id: e3, owner: other}\n"
    "  - {id: e4, owner: other}\n"
    "  - {id: e5, owner: philharmonic, confirm: true}\n"
    "  - {id: e6, owner: other}\n";

TEST_F(ApplyTest, SaysOfWhichEntriesTheCallerHasNoRole) {
  denied_ = "organizations/philharmonic";
  for (const std::string& text :
       {std::string(kOfSeveral), absl::StrCat("organizations: [{id: o}]\n", kOfSeveral)}) {
    const std::string lines = text[0] == 'e' ? "3: events/e2; .*:6" : "4: events/e2; .*:7";
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--dry-run"}, std::vector<std::string>()}) {
      const RanCommand ran = Apply(text, words);
      EXPECT_TRUE(absl::IsPermissionDenied(ran.code.status()));
      EXPECT_THAT(std::string(ran.code.status().message()),
                  ContainsRegex(absl::StrCat("p.yaml:", lines,
                                             ": events/e5: This takes the role "
                                             "organizer for organizations/phil")));
    }
  }
  for (const auto& one : server_.Asked<v1::CreateOrganizationRequest>()) {
    EXPECT_TRUE(one.validate_only());
  }
}

TEST_F(ApplyTest, SaysOfWhichEntryTheHostIsNotTheCallers) {
  const std::string text =
      absl::StrCat(kOfSeveral, "  - {id: e7, owner: other, host: elsewhere}\n");
  EXPECT_THAT(std::string(Apply(text, {"--dry-run"}).code.status().message()),
              AllOf(ContainsRegex("p.yaml:8: events/e7: This takes the role organizer for the "
                                  "organization that owns events/elsewhere"),
                    Not(HasSubstr("events/e1"))));
}

TEST_F(ApplyTest, SaysOnADryRunWhyTheBatchWouldBeRefused) {
  tried_ = absl::FailedPreconditionError("It would be too much.");
  EXPECT_THAT(std::string(Apply(kOfSeveral, {"--dry-run"}).code.status().message()),
              HasSubstr("It would be too much."));
  EXPECT_TRUE(Apply(kOfSeveral).code.ok());
}

TEST_F(ApplyTest, SaysAllThatIsWrongAtOnce) {
  organization_refusal_ = Invalid("organization.country");
  check_refusal_ = Invalid("writes[1].create.event.owner");
  EXPECT_THAT(std::string(Apply(kProgramme).code.status().message()),
              HasSubstr("p.yaml:4: events/b: owner: is wrong"));
  // The check finds nothing wrong, or something else.
  for (const absl::Status& status : {absl::OkStatus(), absl::PermissionDeniedError("no")}) {
    check_refusal_ = status;
    EXPECT_THAT(std::string(Apply(kProgramme).code.status().message()),
                HasSubstr("p.yaml:1: organizations/o: country: is wrong"));
  }
  organization_refusal_ = absl::PermissionDeniedError("You may not.");
  check_refusal_ = Invalid("writes[1].create.event.owner");
  EXPECT_THAT(std::string(Apply(kProgramme).code.status().message()), HasSubstr("You may not."));
  organization_refusal_ = absl::OkStatus();
  EXPECT_THAT(std::string(Apply(kProgramme).code.status().message()),
              HasSubstr("p.yaml:4: events/b: owner: is wrong"));
  EXPECT_EQ(Writes(), 0);
}

TEST_F(ApplyTest, TakesAsManyWritesAsABatchHolds) {
  std::string text = "events:\n";
  for (int i = 0; i < 5000; ++i) absl::StrAppend(&text, "  - {id: e", i, ", confirm: true}\n");
  EXPECT_TRUE(Apply(text).code.ok());
  const RanCommand ran = Apply(text + "  - {id: more}\n");
  EXPECT_TRUE(IsUsageError(ran.code.status()));
  EXPECT_THAT(std::string(ran.code.status().message()),
              HasSubstr("These files take 5001 writes of events"));
}

TEST_F(ApplyTest, TakesAsMuchAsARequestDoes) {
  std::string text = "events:\n";
  for (int i = 0; i < 1000; ++i) {
    absl::StrAppend(&text, "  - {id: e", i, ", description: {en: ", std::string(4300, 'x'), "}}\n");
  }
  const RanCommand ran = Apply(text, {"--dry-run"});
  EXPECT_TRUE(IsUsageError(ran.code.status()));
  EXPECT_THAT(std::string(ran.code.status().message()), HasSubstr("more than the 4 MiB"));
}

TEST_F(ApplyTest, TakesAsManyOfAKindAsACheckDoes) {
  std::string text = "organizations:\n";
  for (int i = 0; i < 5000; ++i) absl::StrAppend(&text, "  - {id: o", i, "}\n");
  EXPECT_TRUE(Apply(text, {"--dry-run"}).code.ok());
  const RanCommand ran = Apply(text + "  - {id: more}\n", {"--dry-run"});
  EXPECT_TRUE(IsUsageError(ran.code.status()));
  EXPECT_THAT(std::string(ran.code.status().message()),
              HasSubstr("These files create or change 5001 organizations"));
}

TEST_F(ApplyTest, AsksForNothingWhereNothingChanges) {
  EXPECT_TRUE(Apply("events: []\n").code.ok());
  EXPECT_TRUE(server_.Asked<v1::CheckEventsRequest>().empty());
  EXPECT_EQ(Writes(), 0);
}

TEST_F(ApplyTest, ChecksWhatIsNoEventToo) {
  EXPECT_TRUE(Apply("organizations: [{id: o}]\n").code.ok());
  EXPECT_EQ(server_.Asked<v1::CheckEventsRequest>().size(), 1);
  EXPECT_TRUE(Apply("events: [{id: e}]\n").code.ok());
  EXPECT_EQ(server_.Asked<v1::CheckEventsRequest>().size(), 2);
}

TEST_F(ApplyTest, PrintsWhatIsAskedFor) {
  GlobalOptions options;
  options.format = Format::kName;
  EXPECT_EQ(Apply(kProgramme, {}, options).out, "organizations/o\nevents/a\nevents/b\n");
  options.format = Format::kJson;
  EXPECT_THAT(Apply(kProgramme, {}, options).out, HasSubstr(R"({"dry_run":false,)"));
}

TEST_F(ApplyTest, ReadsFilesByPlaceAndByFlag) {
  const std::string other = dir_.Path("other.yaml");
  std::ofstream(other) << "events: [{id: c}]\n";
  EXPECT_THAT(Apply("events: [{id: b}]\n", {"-f", other}).out,
              AllOf(HasSubstr("events/b"), HasSubstr("events/c")));
  const RanCommand ran = RunCommand(server_, ApplyCommand(), {"--dry-run"});
  EXPECT_THAT(std::string(ran.code.status().message()), HasSubstr("Say which files to apply"));
}

// The lists of what carries the mark of a set: events alone.
class ApplyPruneAsksTest : public ApplyTest {
 protected:
  ApplyPruneAsksTest() {
    AnswerNone<v1::ListOrganizationsRequest, v1::ListOrganizationsResponse>();
    AnswerNone<v1::ListParticipantsRequest, v1::ListParticipantsResponse>();
    AnswerNone<v1::ListAgreementsRequest, v1::ListAgreementsResponse>();
    AnswerNone<v1::ListVenuesRequest, v1::ListVenuesResponse>();
    AnswerNone<v1::ListSpacesRequest, v1::ListSpacesResponse>();
    AnswerNone<v1::ListClosuresRequest, v1::ListClosuresResponse>();
    server_.Answer<v1::ListEventsRequest, v1::ListEventsResponse>(
        [](const v1::ListEventsRequest& request) -> absl::StatusOr<v1::ListEventsResponse> {
          v1::ListEventsResponse response;
          if (request.filter().apply_set() != "season") return response;
          v1::Event& old = *response.add_events();
          old.set_name("events/old");
          old.set_state(v1::EVENT_STATE_TENTATIVE);
          return response;
        });
  }

  template <class Request, class Response>
  void AnswerNone() {
    server_.Answer<Request, Response>(
        [](const Request&) -> absl::StatusOr<Response> { return Response(); });
  }
  RanCommand Prune(const std::string& answer, std::vector<std::string> words = {}) {
    GlobalOptions options;
    options.read_answer = [answer] { return answer; };
    words.insert(words.end(), {"--set", "season", "--prune"});
    return Apply(kProgramme, words, options);
  }
};

TEST_F(ApplyPruneAsksTest, TellsWhatGoesAndWritesNothingUnlessTheAnswerIsYes) {
  const RanCommand ran = Prune("no");
  EXPECT_TRUE(IsUsageError(ran.code.status()));
  EXPECT_THAT(ran.err, HasSubstr("this deletes events/old. That cannot be undone.\nGo on? [y/N]"));
  EXPECT_EQ(Writes(), 0);
  EXPECT_TRUE(Prune("yes").code.ok());
  EXPECT_EQ(Writes(), 2);
  const auto batch = server_.Asked<v1::BatchWriteEventsRequest>().back();
  EXPECT_EQ(batch.writes(batch.writes_size() - 1).delete_().name(), "events/old");
  EXPECT_EQ(batch.writes(0).create().event().apply_set(), "season");
}

TEST_F(ApplyPruneAsksTest, OnlyTellsWhereThatIsSaidAndNothingInADryRun) {
  EXPECT_EQ(
      Prune("no", {"--yes"}).err,
      "Besides what it creates and changes, this deletes events/old. That cannot be undone.\n");
  const RanCommand dry = Prune("no", {"--dry-run"});
  EXPECT_EQ(dry.err, "");
  EXPECT_THAT(dry.out, HasSubstr("would be deleted              events/old\n"));
}

TEST_F(ApplyTest, ADryRunSaysWhatWouldBe) {
  const std::string out = Apply(kProgramme, {"--dry-run"}).out;
  EXPECT_THAT(out, HasSubstr("would be created              organizations/o\n"));
  EXPECT_THAT(out, HasSubstr("would be created, confirmed   events/a\n"));
  EXPECT_THAT(out, HasSubstr("WOULD BE         CREATED"));
}

}  // namespace
}  // namespace taqvim::cli
