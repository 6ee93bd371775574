// A schedule in which nothing is damaged, for tests of checks.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/testing/earlier_version.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::command {

// A schedule as a server leaves it: two talks in a hall of two rooms, one of them with a guest
// inside; a series, and what was one until some of it was over; culture days, a closure, somebody
// who plays, what was deleted, a request with an id, and a revision in parts.
class WholeSchedule : public schedule::ScheduleTest {
 public:
  static void Make(const std::string& path) {
    WholeSchedule schedule;
    schedule.Fill();
    schedule.schedule_.CopyTo(path);
  }

 private:
  void TestBody() override {}

  void Fill() {
    const std::string venue = AddVenue("house");
    const std::string east = AddSpace(venue, "east"), west = AddSpace(venue, "west");
    const std::string hall = AddSpace(venue, "hall", {east, west});
    AddConfirmed("opening", hall, "2099-10-10 18:00", "2099-10-10 22:00");
    AddConfirmed("toast", east, "2099-10-10 19:00", "2099-10-10 20:00", "host: 'events/opening'");
    AddConfirmed("closing", hall, "2099-10-12 18:00", "2099-10-12 22:00");
    AddConfirmed("players", AddParticipant("quartet"), "2099-10-10 18:00", "2099-10-10 20:00");
    AddConfirmed("weekly", west, "2026-01-05 10:00", "2026-01-05 11:00",
                 "recurrence { rule: 'FREQ=WEEKLY' }");
    AddConfirmed("course", west, "2025-02-03 12:00", "2025-02-03 13:00",
                 "recurrence { rule: 'FREQ=WEEKLY' }");
    AddHold("idea", hall, "2099-11-10 18:00", "2099-11-10 22:00");
    AddHold("mistake", hall, "2099-11-11 18:00", "2099-11-11 22:00");
    AddHold("slip", hall, "2099-11-12 18:00", "2099-11-12 22:00");
    Delete("events/mistake");
    Delete("events/slip");
    Close(venue);
    CelebrateDays();
    // As a server does at its start.
    schedule::EarlierVersion(schedule_).BringForwardAll();
    schedule_.now += absl::Hours(24 * 60);
    schedule_.store().RunPendingWrites();
    TakePlaceOnce("events/course", "2099-11-20 12:00", "2099-11-20 13:00");
    WriteInParts();
    WriteWithId();
  }

  std::string EtagOf(const std::string& name) {
    v1::GetEventRequest get;
    get.set_name(name);
    return Run(schedule::GetEvent, get)->event().etag();
  }

  // What took place while it repeated is over, and stays as it was taken.
  void TakePlaceOnce(const std::string& name, const std::string& start, const std::string& end) {
    auto request = schedule::FromText<v1::UpdateEventRequest>(
        absl::StrCat("event { name: '", name, "' period { timed { start { ",
                     schedule::DateTimeText(start), " } end { ", schedule::DateTimeText(end),
                     " } } } } update_mask { paths: 'period' paths: 'recurrence' }"));
    request.mutable_event()->set_etag(EtagOf(name));
    const auto updated = Run(schedule::UpdateEvent, request);
    ASSERT_TRUE(updated.ok()) << updated.status();
  }

  void Delete(const std::string& name) {
    v1::DeleteEventRequest request;
    request.set_name(name);
    request.set_etag(EtagOf(name));
    const auto deleted = Run(schedule::DeleteEvent, request);
    ASSERT_TRUE(deleted.ok()) << deleted.status();
  }

  void Close(const std::string& venue) {
    const auto closed = schedule_.Run(
        schedule::CreateClosure,
        schedule::FromText<v1::CreateClosureRequest>(absl::StrCat(
            "parent: '", venue, "' closure_id: 'repair' closure { period { dated { first_day { ",
            schedule::DateText("2099-12-01"), " } last_day { ", schedule::DateText("2099-12-05"),
            " } } } }")));
    ASSERT_TRUE(closed.ok()) << closed.status();
  }

  void CelebrateDays() {
    const auto created = schedule_.Run(
        schedule::CreateEvent,
        schedule::FromText<v1::CreateEventRequest>(absl::StrCat(
            "event_id: 'days' event { title { key: 'en' value: 'Days' } owner: "
            "'organizations/owner' culture_days { guest_country: 'AZ' host_country: 'KZ' stops { "
            "city: 'Astana' first_day { ",
            schedule::DateText("2099-10-09"), " } last_day { ", schedule::DateText("2099-10-13"),
            " } } } }")));
    ASSERT_TRUE(created.ok()) << created.status();
    v1::ConfirmEventRequest confirm;
    confirm.set_name("events/days");
    confirm.set_etag(created->event().etag());
    const auto confirmed = Run(schedule::ConfirmEvent, confirm);
    ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  }

  // No request writes so much of so little.
  void WriteInParts() {
    schedule::EarlierVersion(schedule_).Behind(
        [](storage::Transaction& transaction, storage::Mutation& mutation) {
          for (int i = 0; i < 3; ++i) {
            v1::Organization organization;
            organization.set_name(absl::StrCat("organizations/big", i));
            organization.set_uid(absl::StrCat("00000000-0000-4000-8000-00000000000", i));
            organization.set_country("AZ");
            (*organization.mutable_title())["en"] = std::string(700'000, 'x');
            mutation.puts.push_back({.id = transaction.NewId(),
                                     .kind = storage::Kind::kOrganization,
                                     .name = organization.name(),
                                     .body = schedule::ToBody(organization),
                                     .facets = schedule::FacetsOf(organization)});
          }
        });
  }

  void WriteWithId() {
    storage::WriteOptions options{
        .principal = "leyla", .request_id = "r1", .request_hash = {7, 8}, .method = "Test"};
    schedule_.store().Write(
        std::move(options), [](storage::Transaction&) { return "The answer of the request."; },
        [](const storage::WriteOutcome& outcome) {
          ASSERT_TRUE(outcome.status.ok()) << outcome.status;
        });
    schedule_.store().RunPendingWrites();
  }
};

}  // namespace taqvim::command
