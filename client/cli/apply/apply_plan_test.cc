#include "client/cli/apply/apply_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "client/cli/apply/apply_errors.h"
#include "client/error.h"
#include "google/rpc/error_details.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a file wants, beside what there is.
class ApplyPlanTest : public ::testing::Test {
 protected:
  // Enters what a file would create.
  void Enter(const std::string& text) {
    for (WantedResource& resource : Parsed(text)) {
      if (auto* event = dynamic_cast<v1::Event*>(resource.body.get())) {
        event->set_state(v1::EVENT_STATE_TENTATIVE);
        event->set_etag("stored");
      }
      there_[resource.name] = std::move(resource.body);
    }
  }
  v1::Event& Stored(const std::string& name) { return dynamic_cast<v1::Event&>(*there_.at(name)); }

  std::vector<WantedResource> Parsed(const std::string& text) {
    auto wanted = ParseWanted(text, "file.yaml");
    EXPECT_TRUE(wanted.ok()) << wanted.status();
    return wanted.ok() ? *std::move(wanted) : std::vector<WantedResource>();
  }

  absl::StatusOr<std::vector<ApplyStep>> TryPlan(const std::string& text) {
    wanted_ = Parsed(text);
    return PlanApply(
        [this](const ApplyKind&, const std::string& name)
            -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
          const auto found = there_.find(name);
          if (found == there_.end()) return absl::NotFoundError(name);
          std::unique_ptr<google::protobuf::Message> copy(found->second->New());
          copy->CopyFrom(*found->second);
          return copy;
        },
        wanted_);
  }
  std::vector<ApplyStep> Plan(const std::string& text) {
    auto plan = TryPlan(text);
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan.ok() ? *std::move(plan) : std::vector<ApplyStep>();
  }
  // The differences of the one event of the file.
  std::vector<std::string> Differences(const std::string& text) {
    std::vector<std::string> texts;
    const auto plan = Plan(text);
    for (const FieldDifference& one : plan.at(0).differences) {
      texts.push_back(absl::StrCat(one.field, ": ", one.before, " -> ", one.after));
    }
    return texts;
  }

  std::map<std::string, std::unique_ptr<google::protobuf::Message>> there_;
  std::vector<WantedResource> wanted_;
};

constexpr char kShow[] = R"(
events:
  - id: show
    title: {en: Show, kk: Көрме}
    owner: library
    host: corner
    period: {dated: {first_day: 2025-10-10, last_day: 2025-10-20}}
    bookings:
      - {id: b1, space: library/east, expected_attendance: 80}
      - {id: b2, space: library/west}
    exhibition: {objects: 7, collections: [silver]}
)";

TEST_F(ApplyPlanTest, CreatesWhatIsNotThere) {
  const auto plan = Plan(kShow);
  ASSERT_EQ(plan.size(), 1);
  EXPECT_EQ(plan[0].action, ApplyAction::kCreate);
  const auto writes = EventWritesOf(plan).writes;
  ASSERT_EQ(writes.size(), 1);
  EXPECT_EQ(writes[0].create().event_id(), "show");
}

TEST_F(ApplyPlanTest, ChangesNothingWhereAllIsAsTheFileWantsIt) {
  Enter(kShow);
  EXPECT_EQ(Plan(kShow)[0].action, ApplyAction::kUnchanged);
  EXPECT_THAT(EventWritesOf(Plan(kShow)).writes, IsEmpty());
}

TEST_F(ApplyPlanTest, ChangesWhatTheFileSetsToNothing) {
  Enter(kShow);
  const auto plan = Plan(R"(
events:
  - {id: show, host: "", exhibition: {objects: 0, collections: []}, bookings: []}
)");
  EXPECT_THAT(plan[0].mask, ElementsAre("host", "exhibition", "bookings"));
  const auto& event = dynamic_cast<const v1::Event&>(*plan[0].resource);
  EXPECT_TRUE(event.bookings().empty());
  EXPECT_EQ(event.host(), "");
  EXPECT_TRUE(event.has_exhibition());
  EXPECT_EQ(event.exhibition().objects(), 0);
  EXPECT_EQ(event.etag(), "stored");
}

