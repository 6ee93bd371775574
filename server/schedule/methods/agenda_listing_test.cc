// The occurrences of many events, against an oracle that expands, sorts and filters all of
// them. A failing run is repeated with TAQVIM_SEED.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "server/access/redact.h"
#include "server/base/error_details.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/testing/counting_snapshot.h"
#include "server/schedule/testing/schedule_fixture.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::CivilDay kFirst(2025, 1, 1);
constexpr int kDays = 120;

uint64_t Seed() {
  const char* given = std::getenv("TAQVIM_SEED");
  uint64_t seed = 0;
  return given != nullptr && absl::SimpleAtoi(given, &seed) ? seed : std::random_device()();
}

std::string Text(absl::CivilDay day) { return absl::FormatCivilTime(day); }

v1::DateWindow WindowOfDays(absl::CivilDay first, absl::CivilDay last) {
  v1::DateWindow window;
  *window.mutable_first_day() = ToDate(first);
  *window.mutable_last_day() = ToDate(last);
  return window;
}

// Where an occurrence stands in the order, and which it is.
struct Item {
  absl::CivilSecond start;  // the second before the window for what began before
  storage::ResourceId id = 0;
  absl::CivilDay day;
  int stop = -1;
  std::string city;
  std::string event;
  friend auto operator<=>(const Item& a, const Item& b) {
    return std::tie(a.start, a.id, a.day, a.stop, a.city) <=>
           std::tie(b.start, b.id, b.day, b.stop, b.city);
  }
};

std::string Line(const Item& item) {
  return absl::StrCat(item.event, " ", Text(item.day), " ", item.city);
}
std::string Line(const v1::Occurrence& occurrence) {
  return absl::StrCat(occurrence.event(), " ", Text(ToCivilDay(occurrence.day())), " ",
                      occurrence.city());
}

class AgendaTest : public ScheduleTest {
 protected:
  AgendaTest() {
    for (int i = 0; i < 3; ++i) {
      venues_.push_back(AddVenue(absl::StrCat("v", i)));
      spaces_.push_back(AddSpace(venues_.back(), "s"));
    }
    owner_ = AddOrganization("owner");
  }

  int Below(int end) { return static_cast<int>(random_() % static_cast<uint64_t>(end)); }
  bool OneIn(int n) { return Below(n) == 0; }
  absl::CivilDay AnyDay() { return kFirst + Below(kDays); }

  v1::Period DatedFor(absl::CivilDay first, int days) {
    v1::Period period;
    *period.mutable_dated()->mutable_first_day() = ToDate(first);
    *period.mutable_dated()->mutable_last_day() = ToDate(first + days - 1);
    return period;
  }
  v1::Period AnyPeriod() {
    if (OneIn(3)) return DatedFor(AnyDay(), 1 + Below(OneIn(4) ? 60 : 3));
    v1::Period period;
    const absl::CivilSecond start = absl::CivilMinute(AnyDay()) + 30 * Below(48);
    *period.mutable_timed()->mutable_start() = ToDateTime(start);
    *period.mutable_timed()->mutable_end() = ToDateTime(start + 3600 * (1 + Below(9)));
    return period;
  }

  void FillSeries(v1::Event& event) {
    static const char* const kRules[] = {"FREQ=DAILY", "FREQ=DAILY;INTERVAL=2;COUNT=20",
                                         "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=9",
                                         "FREQ=MONTHLY"};
    event.mutable_activity();
    v1::Recurrence& recurrence = *event.mutable_recurrence();
    recurrence.set_rule(kRules[Below(std::size(kRules))]);
    *recurrence.mutable_claimed_through() = ToDate(kFirst + kDays + Below(60));
    const Occurrences all(event);
    all.ForEach(all.first(), kFirst + kDays, [&](absl::CivilDay day) {
      if (OneIn(9)) *recurrence.add_excluded_days() = ToDate(day);
      if (OneIn(9)) *recurrence.add_skipped_days() = ToDate(day);
      if (OneIn(9)) *recurrence.add_held_days() = ToDate(day);
      if (OneIn(7)) {
        v1::MovedOccurrence& moved = *recurrence.add_moved_occurrences();
        *moved.mutable_day() = ToDate(day);
        const CivilShift shift = {.days = Below(9) - 4, .seconds = (Below(9) - 4) * 24 * 3600};
        *moved.mutable_period() = ShiftPeriod(all.PeriodOn(day), shift);
      }
      return true;
    });
  }

