#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/schedule/testing/standing_fixture.h"
namespace taqvim::schedule {
namespace {
class CostTest : public StandingTest {};
TEST_F(CostTest, UpdateVenue) {
  constexpr int kEvents = 20000;
  std::vector<std::string> halls;
  for (int h = 0; h < 20; ++h) halls.push_back(AddSpace(library_, absl::StrCat("h", h)));
  int n = 0;
  for (int b = 0; b < kEvents / 50; ++b) {
    v1::BatchWriteEventsRequest batch;
    for (int i = 0; i < 50; ++i, ++n) {
      const absl::CivilDay day = absl::CivilDay(2025, 2, 1) + n / 200;
      const std::string on = absl::FormatCivilTime(day);
      auto& create = *batch.add_writes()->mutable_create();
      create = FromText<v1::CreateEventRequest>(absl::StrCat(
          "event_id: 't", n,
          "' event { title { key: 'en' value: 'A talk about things' } description { key: 'en' "
          "value: '",
          std::string(200, 'd'),
          "' } owner: "
          "'organizations/owner' activity { form: ACTIVITY_FORM_TALK } ",
          Timed(absl::StrCat(on, " 1", n % 10, ":00"), absl::StrCat(on, " 1", n % 10, ":50")),
          " bookings { space: '", halls[n / 10 % 20], "' expected_attendance: 100 } }"));
      batch.add_writes()->mutable_confirm()->set_name(absl::StrCat("events/t", n));
    }
    auto r = Run(BatchWriteEvents, batch);
    ASSERT_TRUE(r.ok()) << r.status();
  }
  auto time = [&](const char* what, auto f) {
    for (int i = 0; i < 3; ++i) {
      const absl::Time start = absl::Now();
      const int total = f(i);
      std::cout << what << ": " << absl::Now() - start << " total " << total << "\n";
    }
  };
  auto update = [&](v1::Venue change, const char* path) {
    v1::GetVenueRequest get;
    get.set_name(library_);
    v1::UpdateVenueRequest request;
    *request.mutable_venue() = change;
    request.mutable_venue()->set_name(library_);
    request.mutable_venue()->set_etag(Run(GetVenue, get)->venue().etag());
    request.mutable_update_mask()->add_paths(path);
    auto r = Run(UpdateVenue, request);
    EXPECT_TRUE(r.ok()) << r.status();
    return r->conflicts().total();
  };
  auto hours = [](int from, int to) {
    v1::Venue v;
    for (int d = 1; d <= 7; ++d) {
      auto& h = *v.add_opening_hours();
      h.set_day(static_cast<google::type::DayOfWeek>(d));
      h.mutable_open()->set_hours(from);
      h.mutable_close()->set_hours(to);
    }
    return v;
  };
  time("always open title", [&](int i) {
    v1::Venue v;
    (*v.mutable_title())["en"] = absl::StrCat("T", i);
    return update(v, "title");
  });
  time("hours all inside", [&](int i) { return update(hours(5, 22 + i % 2), "opening_hours"); });
  time("title, all inside", [&](int i) {
    v1::Venue v;
    (*v.mutable_title())["en"] = absl::StrCat("U", i);
    return update(v, "title");
  });
  time("hours all outside", [&](int i) { return update(hours(1, 5 + i), "opening_hours"); });
  time("city", [&](int i) {
    v1::Venue v;
    v.set_city(absl::StrCat("C", i));
    return update(v, "city");
  });
  time("seats", [&](int i) {
    v1::GetSpaceRequest get;
    get.set_name(halls[0]);
    v1::UpdateSpaceRequest r;
    *r.mutable_space() = Run(GetSpace, get)->space();
    r.mutable_space()->set_seats(10 + i);
    r.mutable_update_mask()->add_paths("seats");
    auto a = Run(UpdateSpace, r);
    EXPECT_TRUE(a.ok()) << a.status();
    return a->conflicts().total();
  });
  time("closure of all", [&](int i) {
    auto r = FromText<v1::CreateClosureRequest>(absl::StrCat(
        "parent: 'venues/library' closure { ", Dated("2025-01-10", "2026-10-12"), " }"));
    auto a = schedule_.DryRun(CreateClosure, r);
    EXPECT_TRUE(a.ok()) << a.status();
    return a->conflicts().total();
  });
}
}  // namespace
}  // namespace taqvim::schedule