TEST_F(ApplyPlanTest, ClearsWhatIsNullAndKeepsWhatTheFileDoesNotName) {
  Enter(kShow);
  EXPECT_THAT(Differences("events: [{id: show, host: null, exhibition: {objects: 8}}]"),
              ElementsAre("host: events/corner -> ", "exhibition.objects: 7 -> 8"));
  EXPECT_THAT(Differences("events: [{id: show, period: {dated: {last_day: null}}}]"),
              ElementsAre("period.dated.last_day: 2025-10-20 -> "));
  EXPECT_THAT(Differences("events: [{id: show}]"), IsEmpty());
}

TEST_F(ApplyPlanTest, MergesMessagesAndReplacesMapsAndLists) {
  Enter(kShow);
  EXPECT_THAT(Differences("events: [{id: show, period: {dated: {first_day: 2025-10-11}}}]"),
              ElementsAre("period.dated.first_day: 2025-10-10 -> 2025-10-11"));
  EXPECT_THAT(Differences("events: [{id: show, title: {en: Show}}]"),
              ElementsAre("title.kk: Көрме -> "));
  EXPECT_THAT(
      Differences("events: [{id: show, bookings: [{id: b2, space: library/west}]}]"),
      ElementsAre("bookings.b1.id: b1 -> ", "bookings.b1.space: venues/library/spaces/east -> ",
                  "bookings.b1.expected_attendance: 80 -> "));
}

TEST_F(ApplyPlanTest, TellsListsApartThatReadAlike) {
  Enter("events: [{id: day, commemoration: {honourees: ['Rumi, Jalal']}}]");
  EXPECT_THAT(Differences("events: [{id: day, commemoration: {honourees: [Rumi, Jalal]}}]"),
              ElementsAre("commemoration.honourees: \"Rumi, Jalal\" -> Rumi, Jalal"));
}

TEST_F(ApplyPlanTest, DoesNotCountAnEtagAsAChange) {
  Enter(kShow);
  EXPECT_EQ(Plan("events: [{id: show, etag: older}]")[0].action, ApplyAction::kUnchanged);
  const auto plan = Plan("events: [{id: show, etag: older, host: null}]");
  EXPECT_EQ(UpdateOf(plan[0]).update().event().etag(), "older");
}

// Bookings of one space without ids, as a file has them.
std::string Sittings(const std::vector<std::string>& hours) {
  std::string text = "events:\n  - id: day\n    bookings:\n";
  for (const std::string& hour : hours) {
    absl::StrAppend(&text, "      - {space: library/east, start: 2025-10-10T", hour,
                    ":00, end: 2025-10-10T", hour, ":50}\n");
  }
  return text;
}

class Sitting : public ApplyPlanTest {
 protected:
  Sitting() {
    Enter(Sittings({"10", "12", "14"}));
    for (int i = 0; i < 3; ++i) {
      v1::Booking& booking = *Stored("events/day").mutable_bookings(i);
      booking.set_id(absl::StrCat("b", i + 1));
      booking.set_time_zone("Asia/Almaty");
    }
  }
  // The bookings as they will be: id and hour.
  std::vector<std::string> Planned(const std::vector<std::string>& hours) {
    const auto plan = Plan(Sittings(hours));
    std::vector<std::string> planned;
    const auto& event = dynamic_cast<const v1::Event&>(*plan[0].resource);
    for (const v1::Booking& booking : event.bookings()) {
      planned.push_back(
          absl::StrCat(booking.id(), " at ", booking.period().timed().start().hours()));
    }
    return planned;
  }
};

TEST_F(Sitting, InOneSpaceWithoutIdsIsTheSameTheSecondTime) {
  EXPECT_EQ(Plan(Sittings({"10", "12", "14"}))[0].action, ApplyAction::kUnchanged);
}

TEST_F(Sitting, KeepsItsIdWhenOthersAreLeftOutOrPutBefore) {
  EXPECT_THAT(Planned({"12", "14"}), ElementsAre("b2 at 12", "b3 at 14"));
  EXPECT_THAT(Planned({"08", "10", "12", "14"}),
              ElementsAre(" at 8", "b1 at 10", "b2 at 12", "b3 at 14"));
  EXPECT_THAT(Planned({"14", "10", "12"}), ElementsAre("b3 at 14", "b1 at 10", "b2 at 12"));
}

TEST_F(Sitting, ThatMovesTakesTheIdsThatAreLeftInOrder) {
  EXPECT_THAT(Planned({"11", "12", "15"}), ElementsAre("b1 at 11", "b2 at 12", "b3 at 15"));
}

