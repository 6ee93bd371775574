#include "server/schedule/testing/moves_fixture.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/base/event_state.h"

namespace taqvim::schedule {
namespace {

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string BookingOf(const std::string& space) {
  return absl::StrCat("bookings { id: 'b1' space: '", space, "' }");
}

}  // namespace

void MovesTest::BookHall(const std::string& id, const std::string& more) {
  schedule_.now += absl::Minutes(1);
  AddConfirmed(id, hall_, "2025-10-10 18:00", "2025-10-10 20:00", more);
}

void MovesTest::BookApproved(const std::string& id, const std::string& space,
                             const std::string& start, const std::string& end,
                             const std::string& more) {
  schedule_.now += absl::Minutes(1);
  AddHold(id, space, "2025-10-10 " + start, "2025-10-10 " + end, more);
  const std::string name = "events/" + id;
  ASSERT_TRUE(Confirm(name).ok());
  auto approved = Approve(name);
  ASSERT_TRUE(approved.ok()) << approved.status();
}

std::string MovesTest::AddApprovingParticipant(const std::string& id) {
  AddOrganization("of-" + id);
  auto request = FromText<v1::CreateParticipantRequest>(
      "participant { title { key: 'en' value: 'Somebody' } "
      "booking_policy: BOOKING_POLICY_APPROVAL }");
  request.set_participant_id(id);
  request.mutable_participant()->set_organization("organizations/of-" + id);
  auto created = Run(CreateParticipant, request);
  EXPECT_TRUE(created.ok()) << created.status();
  return "participants/" + id;
}

absl::StatusOr<v1::UpdateEventResponse> MovesTest::Ask(const std::string& name,
                                                       const std::vector<std::string>& paths,
                                                       const std::string& fields,
                                                       const std::vector<v1::ConflictRule>& rules) {
  v1::UpdateEventRequest request;
  *request.mutable_event() = FromText<v1::Event>(fields);
  request.mutable_event()->set_name(name);
  request.mutable_event()->set_etag(Get(name).etag());
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
  for (v1::ConflictRule rule : rules) request.add_overrides(rule);
  request.set_ask_approval(true);
  schedule_.now += absl::Minutes(1);
  return Run(UpdateEvent, request);
}

absl::StatusOr<v1::UpdateEventResponse> MovesTest::Withdraw(const std::string& name) {
  v1::UpdateEventRequest request;
  request.mutable_event()->set_name(name);
  request.mutable_event()->set_etag(Get(name).etag());
  request.set_withdraw_move(true);
  schedule_.now += absl::Minutes(1);
  return Run(UpdateEvent, request);
}

absl::StatusOr<v1::UpdateEventResponse> MovesTest::AskFor(const std::string& name,
                                                          const std::string& space) {
  return Ask(name, {"bookings"}, BookingOf(space));
}

absl::StatusOr<v1::BatchWriteEventsResponse> MovesTest::AskTogether(
    const std::vector<std::pair<std::string, std::string>>& moves) {
  v1::BatchWriteEventsRequest batch;
  for (const auto& [name, space] : moves) {
    v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
    *update.mutable_event() = FromText<v1::Event>(BookingOf(space));
    update.mutable_event()->set_name(name);
    update.mutable_event()->set_etag(Get(name).etag());
    update.mutable_update_mask()->add_paths("bookings");
    update.set_ask_approval(true);
  }
  schedule_.now += absl::Minutes(1);
  return Run(BatchWriteEvents, batch);
}

std::string MovesTest::PlaceOf(const std::string& name) {
  const v1::Event event = Get(name);
  std::string place = LastPart(event.bookings(0).space());
  if (!event.has_move()) return place;
  absl::StrAppend(&place, ", ", LastPart(event.move().bookings(0).space()),
                  IsMovePending(event) ? " asked" : " refused");
  return place;
}

std::vector<std::string> MovesTest::Occupied(const std::string& space, const std::string& day) {
  auto request = FromText<v1::QueryOccupancyRequest>(absl::StrCat(
      "window { first_day { ", DateText(day), " } last_day { ", DateText(day), " } }"));
  request.add_resources(space);
  auto response = Run(QueryOccupancy, request);
  EXPECT_TRUE(response.ok()) << response.status();
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Almaty", &zone));
  std::vector<std::string> lines;
  for (const v1::Occupancy& one : response->occupancies()) {
    lines.push_back(absl::StrCat(
        one.event(), " ", v1::OccupancyKind_Name(one.kind()).substr(sizeof("OCCUPANCY_KIND_") - 1),
        " ", absl::FormatTime("%H:%M", absl::FromUnixSeconds(one.start_time().seconds()), zone)));
  }
  return lines;
}

std::vector<std::string> MovesTest::Pending(const std::string& venue) {
  v1::ListPendingBookingsRequest request;
  request.set_venue(venue);
  auto listed = Run(ListPendingBookings, request);
  EXPECT_TRUE(listed.ok()) << listed.status();
  std::vector<std::string> lines;
  for (const v1::PendingBooking& one : listed->bookings()) {
    lines.push_back(absl::StrCat(one.event(), " ", one.booking().id(), one.move() ? " move" : "",
                                 " ranks ", one.hold_rank(), one.blocked() ? ", blocked" : ""));
  }
  return lines;
}

std::vector<std::string> MovesTest::Pass(absl::Duration duration) {
  const int64_t before = Revision();
  schedule_.now += duration;
  schedule_.store().RunPendingWrites();
  std::vector<std::string> methods;
  const auto log = schedule_.store().ChangesAfter(before, 1000, 1 << 30);
  EXPECT_TRUE(log.ok()) << log.status();
  if (!log.ok()) return methods;
  for (const storage::LogEntry& entry : log->entries) methods.push_back(entry.method);
  return methods;
}

}  // namespace taqvim::schedule