  void FillStops(v1::Event& event) {
    event.clear_period();
    for (int i = Below(3); i >= 0; --i) {
      v1::Stop& stop = *event.mutable_culture_days()->add_stops();
      stop.set_city(absl::StrCat("City", i));
      const absl::CivilDay first = AnyDay();
      *stop.mutable_first_day() = ToDate(first);
      *stop.mutable_last_day() = ToDate(first + Below(5));
    }
    if (OneIn(2)) *event.mutable_culture_days()->add_stops() = event.culture_days().stops(0);
  }

  v1::Event AnyEvent(const std::string& name) {
    v1::Event event;
    event.set_name(name);
    event.set_owner(owner_);
    (*event.mutable_title())["en"] = OneIn(4) ? "A rare one" : "Another";
    event.set_state(static_cast<v1::EventState>(1 + Below(4)));
    if (OneIn(3)) event.set_visibility(v1::VISIBILITY_PRIVATE);
    event.set_time_zone("Asia/Almaty");
    *event.mutable_period() = AnyPeriod();
    if (OneIn(5)) {
      FillStops(event);
    } else if (OneIn(4)) {
      FillSeries(event);
    } else if (OneIn(5)) {
      event.mutable_exhibition();
      *event.mutable_period() = DatedFor(AnyDay(), 1 + Below(90));
      if (OneIn(3)) event.mutable_period()->mutable_dated()->set_permanent(true);
    } else {
      event.mutable_activity();
    }
    for (int i = Below(3); i > 0; --i) {
      v1::Booking& booking = *event.add_bookings();
      booking.set_space(spaces_[Below(3)]);
      if (OneIn(3)) *booking.mutable_period() = AnyPeriod();
    }
    return event;
  }

