// Lists of what takes place, as pages show them: day by day, and what stays for longer.
#pragma once

#include <map>
#include <vector>

#include "absl/time/civil_time.h"
#include "client/web/pages/context.h"

namespace taqvim::web {

// One time of an event. Points into the schedule.
struct Happening {
  const PublishedEvent* event = nullptr;
  const Occurrence* occurrence = nullptr;
};

struct Listing {
  // What begins on each day, in order of time.
  std::map<absl::CivilDay, std::vector<Happening>> days;
  // What takes whole days, and more than one: exhibitions, in order of their first days, and
  // those that stay last.
  std::vector<Happening> lasting;

  // Whether the last day comes first.
  bool newest_first = false;

  bool empty() const { return days.empty() && lasting.empty(); }
};

// Whether it takes whole days, and more than one.
bool Lasts(const Happening& happening);

// When it begins, as the clocks there show it; of whole days when the first does, so that they come
// before the hours of the day.
absl::CivilSecond StartOf(const Happening& happening);

// Whether some of its times are not over on the day.
bool IsAhead(const PublishedEvent& event, absl::CivilDay today);

// When the event takes place next: the first time that is not over, else the last; nullptr where
// there is none.
const Occurrence* NextOf(const PublishedEvent& event, absl::CivilDay today);

// What of the events takes place on the days. Stops of culture days are left out: a page says
// those at its top.
Listing ListingOf(const std::vector<const PublishedEvent*>& events, const CivilDays& days);

// Each day under a heading, then what lasts; a sentence where there is nothing.
void WriteListing(markup::MarkupWriter& out, const Listing& listing, const PageContext& context);

// The words for what kind of event it is, such as `Concert`; empty for others.
std::string KindText(const v1::Event& event, const PageContext& context);
// `10 May 2035`, or `from 10 May 2035`, which says that it is permanent.
std::string DaysText(const v1::Period& period, const PageContext& context);
// Words of state and admission beside a title: `Cancelled: ...`, `Sold out`.
void WriteMarks(markup::MarkupWriter& out, const v1::Event& event, const PageContext& context);

}  // namespace taqvim::web
