#include "server/schedule/event/event_search.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/access/redact.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/testing/counting_snapshot.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

constexpr int kEvents = 400;
constexpr int kQuestions = 400;

// Many events of several owners, at several venues, some of them private, cancelled,
// repeating, inside others or of programmes.
class EventSearchTest : public ScheduleTest {
 protected:
  EventSearchTest() {
    for (int i = 0; i < 3; ++i) organizations_.push_back(AddOrganization(absl::StrCat("o", i)));
    for (int i = 0; i < 3; ++i) venues_.push_back(AddVenue(absl::StrCat("v", i)));
    for (int i = 0; i < 9; ++i) {
      spaces_.push_back(AddSpace(venues_[i % 3], absl::StrCat("s", i)));
    }
    for (int i = 0; i < 6; ++i) participants_.push_back(AddParticipant(absl::StrCat("p", i)));
    for (int i = 0; i < kEvents; ++i) AddEvent(i);
  }

  int Below(size_t end) { return static_cast<int>(random_() % end); }
  bool Chance(int in) { return Below(in) == 0; }
  const std::string& One(const std::vector<std::string>& names) {
    return names[Below(names.size())];
  }
  absl::CivilDay SomeDay() { return absl::CivilDay(2025, 2, 1) + Below(120); }
  void SetDays(absl::CivilDay first, int days, v1::DatedPeriod& dated) {
    *dated.mutable_first_day() = ToDate(first);
    *dated.mutable_last_day() = ToDate(first + days - 1);
  }

  void FillKind(v1::Event& event) {
    const absl::CivilDay first = SomeDay();
    if (Chance(8)) {
      v1::CultureDays& days = *event.mutable_culture_days();
      days.set_guest_country(Chance(2) ? "AZ" : "UZ");
      days.set_host_country("KZ");
      v1::Stop& stop = *days.add_stops();
      stop.set_city(absl::StrCat("City ", event.external_ids().size(), "-", Below(1000)));
      *stop.mutable_first_day() = ToDate(first);
      *stop.mutable_last_day() = ToDate(first + 3);
      return;
    }
    SetDays(first, 1 + Below(3), *event.mutable_period()->mutable_dated());
    event.set_time_zone("Asia/Almaty");
    if (Chance(2)) {
      event.mutable_exhibition();
    } else {
      event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
      if (Chance(3)) event.mutable_recurrence()->set_rule("FREQ=MONTHLY;COUNT=3");
    }
  }

  void FillBookings(v1::Event& event) {
    for (int i = Below(3); i > 0; --i) event.add_bookings()->set_space(One(spaces_));
    if (Chance(3)) event.add_bookings()->set_participant(One(participants_));
    if (Chance(12)) event.add_bookings()->set_venue(One(venues_));
    for (v1::Booking& booking : *event.mutable_bookings()) {
      if (!event.has_culture_days() && !Chance(4)) continue;
      SetDays(SomeDay(), 1 + Below(3), *booking.mutable_period()->mutable_dated());
    }
  }

  void AddEvent(int number) {
    v1::CreateEventRequest request;
    request.set_event_id(absl::StrCat("e", number));
    v1::Event& event = *request.mutable_event();
    (*event.mutable_title())["en"] = Chance(5) ? "A gala" : "A talk";
    event.set_owner(One(organizations_));
    if (Chance(3)) event.set_visibility(v1::VISIBILITY_PRIVATE);
    if (Chance(2)) (*event.mutable_external_ids())["crm"] = absl::StrCat(Below(40));
    if (Chance(3)) event.add_labels(absl::StrCat("label ", Below(4)));
    if (Chance(3)) event.set_apply_set(absl::StrCat("set-", Below(4)));
    FillKind(event);
    FillBookings(event);
    if (!event.has_culture_days() && !programmes_.empty() && Chance(3)) {
      event.set_programme(One(programmes_));
    }
    if (!Run(CreateEvent, request).ok()) return;
    events_.push_back("events/" + request.event_id());
    if (event.has_culture_days() && Chance(2)) programmes_.push_back(events_.back());
    if (Chance(4)) {
      v1::CancelEventRequest cancel;
      cancel.set_name(events_.back());
      EXPECT_TRUE(Run(CancelEvent, cancel).ok());
    }
  }