  // Puts it into the store as it is, beside what the operations would do.
  void Put(const v1::Event& event) {
    auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          storage::Put put{.kind = storage::Kind::kEvent,
                           .name = event.name(),
                           .body = event.SerializeAsString(),
                           .facets = FacetsOf(event)};
          auto known = transaction.Find(storage::Kind::kEvent, event.name());
          if (!known.ok()) return known.status();
          put.id = *known != nullptr ? (*known)->id : transaction.NewId();
          ids_[event.name()] = put.id;
          std::set<std::string> booked;
          for (const v1::Booking& booking : event.bookings()) booked.insert(booking.space());
          for (const std::string& name : booked) {
            auto space = transaction.Find(storage::Kind::kSpace, name);
            if (!space.ok()) return space.status();
            put.links.push_back({storage::LinkRole::kBooked, (*space)->id});
          }
          if (auto s = transaction.Apply({.puts = {put}}); !s.ok()) return s;
          return "";
        });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    events_[event.name()] = event;
  }

  // What a request should list, for all pages.
  std::vector<Item> Expected(const v1::ListOccurrencesRequest& request,
                             const access::Rights& rights) {
    const CivilDays window = WindowOf(request.window());
    const EventMatcher matcher(request.filter());
    std::vector<Item> items;
    for (const auto& entry : events_) {
      const std::string& name = entry.first;
      v1::Event event = entry.second;
      access::Show(rights, event);
      if (!matcher.Matches(event)) continue;
      const auto add = [&](absl::CivilDay day, const v1::Period& period, int stop,
                           const std::string& city) {
        if (!window.Overlaps(DaysOf(period))) return;
        const absl::CivilSecond start = std::max(StartOf(period), BeforeWindow(window));
        items.push_back({start, ids_.at(name), day, stop, city, name});
      };
      const Occurrences occurrences(event);
      const absl::CivilDay through = event.has_recurrence()
                                         ? ToCivilDay(event.recurrence().claimed_through())
                                         : absl::CivilDay::max();
      occurrences.ForEach(absl::CivilDay::min(), through, [&](absl::CivilDay day) {
        const bool is_out = occurrences.IsExcluded(day) || occurrences.IsSkipped(day);
        if (!is_out) add(day, occurrences.PeriodOn(day), -1, "");
        return true;
      });
      const auto& stops = event.culture_days().stops();
      for (int i = 0; i < stops.size(); ++i) {
        v1::Period period;
        *period.mutable_dated()->mutable_first_day() = stops[i].first_day();
        *period.mutable_dated()->mutable_last_day() = stops[i].last_day();
        add(ToCivilDay(stops[i].first_day()), period, i, stops[i].city());
      }
    }
    std::sort(items.begin(), items.end());
    return items;
  }
  static absl::CivilSecond BeforeWindow(const CivilDays& window) {
    return absl::CivilSecond(window.first) - 1;
  }

  v1::ListOccurrencesResponse Page(const v1::ListOccurrencesRequest& request,
                                   const access::Rights& rights, int* looked_at = nullptr) {
    EXPECT_TRUE(Validate(request).ok()) << Validate(request);
    v1::ListOccurrencesResponse page;
    const auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      CountingSnapshot counting(snapshot);
      auto answer = ListOccurrences(counting, {"someone", rights}, request);
      if (answer.ok()) page = *answer;
      if (looked_at != nullptr) *looked_at = counting.found_read();
      return answer.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return page;
  }
  // All pages, with something done between two of them.
  std::vector<std::string> Listed(
      v1::ListOccurrencesRequest request, const access::Rights& rights,
      const std::function<void()>& between = [] {}) {
    std::vector<std::string> lines;
    for (pages_ = 1;; ++pages_) {
      const auto page = Page(request, rights);
      for (const v1::Occurrence& occurrence : page.occurrences()) lines.push_back(Line(occurrence));
      request.set_page_token(page.next_page_token());
      if (request.page_token().empty()) return lines;
      between();
    }
  }

  v1::ListOccurrencesRequest AnyRequest() {
    v1::ListOccurrencesRequest request;
    const absl::CivilDay first = AnyDay() - 5;
    *request.mutable_window() = WindowOfDays(first, first + Below(OneIn(3) ? kDays : 10));
    if (OneIn(2)) request.set_page_size(1 + Below(7));
    v1::EventFilter& filter = *request.mutable_filter();
    if (OneIn(3)) filter.add_states(static_cast<v1::EventState>(1 + Below(4)));
    if (OneIn(4)) filter.add_kinds(v1::EVENT_KIND_ACTIVITY);
    if (OneIn(4)) filter.add_venues(venues_[Below(3)]);
    if (OneIn(4)) filter.set_text("rare");
    return request;
  }

  static access::Rights Viewer() {
    access::Rights rights;
    rights.Add(v1::ROLE_VIEWER);
    return rights;
  }

  std::mt19937_64 random_{1};
  std::vector<std::string> venues_, spaces_;
  std::string owner_;
  std::map<std::string, v1::Event> events_;
  std::map<std::string, storage::ResourceId> ids_;
  int pages_ = 0;
};

std::vector<std::string> Lines(const std::vector<Item>& items) {
  std::vector<std::string> lines;
  for (const Item& item : items) lines.push_back(Line(item));
  return lines;
}

TEST_F(AgendaTest, ListsWhatAnOracleExpandsSortsAndFilters) {
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("TAQVIM_SEED=", seed));
  random_.seed(seed);
  for (int i = 0; i < 150; ++i) Put(AnyEvent(absl::StrCat("events/e", i)));
  size_t listed = 0;
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    const auto request = AnyRequest();
    const access::Rights rights = OneIn(2) ? Viewer() : access::Rights::All();
    const auto expected = Lines(Expected(request, rights));
    listed += expected.size();
    EXPECT_EQ(Listed(request, rights), expected) << request.DebugString();
  }
  EXPECT_GT(listed, 1000);
}

