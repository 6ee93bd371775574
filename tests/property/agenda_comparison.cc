#include "tests/property/agenda_comparison.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/property/model/civil_arithmetic.h"
#include "tests/property/model/series_model.h"

namespace taqvim::property {
namespace {

constexpr int64_t kDaysAround = 365;
constexpr int kPageSize = 7;

// What stands in an agenda, in its order.
struct Entry {
  int64_t start = 0;
  size_t event = 0;  // in order of creation
  int64_t day = 0;
  int stop = -1;
  std::string city;
  std::string name;
  auto Key() const { return std::tuple(start, event, day, stop); }
};

int64_t StartOf(const v1::Period& period) {
  return period.has_timed() ? WallSeconds(period.timed().start())
                            : DayNumber(period.dated().first_day()) * kDay;
}

class Expander {
 public:
  explicit Expander(const Days& window) : window_(window) {}

  void Expand(const v1::Event& event, size_t number) {
    if (event.has_period()) AddOccurrences(event, number);
    int stop = 0;
    for (const v1::Stop& one : event.culture_days().stops()) {
      const Days days = {DayNumber(one.first_day()), DayNumber(one.last_day())};
      Add(event, {days.first * kDay, number, days.first, stop++, one.city()}, days);
    }
  }

  std::vector<Entry> InOrder() {
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.Key() < b.Key(); });
    return entries_;
  }

 private:
  void AddOccurrences(const v1::Event& event, size_t number) {
    if (!event.has_recurrence()) {
      const Days days = DaysOf(event.period());
      return Add(event, {StartOf(event.period()), number, days.first, -1, ""}, days);
    }
    std::set<int64_t> skipped;
    for (const auto& date : event.recurrence().skipped_days()) skipped.insert(DayNumber(date));
    for (const Occurrence& one : OccurrencesOf(event)) {
      if (skipped.contains(one.day)) continue;
      Add(event, {StartOf(one.period), number, one.day, -1, ""}, DaysOf(one.period));
    }
  }

  void Add(const v1::Event& event, Entry entry, const Days& days) {
    if (!days.Overlaps(window_)) return;
    entry.start = std::max(entry.start, window_.first * kDay - 1);
    entry.name = event.name();
    entries_.push_back(entry);
  }

  const Days window_;
  std::vector<Entry> entries_;
};

std::string Line(const std::string& name, int64_t day, const std::string& city) {
  return absl::StrCat("\n    ", name, " ", day, " ", city);
}

}  // namespace

std::string CompareAgenda(const World& world, Subject& subject) {
  const int64_t today = world.now / kDay;
  const Days window = {today - kDaysAround, today + kDaysAround};
  Expander expander(window);
  size_t number = 0;
  for (const v1::Event& event : subject.ListEvents(100)) {
    const auto known = world.events.find(event.name());
    if (known != world.events.end()) expander.Expand(known->second.message, number++);
  }
  std::string expected, actual;
  for (const Entry& entry : expander.InOrder()) {
    absl::StrAppend(&expected, Line(entry.name, entry.day, entry.city));
  }
  for (const v1::Occurrence& one : subject.ListAgenda(window.first, window.last, kPageSize)) {
    absl::StrAppend(&actual, Line(one.event(), DayNumber(one.day()), one.city()));
  }
  if (expected == actual) return "";
  return absl::StrCat("The agenda differs.\n  the model says:", expected,
                      "\n  the schedule says:", actual, "\n");
}

}  // namespace taqvim::property