  v1::EventFilter SomeFilter() {
    v1::EventFilter filter;
    const auto some = [&] { return Chance(6); };
    if (some()) filter.add_kinds(static_cast<v1::EventKind>(1 + Below(4)));
    if (some()) filter.add_states(static_cast<v1::EventState>(1 + Below(4)));
    if (some()) filter.set_programme(Chance(4) ? One(events_) : One(programmes_));
    if (some()) filter.add_labels(absl::StrCat("label ", Below(5)));
    if (some()) filter.set_apply_set(absl::StrCat("set-", Below(5)));
    if (some()) filter.add_venues(One(venues_));
    if (some()) filter.add_spaces(One(spaces_));
    if (some()) filter.add_organizations(Chance(9) ? "organizations/none" : One(organizations_));
    if (some()) filter.add_participants(One(participants_));
    if (some()) filter.add_countries(Chance(2) ? "AZ" : "DE");
    if (some()) filter.add_hosts(One(events_));
    if (some()) filter.set_external_id(absl::StrCat("crm/", Below(45)));
    if (Chance(6)) filter.set_text(Chance(2) ? "GALA" : "city");
    if (Chance(3)) {
      const absl::CivilDay first = SomeDay();
      *filter.mutable_window()->mutable_first_day() = ToDate(first);
      if (!Chance(5)) *filter.mutable_window()->mutable_last_day() = ToDate(first + Below(9));
    }
    return filter;
  }

  access::Rights SomeRights() {
    access::Rights rights;
    switch (Below(5)) {
      case 0:
        return access::Rights::All();
      case 1:
        rights.Add(Chance(2) ? v1::ROLE_VIEWER : v1::ROLE_VENUE_MANAGER);
        break;
      case 2:
        rights.AddForOrganization(v1::ROLE_ORGANIZER, One(organizations_));
        break;
      case 3:
        rights.AddForVenue(Chance(2) ? v1::ROLE_VIEWER : v1::ROLE_VENUE_MANAGER, One(venues_));
        break;
      default:
        rights.AddForOrganization(v1::ROLE_VIEWER, One(organizations_));
    }
    return rights;
  }

  struct Listed {
    std::vector<std::string> names;
    int looked_at = 0;
  };

  // Over all pages, and how many rows were looked at for it.
  Listed ByListing(const v1::EventFilter& filter, const access::Rights& rights) {
    Listed listed;
    v1::ListEventsRequest request;
    *request.mutable_filter() = filter;
    request.set_page_size(1 + Below(50));
    do {
      auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
        CountingSnapshot counting(snapshot);
        auto page = ListEvents(counting, Caller{"someone", rights}, request);
        if (!page.ok()) return page.status();
        for (const v1::Event& event : page->events()) listed.names.push_back(event.name());
        request.set_page_token(page->next_page_token());
        listed.looked_at += counting.found_read();
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) return {};
    } while (!request.page_token().empty());
    return listed;
  }

  // By holding every event against the filter; and how many match seen or not.
  Listed ByScanning(const v1::EventFilter& filter, const access::Rights& rights) {
    Listed right;
    const EventMatcher matcher(filter);
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      auto all = snapshot.List({.kind = storage::Kind::kEvent, .limit = 10'000});
      for (const storage::Resource& resource : *all) {
        const v1::Event event = *Read<v1::Event>(resource);
        v1::Event scratch;
        if (matcher.Matches(event)) ++right.looked_at;
        if (!matcher.Matches(access::VisibleForm(rights, event, scratch))) continue;
        right.names.push_back(event.name());
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return right;
  }

  std::mt19937_64 random_{20261128};
  std::vector<std::string> organizations_, venues_, spaces_, participants_, programmes_, events_;
};

TEST_F(EventSearchTest, ListsFindWhatAScanFindsAndLookAtLittleElse) {
  ASSERT_GT(events_.size(), kEvents / 2);
  int found = 0;
  for (int i = 0; i < kQuestions; ++i) {
    const v1::EventFilter filter = SomeFilter();
    const access::Rights rights = SomeRights();
    const Listed listed = ByListing(filter, rights);
    const Listed right = ByScanning(filter, rights);
    ASSERT_EQ(listed.names, right.names) << filter.DebugString();
    found += static_cast<int>(right.names.size());
    if (filter.text().empty()) {
      EXPECT_LE(listed.looked_at, 2 * right.looked_at + 50) << filter.DebugString();
    }
  }
  EXPECT_GT(found, 1000);
}

}  // namespace
}  // namespace taqvim::schedule