TEST_F(AgendaTest, OnlyWhatMovesBetweenPagesComesTwiceOrNotAtAll) {
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("TAQVIM_SEED=", seed));
  random_.seed(seed);
  for (int i = 0; i < 80; ++i) Put(AnyEvent(absl::StrCat("events/e", i)));
  int next = 80;
  size_t stayed = 0, changed = 0;
  const auto suffices = [&] { return stayed > 100 && changed > 10; };
  for (int i = 0; (i < 20 || (i < 200 && !suffices())) && !HasFailure(); ++i) {
    auto request = AnyRequest();
    request.set_page_size(1 + Below(5));
    const auto before = Expected(request, access::Rights::All());
    std::multiset<Item> staying(before.begin(), before.end());
    std::set<std::string> ever;
    for (const Item& item : before) ever.insert(Line(item));
    // More would add as much as is listed meanwhile.
    int writes = 12;
    const auto listed = Listed(request, access::Rights::All(), [&] {
      if (writes-- <= 0) return;
      const bool is_new = OneIn(3);
      Put(AnyEvent(absl::StrCat("events/e", is_new ? next++ : Below(next))));
      const auto now = Expected(request, access::Rights::All());
      std::multiset<Item> both;
      std::set_intersection(staying.begin(), staying.end(), now.begin(), now.end(),
                            std::inserter(both, both.end()));
      changed += staying.size() - both.size();
      staying = std::move(both);
      for (const Item& item : now) ever.insert(Line(item));
    });
    std::map<std::string, int> times, wanted;
    for (const std::string& line : listed) {
      ++times[line];
      EXPECT_TRUE(ever.contains(line)) << line;
    }
    std::set<std::string> moved;
    for (const Item& item : before) {
      if (!staying.contains(item)) moved.insert(Line(item));
    }
    for (const Item& item : staying) ++wanted[Line(item)];
    for (const auto& [line, count] : wanted) {
      stayed += count;
      // Stops that are alike cannot be told apart: one may have moved and one not.
      if (!moved.contains(line)) {
        EXPECT_EQ(times[line], count) << line;
      }
    }
  }
  EXPECT_GT(stayed, 100);
  EXPECT_GT(changed, 10);
}

class BusyScheduleTest : public AgendaTest {
 protected:
  // Talks on every evening of some years, and exhibitions that last for months.
  void PutMany(int count) {
    for (int begin = 0; begin < count; begin += kAtOnce) {
      auto outcome = schedule_.RunTransaction(
          [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
            storage::Mutation mutation;
            for (int i = begin; i < begin + kAtOnce; ++i) {
              const v1::Event event = TalkOrExhibition(i);
              mutation.puts.push_back({.id = transaction.NewId(),
                                       .kind = storage::Kind::kEvent,
                                       .name = event.name(),
                                       .body = event.SerializeAsString(),
                                       .facets = FacetsOf(event)});
            }
            if (auto s = transaction.Apply(std::move(mutation)); !s.ok()) return s;
            return "";
          });
      ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    }
  }

 private:
  static constexpr int kAtOnce = 100;

  v1::Event TalkOrExhibition(int i) {
    v1::Event event;
    event.set_name(absl::StrCat("events/e", i));
    event.set_state(v1::EVENT_STATE_CONFIRMED);
    const absl::CivilDay day = kFirst + i % 1000;
    if (i % 100 == 0) {
      event.mutable_exhibition();
      *event.mutable_period() = DatedFor(day, 100);
    } else {
      event.mutable_activity();
      const absl::CivilSecond start = absl::CivilMinute(day) + 18 * 60;
      *event.mutable_period()->mutable_timed()->mutable_start() = ToDateTime(start);
      *event.mutable_period()->mutable_timed()->mutable_end() = ToDateTime(start + 3600);
    }
    return event;
  }
};