// Two that are all the same: none takes the place of the other.
TEST_F(ApplyPlanTest, KeepsTwoBookingsThatAreTheSameInAll) {
  const std::string twice =
      "events: [{id: day, bookings: [{space: library/east}, {space: library/east}]}]";
  Enter(twice);
  for (int i = 0; i < 2; ++i) {
    Stored("events/day").mutable_bookings(i)->set_id(absl::StrCat("b", i + 1));
  }
  EXPECT_THAT(Differences(twice), IsEmpty());
  EXPECT_EQ(Plan(twice)[0].action, ApplyAction::kUnchanged);
  const auto plan = Plan(
      "events: [{id: day, bookings: [{space: library/east}, {space: library/east}, "
      "{space: library/east}]}]");
  const auto& event = dynamic_cast<const v1::Event&>(*plan[0].resource);
  ASSERT_EQ(event.bookings_size(), 3);
  EXPECT_EQ(event.bookings(0).id(), "b1");
  EXPECT_EQ(event.bookings(1).id(), "b2");
  EXPECT_EQ(event.bookings(2).id(), "");
}

TEST_F(ApplyPlanTest, KeepsIdsOfVenuesAndParticipantsToo) {
  const std::string two =
      "events: [{id: day, bookings: [{participant: p}, {participant: q}, {venue: v}]}]";
  Enter(two);
  int next = 0;
  for (v1::Booking& booking : *Stored("events/day").mutable_bookings()) {
    booking.set_id(absl::StrCat("b", ++next));
  }
  const auto plan = Plan(
      "events: [{id: day, bookings: [{venue: v, expected_attendance: 5}, {participant: q, "
      "expected_attendance: 6}, {participant: p}]}]");
  std::vector<std::string> ids;
  for (const auto& booking : dynamic_cast<const v1::Event&>(*plan[0].resource).bookings()) {
    ids.push_back(booking.id());
  }
  EXPECT_THAT(ids, ElementsAre("b3", "b2", "b1"));
}

TEST_F(ApplyPlanTest, TakesNoIdThatTheFileGivesToAnotherBooking) {
  Enter("events: [{id: day, bookings: [{id: b1, space: library/east}]}]");
  const auto plan =
      Plan("events: [{id: day, bookings: [{space: library/east}, {id: b1, space: library/east}]}]");
  const auto& event = dynamic_cast<const v1::Event&>(*plan[0].resource);
  EXPECT_EQ(event.bookings(0).id(), "");
  EXPECT_EQ(event.bookings(1).id(), "b1");
}

TEST_F(ApplyPlanTest, KeepsTheZoneThatTheServerGaveWhileTheSpaceIsTheSame) {
  Enter("events: [{id: day, bookings: [{id: b1, space: library/east}]}]");
  Stored("events/day").mutable_bookings(0)->set_time_zone("Asia/Almaty");
  const auto zone = [this](const std::string& booking) {
    const auto plan = Plan("events: [{id: day, bookings: [" + booking + "]}]");
    return dynamic_cast<const v1::Event&>(*plan[0].resource).bookings(0).time_zone();
  };
  EXPECT_EQ(zone("{id: b1, space: library/east}"), "Asia/Almaty");
  EXPECT_EQ(zone("{id: b1, space: library/east, time_zone: Asia/Baku}"), "Asia/Baku");
  EXPECT_EQ(zone("{id: b1, space: opera/stage}"), "");
  EXPECT_EQ(zone("{id: b2, space: library/east}"), "");
  EXPECT_EQ(zone("{space: library/east, set_up: 1h}"), "Asia/Almaty");
}

TEST_F(ApplyPlanTest, RefusesToConfirmOrChangeWhatHasLapsed) {
  Enter(kShow);
  Stored("events/show").set_state(v1::EVENT_STATE_EXPIRED);
  EXPECT_TRUE(TryPlan(kShow).ok());
  EXPECT_THAT(std::string(TryPlan("events: [{id: show, confirm: true}]").status().message()),
              HasSubstr("events/show has lapsed, which cannot be undone"));
}

TEST_F(ApplyPlanTest, RefusesWhatIsArchivedEvenWhereNothingChanges) {
  const std::string text = "organizations: [{id: o, country: KZ}]";
  Enter(text);
  EXPECT_TRUE(TryPlan(text).ok());
  dynamic_cast<v1::Organization&>(*there_.at("organizations/o")).set_archived(true);
  EXPECT_EQ(TryPlan(text).status().message(),
            "file.yaml:1: organizations/o is archived; say so with `archived: true` in this entry, "
            "or use it again with `archived: false`.");
  EXPECT_EQ(Plan("organizations: [{id: o, archived: true}]")[0].action, ApplyAction::kUnchanged);
  const auto back = Plan("organizations: [{id: o, archived: false}]");
  EXPECT_EQ(back[0].action, ApplyAction::kUpdate);
  EXPECT_THAT(back[0].mask, ElementsAre("archived"));
}

