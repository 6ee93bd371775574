// What those are told of events to whom they are closed.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/base/strings.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kPrivate[] = "visibility: VISIBILITY_PRIVATE ";

class ClosedEventsTest : public StandingTest {
 protected:
  ClosedEventsTest() {
    AddOrganization("museum");
    organizer_.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/museum");
    viewer_.Add(v1::ROLE_VIEWER);
    manager_.AddForVenue(v1::ROLE_VENUE_MANAGER, "venues/library");
  }

  // Reads, or writes and keeps it, as somebody with these rights.
  template <class Request, class Response>
  absl::StatusOr<Response> RunAs(const access::Rights& rights,
                                 ScheduleStore::ReadMethod<Request, Response> method,
                                 const std::string& text) {
    absl::StatusOr<Response> answer = absl::UnknownError("The read did not run.");
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      answer = method(snapshot, {"somebody", rights}, FromText<Request>(text));
      return answer.status();
    });
    if (!status.ok()) return status;
    return answer;
  }
  template <class Request, class Response>
  absl::StatusOr<Response> RunAs(const access::Rights& rights,
                                 ScheduleStore::WriteMethod<Request, Response> method,
                                 const std::string& text) {
    absl::StatusOr<Response> answer = absl::UnknownError("The write did not run.");
    auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          answer = method(transaction, {"somebody", rights}, FromText<Request>(text));
          return answer.ok() ? std::string() : absl::StatusOr<std::string>(answer.status());
        });
    if (!outcome.status.ok()) return outcome.status;
    return answer;
  }

  // A talk of the museum's that books something at 18:00 to 20:00.
  absl::StatusOr<v1::CreateEventResponse> Plan(const std::string& id, const std::string& booking,
                                               const std::string& more = "") {
    return RunAs(organizer_, CreateEvent,
                 "event_id: '" + id +
                     "' event { title { key: 'en' value: 'Talk' } owner: 'organizations/museum' "
                     "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' " +
                     Timed("2025-10-10 18:00", "2025-10-10 20:00") + "bookings { id: 'b' " +
                     booking + "} " + more + "}");
  }
  // A confirmed dinner at that time, of the library's, that few may see.
  void AddDinner(const std::string& resource) {
    AddConfirmed("dinner", resource, "2025-10-10 18:00", "2025-10-10 20:00", kPrivate);
  }

  // Whom the refusal because something is in use names.
  static std::vector<std::string> NamedBy(const absl::Status& refusal) {
    EXPECT_EQ(ReasonOf(refusal), v1::ERROR_REASON_RESOURCE_IN_USE) << refusal;
    google::rpc::PreconditionFailure failure;
    EXPECT_TRUE(GetDetail(refusal, &failure));
    std::vector<std::string> names;
    for (const auto& violation : failure.violations()) names.push_back(violation.subject());
    return names;
  }

  access::Rights organizer_, viewer_, manager_;
};

v1::ConflictReport ReportOf(const absl::Status& status) {
  v1::ConflictReport report;
  EXPECT_TRUE(GetDetail(status, &report)) << status;
  return report;
}

TEST_F(ClosedEventsTest, AreNamedButHaveNoTitleWhereTheyTakeASpace) {
  AddDinner(hall_);
  const auto refused = Plan("talk", "space: '" + hall_ + "'");
  const v1::ConflictReport report = ReportOf(refused.status());
  ASSERT_THAT(report.conflicts(), SizeIs(1));
  EXPECT_EQ(report.conflicts(0).counterpart(), "events/dinner");
  EXPECT_THAT(report.conflicts(0).counterpart_title(), IsEmpty());
  EXPECT_THAT(report.conflicts(0).message(), HasSubstr(" is taken by (events/dinner), "));
}

TEST_F(ClosedEventsTest, AreOpenToWhoDecidesForAParticipantThatTheyBook) {
  AddDinner(ensemble_);
  const std::string guests = "filter { participants: '" + ensemble_ + "' }";
  EXPECT_THAT(RunAs(organizer_, ListEvents, guests)->events(), IsEmpty());
  organizer_.AddForParticipant(ensemble_);
  const auto listed = RunAs(organizer_, ListEvents, guests);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_THAT(listed->events(), SizeIs(1));
  EXPECT_EQ(listed->events(0).title_size(), 1);
  EXPECT_THAT(listed->events(0).bookings(), SizeIs(1));
}

