#include "server/schedule/testing/standing_fixture.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace taqvim::schedule {

std::string StandingTest::Book(const std::string& id, const std::string& fields) {
  auto created = Create(id, fields);
  EXPECT_TRUE(created.ok()) << created.status();
  schedule_.now += absl::Seconds(1);
  auto confirmed = Confirm(absl::StrCat("events/", id));
  EXPECT_TRUE(confirmed.ok()) << confirmed.status();
  return absl::StrCat("events/", id);
}

void StandingTest::BookBackToBack() {
  Book("gala", absl::StrCat("activity { form: ACTIVITY_FORM_CONCERT } ",
                            Timed("2025-10-10 18:00", "2025-10-10 20:00"), " bookings { space: '",
                            hall_, "' } bookings { participant: '", ensemble_, "' }"));
  Book("tour", absl::StrCat("activity { form: ACTIVITY_FORM_CONCERT } time_zone: 'Asia/Tashkent' ",
                            Timed("2025-10-10 20:00", "2025-10-10 22:00"),
                            " bookings { participant: '", ensemble_, "' }"));
}

absl::StatusOr<v1::UpdateVenueResponse> StandingTest::SetZone(const std::string& venue,
                                                              const std::string& zone) {
  v1::GetVenueRequest get;
  get.set_name(venue);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Run(GetVenue, get)->venue();
  request.mutable_venue()->set_time_zone(zone);
  request.mutable_update_mask()->add_paths("time_zone");
  return Run(UpdateVenue, request);
}

std::vector<std::string> StandingTest::Conflicts(const std::string& question, int page_size) {
  auto request = FromText<v1::ListConflictsRequest>(question);
  request.set_page_size(page_size);
  std::vector<std::string> lines;
  do {
    auto page = Run(ListConflicts, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    for (const v1::StandingConflict& found : page->conflicts()) {
      constexpr size_t kPrefix = sizeof("CONFLICT_KIND_") - 1;
      const v1::Conflict& conflict = found.conflict();
      EXPECT_FALSE(found.resolution().empty() || conflict.message().empty());
      lines.push_back(absl::StrCat(v1::ConflictKind_Name(found.kind()).substr(kPrefix), " ",
                                   conflict.event(), " ", conflict.counterpart(), " ",
                                   conflict.resource()));
    }
    EXPECT_TRUE(page_size == 0 || page->conflicts_size() <= page_size);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return lines;
}

int64_t StandingTest::StartOf(const std::string& event) {
  const std::vector<storage::Claim> claims = StoredClaims(event);
  return std::min_element(
             claims.begin(), claims.end(),
             [](const auto& a, const auto& b) { return a.interval.start < b.interval.start; })
      ->interval.start;
}

}  // namespace taqvim::schedule