TEST_F(BusyScheduleTest, APageReadsWhatItHoldsAndNotWhatElseThereIs) {
  PutMany(20'000);
  v1::ListOccurrencesRequest request;
  *request.mutable_window() = WindowOfDays(kFirst + 450, kFirst + 456);
  int looked_at = 0;
  const auto page = Page(request, access::Rights::All(), &looked_at);
  EXPECT_EQ(page.occurrences_size(), 100);
  EXPECT_NE(page.next_page_token(), "");
  EXPECT_LE(looked_at, 102);
  // Twenty talks each day, and the exhibitions of the day 400.
  EXPECT_EQ(Listed(request, access::Rights::All()).size(), 7 * 20 + 20);
  EXPECT_EQ(pages_, 2);
}

TEST_F(BusyScheduleTest, PagesEndAfterAsMuchWorkWhereLittleMatches) {
  PutMany(6'000);
  v1::ListOccurrencesRequest request;
  *request.mutable_window() = WindowOfDays(kFirst, kFirst + 730);
  request.mutable_filter()->set_text("nothing has this text");
  int looked_at = 0;
  EXPECT_EQ(Page(request, access::Rights::All(), &looked_at).occurrences_size(), 0);
  EXPECT_EQ(looked_at, 2001);
  EXPECT_THAT(Listed(request, access::Rights::All()), IsEmpty());
  EXPECT_EQ(pages_, 3);  // of some 4,400
}

TEST_F(BusyScheduleTest, PagesEndSoonerWhereTheSnapshotMustBeGivenUp) {
  PutMany(3'000);
  v1::ListOccurrencesRequest request;
  *request.mutable_window() = WindowOfDays(kFirst, kFirst + 730);
  request.set_page_size(1000);
  const auto all = Listed(request, access::Rights::All());
  EXPECT_EQ(pages_, 3);
  schedule_.tick = absl::Milliseconds(1);
  EXPECT_EQ(Listed(request, access::Rights::All()), all);
  EXPECT_GT(pages_, 30);
}

// As people see it.
class AgendaOfEventsTest : public AgendaTest {
 protected:
  v1::ListOccurrencesResponse List(const std::string& first, const std::string& last,
                                   const std::string& more = "") {
    auto page =
        schedule_.Run(ListOccurrences, FromText<v1::ListOccurrencesRequest>(absl::StrCat(
                                           "window { first_day { ", DateText(first),
                                           " } last_day { ", DateText(last), " } } ", more)));
    EXPECT_TRUE(page.ok()) << page.status();
    return page.value_or(v1::ListOccurrencesResponse());
  }
};

TEST_F(AgendaOfEventsTest, SaysWhatIsWhereWithoutAnotherCall) {
  AddConfirmed("talk", spaces_[0], "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("other", venues_[1], "2025-10-10 10:00", "2025-10-10 11:00");
  const auto page = List("2025-10-10", "2025-10-10");
  ASSERT_EQ(page.occurrences_size(), 2);
  EXPECT_EQ(page.occurrences(0).event(), "events/other");
  EXPECT_EQ(page.occurrences(0).event_state(), v1::EVENT_STATE_TENTATIVE);
  const v1::Occurrence& talk = page.occurrences(1);
  const v1::Event event = Run(GetEvent, "name: 'events/talk'")->event();
  EXPECT_EQ(talk.event(), event.name());
  EXPECT_EQ(talk.event_uid(), event.uid());
  EXPECT_EQ(talk.title().at("en"), event.title().at("en"));
  EXPECT_EQ(talk.event_kind(), v1::EVENT_KIND_ACTIVITY);
  EXPECT_EQ(talk.event_state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_EQ(talk.state(), v1::OCCURRENCE_STATE_BOOKED);
  EXPECT_EQ(talk.time_zone(), "Asia/Almaty");
  EXPECT_EQ(talk.period().timed().start().hours(), 18);
  EXPECT_THAT(talk.places(), ElementsAre(spaces_[0]));
  std::vector<std::string> places;
  for (const v1::OccurrencePlace& place : page.places()) {
    places.push_back(absl::StrCat(place.name(), " ", place.city(), " ", place.country(), " ",
                                  place.title_size()));
  }
  EXPECT_THAT(places, ElementsAre("venues/v1 Astana KZ 1", "venues/v0/spaces/s Astana KZ 1",
                                  "venues/v0 Astana KZ 1"));
}

TEST_F(AgendaOfEventsTest, SaysOfWhatBeganBeforeWhenThatWas) {
  v1::Event display = AnyEvent("events/display");
  display.Clear();
  display.set_name("events/display");
  display.mutable_exhibition();
  *display.mutable_period()->mutable_dated()->mutable_first_day() = ToDate(kFirst);
  display.mutable_period()->mutable_dated()->set_permanent(true);
  Put(display);
  AddConfirmed("talk", spaces_[0], "2025-10-10 00:00", "2025-10-10 02:00");
  const auto page = List("2025-10-10", "2025-10-10");
  ASSERT_EQ(page.occurrences_size(), 2);
  EXPECT_EQ(page.occurrences(0).event(), "events/display");
  EXPECT_EQ(ToCivilDay(page.occurrences(0).period().dated().first_day()), kFirst);
  EXPECT_TRUE(page.occurrences(0).period().dated().permanent());
}

TEST_F(AgendaOfEventsTest, FollowsWhatIsMovedCancelledAndDeleted) {
  AddConfirmed("talk", spaces_[0], "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("hold", spaces_[1], "2025-10-11 18:00", "2025-10-11 20:00");
  ASSERT_TRUE(Run(CancelEvent, FromText<v1::CancelEventRequest>("name: 'events/talk'")).ok());
  auto page = List("2025-10-01", "2025-10-31");
  ASSERT_EQ(page.occurrences_size(), 2);
  EXPECT_EQ(page.occurrences(0).event_state(), v1::EVENT_STATE_CANCELLED);
  page = List("2025-10-01", "2025-10-31", "filter { states: EVENT_STATE_TENTATIVE }");
  ASSERT_EQ(page.occurrences_size(), 1);
  const v1::Event hold = Run(GetEvent, "name: 'events/hold'")->event();
  v1::DeleteEventRequest deletion;
  deletion.set_name(hold.name());
  deletion.set_etag(hold.etag());
  ASSERT_TRUE(Run(DeleteEvent, deletion).ok());
  EXPECT_EQ(List("2025-10-01", "2025-10-31").occurrences_size(), 1);
}

TEST_F(AgendaOfEventsTest, StaysWithinWhatAnAnswerMayHold) {
  for (int i = 0; i < 300; ++i) {
    v1::Event event = AnyEvent(absl::StrCat("events/e", i));
    event.clear_culture_days();
    event.clear_recurrence();
    event.mutable_activity();
    *event.mutable_period() = DatedFor(kFirst, 1);
    for (int j = 0; j < 20; ++j)
      (*event.mutable_title())[absl::StrCat("x-", j)] = std::string(500, 't');
    Put(event);
  }
  v1::ListOccurrencesRequest request;
  *request.mutable_window() = WindowOfDays(kFirst, kFirst);
  request.set_page_size(1000);
  int listed = 0;
  do {
    const auto page = Page(request, access::Rights::All());
    EXPECT_LE(page.ByteSizeLong(), (2 << 20) + (16 << 10));
    EXPECT_GT(page.occurrences_size(), 0);
    listed += page.occurrences_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, 300);
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  google::rpc::BadRequest request;
  GetDetail(status, &request);
  for (const auto& violation : request.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST_F(AgendaOfEventsTest, SaysWhatIsWrongWithAQuestion) {
  const auto refused = [&](const std::string& request) {
    return FieldsOf(Run(ListOccurrences, request.c_str()).status());
  };
  EXPECT_THAT(refused(""), ElementsAre("window.first_day", "window.last_day"));
  const std::string window = "window { first_day { year: 2025 month: 1 day: 1 } last_day { ";
  EXPECT_THAT(refused(window + "year: 2027 month: 1 day: 2 } }"), ElementsAre("window.last_day"));
  EXPECT_THAT(refused(window + "year: 2027 month: 1 day: 1 } }"), IsEmpty());
  EXPECT_THAT(refused(window + "year: 2025 month: 1 day: 1 } } filter { window { } }"),
              ElementsAre("filter.window"));
  EXPECT_THAT(refused("name: 'events/e' filter { }"), ElementsAre("filter"));
  EXPECT_THAT(refused(window + "year: 2025 month: 1 day: 1 } } page_token: 'x'"),
              ElementsAre("page_token"));
}

TEST_F(AgendaOfEventsTest, ATokenBelongsToItsQuestion) {
  for (const char* id : {"a", "b"}) {
    AddHold(id, spaces_[0], "2025-10-10 18:00", "2025-10-10 20:00");
  }
  const std::string token = List("2025-10-10", "2025-10-10", "page_size: 1").next_page_token();
  EXPECT_EQ(List("2025-10-10", "2025-10-10", absl::StrCat("page_token: '", token, "'"))
                .occurrences_size(),
            1);
  auto other = FromText<v1::ListOccurrencesRequest>(
      absl::StrCat("name: 'events/a' page_token: '", token, "'"));
  EXPECT_EQ(ReasonOf(Run(ListOccurrences, other).status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace taqvim::schedule