TEST_F(ApplyPlanTest, AsksAgainOnlyWhereAVenueHasRefused) {
  Enter(kShow);
  const std::string confirm = "events: [{id: show, confirm: true}]";
  v1::Event& show = Stored("events/show");
  show.mutable_ask_time()->set_seconds(1);
  show.add_approvals()->set_state(v1::APPROVAL_STATE_PENDING);
  EXPECT_FALSE(Plan(confirm)[0].confirm);
  show.add_approvals()->set_state(v1::APPROVAL_STATE_REFUSED);
  EXPECT_TRUE(Plan(confirm)[0].confirm);
}

TEST_F(ApplyPlanTest, CreatesConfirmedAndUpdatesUnderTheMaskBeforeItConfirms) {
  auto planned = EventWritesOf(Plan("events: [{id: gala, owner: o, confirm: true}]"));
  ASSERT_EQ(planned.writes.size(), 1);
  EXPECT_EQ(planned.writes[0].create().event().owner(), "organizations/o");
  EXPECT_TRUE(planned.writes[0].create().confirm());
  EXPECT_FALSE(EventWritesOf(Plan("events: [{id: gala, owner: o}]")).writes[0].create().confirm());
  Enter("events: [{id: gala, owner: o}]");
  const auto plan = Plan("events: [{id: gala, owner: other, confirm: true}]");
  planned = EventWritesOf(plan);
  ASSERT_EQ(planned.writes.size(), 2);
  EXPECT_EQ(planned.writes[0].update().event().owner(), "organizations/other");
  EXPECT_THAT(planned.writes[0].update().update_mask().paths(), ElementsAre("owner"));
  EXPECT_EQ(planned.writes[1].confirm().name(), "events/gala");
  EXPECT_EQ(planned.steps[0], planned.steps[1]);
}

TEST_F(ApplyPlanTest, SaysWhereItCannotReadAndEndsWhereNoServerAnswers) {
  const auto wanted = Parsed("\nevents: [{id: gala}]");
  const auto message = [&wanted](const absl::Status& status) {
    const auto plan = PlanApply(
        [&status](const ApplyKind&, const std::string&)
            -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> { return status; },
        wanted);
    EXPECT_EQ(plan.status().code(), status.code());
    return std::string(plan.status().message());
  };
  EXPECT_EQ(message(absl::PermissionDeniedError("no")), "file.yaml:2: events/gala: no");
  EXPECT_EQ(message(absl::UnavailableError("away")), "away");
}

TEST_F(ApplyPlanTest, AssumesNothingThatStaysAndNoEvent) {
  const std::string text = "organizations: [{id: o, country: KZ}]\nevents: [{id: e}]";
  Enter("organizations: [{id: o, country: KZ}]");
  EXPECT_THAT(AssumptionsOf(Plan(text)).steps, IsEmpty());
  const auto assumed =
      AssumptionsOf(Plan("organizations: [{id: o, country: UZ}, {id: x, country: KZ}]"));
  ASSERT_EQ(assumed.assumptions.organizations_size(), 2);
  EXPECT_EQ(assumed.assumptions.organizations(0).country(), "UZ");
  EXPECT_EQ(assumed.steps.at("organizations").size(), 2);
}

TEST_F(ApplyPlanTest, RefusesToChangeWhatWasCancelledOrIsArchived) {
  Enter(kShow);
  Stored("events/show").set_state(v1::EVENT_STATE_CANCELLED);
  EXPECT_TRUE(TryPlan(kShow).ok());
  EXPECT_EQ(
      TryPlan("events: [{id: show, host: null}]").status().message(),
      "file.yaml:1: events/show was cancelled, which cannot be undone; give this entry another "
      "id.");
}

