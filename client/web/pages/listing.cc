#include "client/web/pages/listing.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/published/civil.h"
#include "client/web/words/dates.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

void Sort(std::vector<Happening>& happenings) {
  std::sort(happenings.begin(), happenings.end(), [](const Happening& a, const Happening& b) {
    return std::make_tuple(IsPermanent(a.occurrence->period), StartOf(a), a.event->event.name()) <
           std::make_tuple(IsPermanent(b.occurrence->period), StartOf(b), b.event->event.name());
  });
}

void WriteTime(MarkupWriter& out, const Happening& happening, const PageContext& context) {
  const v1::Period& period = happening.occurrence->period;
  const CivilDays days = DaysOf(period);
  if (!period.has_timed()) {
    out.Element("time", {{"class", "when"}, {"datetime", absl::FormatCivilTime(days.first)}},
                DaysText(period, context));
    return;
  }
  const absl::CivilSecond start = SecondOf(period.timed().start());
  out.Element("time", {{"class", "when"}, {"datetime", absl::FormatCivilTime(start)}},
              HoursText(start, SecondOf(period.timed().end()), context.languages.front()));
}

void WriteHappening(MarkupWriter& out, const Happening& happening, const PageContext& context,
                    const char* heading) {
  const v1::Event& event = happening.event->event;
  const bool cancelled = event.state() == v1::EVENT_STATE_CANCELLED;
  out.Open("li", {{"class", cancelled ? "happening cancelled" : "happening"}});
  WriteTime(out, happening, context);
  out.Open("div", {{"class", "what"}});
  out.Open(heading);
  WriteWorded(out, "a", Choose(event.title(), context.languages),
              {{"href", context.Link(PathOf(event))}});
  out.Close();
  const std::string places = PlacesText(context.schedule, event, context.languages);
  if (!places.empty()) out.Element("p", {{"class", "where"}, {"dir", "auto"}}, places);
  WriteMarks(out, event, context);
  out.Close().Close();
}

void WriteHappenings(MarkupWriter& out, const std::vector<Happening>& happenings,
                     const PageContext& context) {
  out.Open("ol", {{"class", "happenings"}});
  for (const Happening& happening : happenings) WriteHappening(out, happening, context, "h3");
  out.Close();
}

void WriteDay(MarkupWriter& out, absl::CivilDay day, const std::vector<Happening>& happenings,
              const PageContext& context) {
  const std::string id = absl::StrCat("day-", absl::FormatCivilTime(day));
  out.Open("section", {{"class", "day"}, {"aria-labelledby", id}});
  out.Element("h2", {{"id", id}}, DayText(day, context.languages.front()));
  WriteHappenings(out, happenings, context);
  out.Close();
}

}  // namespace

bool Lasts(const Happening& happening) {
  const CivilDays days = DaysOf(happening.occurrence->period);
  return !happening.occurrence->period.has_timed() && days.first != days.last;
}

absl::CivilSecond StartOf(const Happening& happening) {
  const v1::Period& period = happening.occurrence->period;
  return period.has_timed() ? SecondOf(period.timed().start())
                            : absl::CivilSecond(DaysOf(period).first);
}

bool IsAhead(const PublishedEvent& event, absl::CivilDay today) {
  return std::any_of(
      event.occurrences.begin(), event.occurrences.end(),
      [&](const Occurrence& occurrence) { return DaysOf(occurrence.period).last >= today; });
}

const Occurrence* NextOf(const PublishedEvent& event, absl::CivilDay today) {
  for (const Occurrence& occurrence : event.occurrences) {
    if (DaysOf(occurrence.period).last >= today) return &occurrence;
  }
  return event.occurrences.empty() ? nullptr : &event.occurrences.back();
}

Listing ListingOf(const std::vector<const PublishedEvent*>& events, const CivilDays& days) {
  Listing listing;
  for (const PublishedEvent* event : events) {
    for (const Occurrence& occurrence : event->occurrences) {
      const Happening happening{event, &occurrence};
      const CivilDays taken = DaysOf(occurrence.period);
      if (event->event.has_culture_days() || !taken.Meets(days)) continue;
      if (Lasts(happening)) {
        listing.lasting.push_back(happening);
      } else {
        listing.days[std::max(taken.first, days.first)].push_back(happening);
      }
    }
  }
  for (auto& [day, happenings] : listing.days) Sort(happenings);
  Sort(listing.lasting);
  return listing;
}

void WriteListing(MarkupWriter& out, const Listing& listing, const PageContext& context) {
  if (listing.empty()) {
    out.Element("p", {{"class", "nothing"}}, context.In("nothing-here"));
    return;
  }
  if (listing.newest_first) {
    for (auto day = listing.days.rbegin(); day != listing.days.rend(); ++day) {
      WriteDay(out, day->first, day->second, context);
    }
  } else {
    for (const auto& [day, happenings] : listing.days) WriteDay(out, day, happenings, context);
  }
  if (listing.lasting.empty()) return;
  out.Open("section", {{"class", "day lasting"}, {"aria-labelledby", "lasting"}});
  out.Element("h2", {{"id", "lasting"}}, context.In("exhibitions"));
  WriteHappenings(out, listing.lasting, context);
  out.Close();
}

std::string KindText(const v1::Event& event, const PageContext& context) {
  const std::string key = CategoryKey(event);
  return key.empty() ? "" : context.In(key);
}

std::string DaysText(const v1::Period& period, const PageContext& context) {
  const CivilDays days = DaysOf(period);
  const std::string& language = context.languages.front();
  if (IsPermanent(period)) {
    return context.In("from-day", {{"day", DateText(days.first, language)}});
  }
  return DaysText(days.first, days.last, language);
}

void WriteMarks(MarkupWriter& out, const v1::Event& event, const PageContext& context) {
  std::vector<std::pair<const char*, std::string>> marks = {{"kind", KindText(event, context)}};
  if (event.state() == v1::EVENT_STATE_CANCELLED) {
    const std::string reason = context.Text(event.cancel_reason());
    marks.emplace_back("called-off", reason.empty()
                                         ? context.In("cancelled")
                                         : context.In("cancelled-because", {{"reason", reason}}));
  }
  if (event.has_period() && IsPermanent(event.period())) {
    marks.emplace_back("permanent", context.In("permanent-short"));
  }
  if (event.admission().kind() == v1::ADMISSION_KIND_FREE) {
    marks.emplace_back("free", context.In("admission-free"));
  }
  if (event.admission().sold_out()) marks.emplace_back("sold-out", context.In("sold-out"));
  if (marks.size() == 1 && marks.front().second.empty()) return;
  out.Open("ul", {{"class", "marks"}});
  for (const auto& [kind, text] : marks) {
    if (!text.empty()) out.Element("li", {{"class", kind}}, text);
  }
  out.Close();
}

}  // namespace taqvim::web
