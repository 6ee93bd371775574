#include "client/web/kiosk/kiosk_page.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_address.h"
#include "client/web/kiosk/kiosk_day.h"
#include "client/web/pages/layout.h"
#include "client/web/pages/listing.h"
#include "client/web/words/dates.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

constexpr int kReloadedAfter = 60;

std::vector<const PublishedEvent*> EventsAt(const std::string& name, const PageContext& context) {
  FeedAddress feed;
  feed.scope = absl::StrContains(name, "/spaces/") ? FeedScope::kSpace : FeedScope::kVenue;
  feed.resource = name;
  return FeedEvents(context.schedule, feed);
}

class KioskWriter {
 public:
  // The place is one of the venue, or the venue; `space` is nullptr for that.
  KioskWriter(MarkupWriter& out, const v1::Venue& venue, const v1::Space* space,
              const KioskDay& day, absl::TimeZone zone, const PageContext& context)
      : out_(out), venue_(venue), space_(space), day_(day), zone_(zone), context_(context) {}

  void Write() {
    WriteHead();
    WriteNow();
    WriteNext();
    WriteToday();
  }

 private:
  std::string Hour(absl::Time time) const { return HourText(absl::ToCivilSecond(time, zone_)); }

  void WriteHead() {
    const absl::CivilSecond local = absl::ToCivilSecond(context_.now, zone_);
    out_.Open("header", {{"class", "door"}});
    out_.Open("div");
    WriteWorded(out_, "h1",
                Choose(space_ != nullptr ? space_->title() : venue_.title(), context_.languages));
    if (space_ != nullptr) {
      out_.Open("p", {{"class", "where"}});
      WriteWorded(out_, "span", Choose(venue_.title(), context_.languages));
      out_.Close();
    }
    out_.Close();
    out_.Open("p", {{"class", "clock"}});
    out_.Element("time", {{"datetime", absl::FormatCivilTime(absl::CivilMinute(local))}},
                 HourText(absl::CivilSecond(absl::CivilMinute(local))));
    out_.Element("span", {}, DayText(absl::CivilDay(local), context_.languages.front()));
    out_.Close().Close();
  }

  void WriteTitle(const char* element, const KioskEntry& entry) {
    if (entry.event == nullptr) {
      out_.Element(element, {}, context_.In("reserved"));
      return;
    }
    WriteWorded(out_, element, Choose(entry.event->event.title(), context_.languages));
  }

  // In which of the venue's spaces; nothing on the screen of a space.
  void WriteSpaces(const KioskEntry& entry) {
    if (space_ != nullptr || entry.event == nullptr) return;
    for (const v1::Booking& booking : entry.event->event.bookings()) {
      const v1::Space* space = context_.schedule.FindSpace(booking.space());
      if (space == nullptr || VenueOf(space->name()) != venue_.name()) continue;
      out_.Open("p", {{"class", "where"}});
      WriteWorded(out_, "span", Choose(space->title(), context_.languages));
      out_.Close();
    }
  }

  void WriteNow() {
    out_.Open("section", {{"class", "now"}, {"aria-labelledby", "now"}});
    out_.Element("h2", {{"id", "now"}}, context_.In("now"));
    bool is_free = true;
    for (const KioskEntry& entry : day_.entries) {
      if (!entry.IsOn(context_.now) || IsCancelled(entry)) continue;
      is_free = false;
      WriteTitle("h3", entry);
      WriteSpaces(entry);
      out_.Element("p", {{"class", "when"}},
                   context_.In("until-hour", {{"hour", Hour(entry.end)}}));
    }
    if (is_free) out_.Element("p", {{"class", "nothing"}}, context_.In("nothing-now"));
    out_.Close();
  }

  void WriteNext() {
    const auto next = std::find_if(
        day_.entries.begin(), day_.entries.end(),
        [&](const KioskEntry& entry) { return entry.start > context_.now && !IsCancelled(entry); });
    out_.Open("section", {{"class", "next"}, {"aria-labelledby", "next"}});
    out_.Element("h2", {{"id", "next"}}, context_.In("next"));
    if (next == day_.entries.end()) {
      out_.Element("p", {{"class", "nothing"}}, context_.In("nothing-today"));
    } else {
      WriteTitle("h3", *next);
      WriteSpaces(*next);
      out_.Element("p", {{"class", "when"}},
                   context_.In("from-hour", {{"hour", Hour(next->start)}}));
    }
    out_.Close();
  }

  const char* ClassOf(const KioskEntry& entry) const {
    if (IsCancelled(entry)) return " cancelled";
    if (entry.occurrence != nullptr && !entry.occurrence->period.has_timed()) return " whole";
    if (entry.end <= context_.now) return " over";
    return entry.IsOn(context_.now) ? " on" : "";
  }

  void WriteRow(const KioskEntry& entry, const std::string& when) {
    out_.Open("li", {{"class", absl::StrCat("happening", ClassOf(entry))}});
    out_.Element("span", {{"class", "when"}}, when);
    out_.Open("div", {{"class", "what"}});
    WriteTitle("h3", entry);
    WriteSpaces(entry);
    if (entry.event != nullptr) WriteMarks(out_, entry.event->event, context_);
    out_.Close().Close();
  }

  void WriteToday() {
    if (day_.entries.empty() && day_.whole.empty()) return;
    out_.Open("section", {{"class", "today"}, {"aria-labelledby", "today"}});
    out_.Element("h2", {{"id", "today"}}, context_.In("today"));
    out_.Open("ol", {{"class", "happenings"}});
    for (const KioskEntry& entry : day_.entries) {
      WriteRow(entry, absl::StrCat(Hour(entry.start), "–", Hour(entry.end)));
    }
    for (const KioskEntry& entry : day_.whole) {
      WriteRow(entry, DaysText(entry.occurrence->period, context_));
    }
    out_.Close().Close();
  }

  MarkupWriter& out_;
  const v1::Venue& venue_;
  const v1::Space* const space_;
  const KioskDay& day_;
  const absl::TimeZone zone_;
  const PageContext& context_;
};

}  // namespace

std::optional<std::string> KioskPage(const std::string& name,
                                     const std::vector<ReservedBlock>& reserved,
                                     const PageContext& context) {
  const v1::Venue* venue = context.schedule.FindVenue(VenueOf(name));
  const v1::Space* space = context.schedule.FindSpace(name);
  if (venue == nullptr || (space == nullptr && name != venue->name())) return std::nullopt;
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(venue->time_zone(), &zone);
  const absl::CivilDay today = absl::ToCivilDay(context.now, zone);
  KioskDay day = KioskDayOf(EventsAt(name, context), today, zone);
  for (const ReservedBlock& block : reserved) {
    const bool is_today =
        block.start < absl::FromCivil(today + 1, zone) && absl::FromCivil(today, zone) < block.end;
    if (is_today) Insert({.start = block.start, .end = block.end}, day.entries);
  }
  const PageHead head{.title = context.Text(space != nullptr ? space->title() : venue->title()),
                      .path = absl::StrCat(PathOf(name), "/kiosk"),
                      .is_listed = false,
                      .reloaded_after = kReloadedAfter};
  return RenderPage(context, head, [&](MarkupWriter& out) {
    KioskWriter(out, *venue, space, day, zone, context).Write();
  });
}

}  // namespace taqvim::web