TEST_F(ApplyPlanTest, ConfirmsWhatIsTentativeAndWasNotAskedFor) {
  Enter(kShow);
  const std::string confirm = "events: [{id: show, confirm: true}]";
  const auto writes = EventWritesOf(Plan(confirm)).writes;
  ASSERT_EQ(writes.size(), 1);
  EXPECT_EQ(writes[0].confirm().name(), "events/show");
  Stored("events/show").set_state(v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(EventWritesOf(Plan(confirm)).writes, IsEmpty());
}

TEST_F(ApplyPlanTest, AssumesWhatItWritesBesidesEvents) {
  const auto plan = Plan(R"(
organizations: [{id: library, country: KZ}]
venues:
  - id: library
    spaces: [{id: hall}]
    closures: [{id: works, spaces: [hall]}]
)");
  const auto assumed = AssumptionsOf(plan);
  EXPECT_EQ(assumed.assumptions.organizations(0).name(), "organizations/library");
  EXPECT_EQ(assumed.assumptions.spaces(0).name(), "venues/library/spaces/hall");
  EXPECT_EQ(assumed.assumptions.closures(0).spaces(0), "venues/library/spaces/hall");
  EXPECT_EQ(assumed.steps.at("closures")[0]->wanted->line, 6);
}

TEST(ParseWanted, NamesFileLineEntryAndFieldOfWhatIsWrong) {
  const auto message = [](const std::string& text) {
    return std::string(ParseWanted(text, "file.yaml").status().message());
  };
  EXPECT_EQ(message("venues:\n  - id: x\n    citty: Astana\n"),
            "file.yaml:3: venues/x: Venue has no field \"citty\"; did you mean \"city\"?");
  EXPECT_THAT(
      message("events:\n  - id: x\n    bookings:\n      - space: a/b\n        set_up: soon\n"),
      HasSubstr("file.yaml:5: events/x: bookings[0].set_up: \"soon\""));
  EXPECT_THAT(message("events:\n  - id: x\n    confirm: perhaps\n"),
              HasSubstr("file.yaml:3: events/x: confirm: It is true or false."));
  EXPECT_THAT(message("venues:\n  - {id: x, spaces: [{id: a}], spaces: [{id: b}]}\n"),
              HasSubstr("venues/x: \"spaces\" is given twice"));
  EXPECT_THAT(message("events:\n  - id: x\n   title: y\n"),
              HasSubstr("file.yaml:3: This is not YAML"));
}

absl::Status Invalid(const std::vector<std::string>& fields, const std::string& message) {
  absl::Status status = absl::InvalidArgumentError(message);
  google::rpc::BadRequest request;
  for (const std::string& field : fields) {
    auto* violation = request.add_field_violations();
    violation->set_field(field);
    violation->set_description("is wrong");
  }
  status.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                    absl::Cord(request.SerializeAsString()));
  return status;
}

TEST_F(ApplyPlanTest, ErrorsOfTheServerAreInTermsOfTheFile) {
  const auto plan = Plan(R"(
organizations:
  - {id: library, country: kz}
events:
  - id: first
    title: {en: First}
  - id: show
    title: {en: Show}
    bookings:
      - space: library/east
      - space: library/west
        set_up: 1h
    confirm: true
)");
  const auto status = InTermsOfFiles(
      Invalid({"writes[1].create.event.bookings[1].set_up", "writes[1].create.confirm",
               "assumptions.organizations[0].country"},
              "writes[1].create.event.bookings[1].set_up: is wrong (and 2 more fields)"),
      EventWritesOf(plan), AssumptionsOf(plan));
  EXPECT_EQ(status.message(),
            "file.yaml:12: events/show: bookings[1].set_up: is wrong (and 2 more fields)");
  std::vector<std::string> fields;
  for (const auto& violation : client::DecodeError(status).field_violations) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("file.yaml:12: events/show: bookings[1].set_up",
                                  "file.yaml:7: events/show",
                                  "file.yaml:3: organizations/library: country"));
}

TEST_F(ApplyPlanTest, ErrorsOfOneResourceAreInTermsOfItsEntry) {
  const auto plan = Plan("venues:\n  - id: Opera\n    time_zone: Nowhere\n");
  const auto status =
      InTermsOfFiles(Invalid({"venue.time_zone"}, "venue.time_zone: is wrong"), plan[0]);
  EXPECT_EQ(status.message(), "file.yaml:3: venues/Opera: time_zone: is wrong");
  const auto id = InTermsOfFiles(Invalid({"venue_id"}, "venue_id: is wrong"), plan[0]);
  EXPECT_EQ(id.message(), "file.yaml:2: venues/Opera: id: is wrong");
}

}  // namespace
}  // namespace taqvim::cli
