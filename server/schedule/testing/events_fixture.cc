#include "server/schedule/testing/events_fixture.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/error_details.h"

namespace taqvim::schedule {

EventsTest::EventsTest(absl::Time beginning)
    : ScheduleTest(beginning),
      library_(AddVenue("library")),
      hall_(AddSpace(library_, "hall")),
      gallery_(AddSpace(library_, "gallery")),
      corner_(AddSpace(library_, "corner")),
      ensemble_(AddParticipant("ensemble")) {
  AddOrganization("owner");
}

v1::Event EventsTest::Get(const std::string& name) {
  v1::GetEventRequest request;
  request.set_name(name);
  auto response = Run(GetEvent, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->event() : v1::Event();
}

absl::StatusOr<v1::CreateEventResponse> EventsTest::Create(const std::string& id,
                                                           const std::string& fields) {
  auto request = FromText<v1::CreateEventRequest>(
      absl::StrCat("event { title { key: 'en' value: 'The ", id,
                   "' } owner: 'organizations/owner' ", fields, " }"));
  request.set_event_id(id);
  return Run(CreateEvent, request);
}

absl::StatusOr<v1::UpdateEventResponse> EventsTest::Update(
    const std::string& name, const std::vector<std::string>& paths, const std::string& fields,
    const std::vector<v1::ConflictRule>& rules) {
  v1::UpdateEventRequest request;
  *request.mutable_event() = FromText<v1::Event>(fields);
  request.mutable_event()->set_name(name);
  request.mutable_event()->set_etag(Get(name).etag());
  for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
  for (v1::ConflictRule rule : rules) request.add_overrides(rule);
  return Run(UpdateEvent, request);
}

absl::StatusOr<v1::ConfirmEventResponse> EventsTest::Confirm(const std::string& name) {
  v1::ConfirmEventRequest request;
  request.set_name(name);
  return Run(ConfirmEvent, request);
}

absl::StatusOr<v1::CancelEventResponse> EventsTest::Cancel(const std::string& name, bool cascade) {
  v1::CancelEventRequest request;
  request.set_name(name);
  request.set_cascade(cascade);
  return Run(CancelEvent, request);
}

absl::StatusOr<v1::DeleteEventResponse> EventsTest::Delete(const std::string& name) {
  v1::DeleteEventRequest request;
  request.set_name(name);
  request.set_etag(Get(name).etag());
  return Run(DeleteEvent, request);
}

absl::StatusOr<v1::UpdateSpaceResponse> EventsTest::SetParts(
    const std::string& space, const std::vector<std::string>& parts) {
  v1::GetSpaceRequest get;
  get.set_name(space);
  v1::UpdateSpaceRequest request;
  *request.mutable_space() = Run(GetSpace, get)->space();
  request.mutable_space()->mutable_parts()->Assign(parts.begin(), parts.end());
  request.mutable_update_mask()->add_paths("parts");
  return Run(UpdateSpace, request);
}

void EventsTest::Close(const std::string& day, const std::string& id) {
  auto request =
      FromText<v1::CreateClosureRequest>(absl::StrCat("closure { ", Dated(day, day), " }"));
  request.set_parent(library_);
  request.set_closure_id(id);
  request.mutable_closure()->add_spaces(hall_);
  auto response = Run(CreateClosure, request);
  EXPECT_TRUE(response.ok()) << response.status();
}

std::vector<storage::Claim> EventsTest::StoredClaims(const std::string& event) {
  std::vector<storage::Claim> claims;
  auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
    ASSIGN_OR_RETURN(auto resource, snapshot.Find(storage::Kind::kEvent, event));
    ASSIGN_OR_RETURN(claims, snapshot.ClaimsOf(resource->id));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return claims;
}

std::vector<std::string> EventsTest::SpansOf(const std::string& event, const std::string& zone) {
  absl::TimeZone time_zone;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &time_zone));
  std::vector<std::string> spans;
  for (const storage::Claim& claim : StoredClaims(event)) {
    const absl::Time start = absl::FromUnixSeconds(claim.interval.start);
    const absl::Time end = absl::FromUnixSeconds(claim.interval.end);
    const bool same_day = absl::ToCivilDay(start, time_zone) == absl::ToCivilDay(end, time_zone);
    spans.push_back(
        absl::StrCat(absl::FormatTime("%m-%d %H:%M", start, time_zone), " to ",
                     absl::FormatTime(same_day ? "%H:%M" : "%m-%d %H:%M", end, time_zone)));
    if (claim.kind == storage::ClaimKind::kHeld) spans.back() += " held";
    if (claim.kind == storage::ClaimKind::kContested) spans.back() += " contested";
  }
  return spans;
}

std::vector<std::string> Lines(const google::protobuf::RepeatedPtrField<v1::Conflict>& conflicts) {
  std::vector<std::string> lines;
  for (const v1::Conflict& conflict : conflicts) {
    constexpr size_t kPrefix = sizeof("CONFLICT_RULE_") - 1;
    const bool advisory = conflict.severity() == v1::CONFLICT_SEVERITY_ADVISORY;
    lines.push_back(absl::StrCat(conflict.item(), " ", conflict.event(), " ",
                                 v1::ConflictRule_Name(conflict.rule()).substr(kPrefix), " ",
                                 conflict.counterpart(), advisory ? ", advisory" : ""));
  }
  return lines;
}

std::vector<std::string> Lines(const absl::Status& refusal) {
  v1::ConflictReport report;
  if (!GetDetail(refusal, &report)) return {std::string(refusal.ToString())};
  return Lines(report.conflicts());
}

std::string Timed(const std::string& start, const std::string& end) {
  return absl::StrCat("period { timed { start { ", DateTimeText(start), " } end { ",
                      DateTimeText(end), " } } }");
}

std::string Dated(const std::string& first_day, const std::string& last_day) {
  return absl::StrCat(
      "period { dated { first_day { ", DateText(first_day), " } ",
      last_day.empty() ? "permanent: true" : absl::StrCat("last_day { ", DateText(last_day), " }"),
      " } }");
}

}  // namespace taqvim::schedule