TEST_F(ClosedEventsTest, AreNotNamedWhereTheyTakeAParticipant) {
  AddDinner(ensemble_);
  const auto refused = Plan("talk", "participant: '" + ensemble_ + "'");
  const v1::ConflictReport report = ReportOf(refused.status());
  ASSERT_THAT(report.conflicts(), SizeIs(1));
  EXPECT_EQ(report.conflicts(0).resource(), ensemble_);
  EXPECT_EQ(report.conflicts(0).rule(), v1::CONFLICT_RULE_RESOURCE_BUSY);
  EXPECT_THAT(report.conflicts(0).message(), HasSubstr(" is taken by what you may not see, "));
  // That of the caller's own booking.
  EXPECT_EQ(report.conflicts(0).time_zone(), "Asia/Almaty");
  EXPECT_THAT(refused.status().ToString(), Not(HasSubstr("dinner")));
}

TEST_F(ClosedEventsTest, ThatHoldAParticipantAtOnceAreOneConflict) {
  for (const char* id : {"lunch", "dinner"}) {
    AddHold(id, ensemble_, "2025-10-10 18:00", "2025-10-10 20:00", kPrivate);
  }
  auto planned = Plan("talk", "participant: '" + ensemble_ + "'");
  ASSERT_TRUE(planned.ok()) << planned.status();
  EXPECT_THAT(Lines(planned->advisories()), ElementsAre("0 events/talk HELD , advisory"));
  EXPECT_EQ(planned->event().hold_rank(), 3);
}

TEST_F(ClosedEventsTest, AreNotFoundByWhatIsHidden) {
  AddConfirmed("dinner", hall_, "2025-10-10 18:00", "2025-10-10 20:00",
               std::string(kPrivate) +
                   "external_ids { key: 'crm' value: '7' } bookings { "
                   "participant: '" +
                   ensemble_ + "' }");
  const auto found = [&](const access::Rights& rights, const std::string& filter) {
    auto listed = RunAs(rights, ListEvents, "filter { " + filter + " }");
    return listed.ok() ? listed->events_size() : -1;
  };
  for (const std::string& filter :
       {std::string("text: 'a'"), std::string("external_id: 'crm/7'"),
        "participants: '" + ensemble_ + "'", std::string("organizations: 'organizations/owner'")}) {
    EXPECT_EQ(found(viewer_, filter), 0) << filter;
    EXPECT_EQ(found(organizer_, filter), 0) << filter;
    EXPECT_EQ(found(manager_, filter), found(access::Rights::All(), filter)) << filter;
  }
  EXPECT_EQ(found(viewer_, "spaces: '" + hall_ + "'"), 1);
  EXPECT_EQ(found(manager_, "external_id: 'crm/7'"), 1);
}

TEST_F(ClosedEventsTest, LeaveTheirParticipantsFreeToViewersAndNamelessToPlanners) {
  AddDinner(ensemble_);
  const std::string question = "resources: '" + ensemble_ +
                               "' window { first_day { year: 2025 month: 10 day: 1 } "
                               "last_day { year: 2025 month: 10 day: 31 } }";
  auto viewed = RunAs(viewer_, QueryOccupancy, question);
  ASSERT_TRUE(viewed.ok()) << viewed.status();
  EXPECT_THAT(viewed->occupancies(), IsEmpty());
  auto planned = RunAs(organizer_, QueryOccupancy, question);
  ASSERT_TRUE(planned.ok()) << planned.status();
  ASSERT_THAT(planned->occupancies(), SizeIs(1));
  EXPECT_EQ(planned->occupancies(0).event(), "");
  EXPECT_EQ(planned->occupancies(0).event_kind(), v1::EVENT_KIND_UNSPECIFIED);
  EXPECT_EQ(planned->occupancies(0).kind(), v1::OCCUPANCY_KIND_CONFIRMED);
  EXPECT_TRUE(planned->occupancies(0).has_start_time());
  // Where that is, its zone would tell.
  EXPECT_EQ(planned->occupancies(0).time_zone(), "UTC");
  auto seen = RunAs(access::Rights::All(), QueryOccupancy, question);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->occupancies(0).time_zone(), "Asia/Almaty");
}

TEST_F(ClosedEventsTest, AreClosedToWhoeverGivesThemAway) {
  ASSERT_TRUE(Plan("talk", "space: '" + hall_ + "'").ok());
  const std::string etag = Get("events/talk").etag();
  auto given = RunAs(organizer_, UpdateEvent,
                     "event { name: 'events/talk' etag: '" + etag +
                         "' owner: 'organizations/owner' visibility: VISIBILITY_PRIVATE }");
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_THAT(given->event().title(), IsEmpty());
  EXPECT_EQ(given->event().bookings(0).space(), hall_);
}

TEST_F(ClosedEventsTest, AreNotNamedWhereTheyNeedAParticipant) {
  AddDinner(ensemble_);
  v1::GetParticipantRequest get;
  get.set_name(ensemble_);
  const std::string etag = Run(GetParticipant, get)->participant().etag();
  const auto remove = [&](const access::Rights& rights) {
    return RunAs(rights, DeleteParticipant, "name: '" + ensemble_ + "' etag: '" + etag + "'");
  };
  const auto archive = [&](const access::Rights& rights) {
    return RunAs(rights, UpdateParticipant,
                 "participant { name: '" + ensemble_ + "' etag: '" + etag +
                     "' archived: true } update_mask { paths: 'archived' }");
  };
  EXPECT_THAT(NamedBy(remove(organizer_).status()), ElementsAre(ensemble_));
  EXPECT_THAT(NamedBy(archive(organizer_).status()), ElementsAre(ensemble_));
  EXPECT_THAT(NamedBy(remove(access::Rights::All()).status()), ElementsAre("events/dinner"));
  EXPECT_THAT(NamedBy(archive(access::Rights::All()).status()), ElementsAre("events/dinner"));
}

TEST_F(ClosedEventsTest, AreNotNamedWhereTheyReferToAnother) {
  ASSERT_TRUE(Plan("season", "space: '" + hall_ + "'").ok());
  AddHold("dinner", ensemble_, "2025-10-10 18:00", "2025-10-10 20:00",
          Cat(kPrivate, "host: 'events/season'"));
  const std::string removed = "name: 'events/season' etag: '" + Get("events/season").etag() + "'";
  const auto named = [&](const access::Rights& rights) {
    return NamedBy(RunAs(rights, DeleteEvent, removed).status());
  };
  const auto cancelled = [&](const access::Rights& rights) {
    return NamedBy(RunAs(rights, CancelEvent, "name: 'events/season'").status());
  };
  EXPECT_THAT(named(organizer_), ElementsAre("events/season"));
  EXPECT_THAT(cancelled(organizer_), ElementsAre("events/season"));
  EXPECT_THAT(named(access::Rights::All()), ElementsAre("events/dinner"));
  EXPECT_THAT(cancelled(access::Rights::All()), ElementsAre("events/dinner"));
}

TEST_F(ClosedEventsTest, CanBecomeHostsOnlyOfThoseWhoSeeThem) {
  AddDinner(hall_);
  const auto refused = Plan("talk", "space: '" + hall_ + "'", "host: 'events/dinner' ");
  EXPECT_THAT(refused.status().message(), HasSubstr("is not shown to you"));
}

TEST_F(ClosedEventsTest, DoNotEndWaiversByWhatIsHidden) {
  AddHold("dinner", hall_, "2025-10-10 18:00", "2025-10-10 20:00", kPrivate);
  ASSERT_TRUE(Plan("talk", "space: '" + hall_ + "'").ok());
  auto confirmed =
      RunAs(manager_, ConfirmEvent, "name: 'events/talk' overrides: CONFLICT_RULE_HOLD_AHEAD");
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  ASSERT_THAT(confirmed->event().waivers(), SizeIs(1));
  const v1::Waiver waiver = confirmed->event().waivers(0);
  EXPECT_EQ(waiver.counterpart(), "events/dinner");
  ASSERT_TRUE(Update("events/dinner", {"title"}, "title { key: 'en' value: 'Other' }").ok());
  // It holds for what is altered, too.
  auto updated = RunAs(organizer_, UpdateEvent,
                       "event { name: 'events/talk' etag: '" + Get("events/talk").etag() +
                           "' title { key: 'en' value: 'A talk' } }");
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->event().waivers(0).counterpart_etag(), waiver.counterpart_etag());
}

}  // namespace
}  // namespace taqvim::schedule
