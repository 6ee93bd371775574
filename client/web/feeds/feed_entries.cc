#include "client/web/feeds/feed_entries.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "client/web/published/civil.h"
#include "client/web/words/cities.h"
#include "client/web/words/languages.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

// For so many days a cancelled event is said to be so.
constexpr int kCancelledFor = 30;

EntryTime TimeOf(const google::type::DateTime& time) {
  EntryTime taken{.local = SecondOf(time), .utc_offset = std::nullopt};
  if (time.has_utc_offset()) taken.utc_offset = absl::Seconds(time.utc_offset().seconds());
  return taken;
}

void AddOnce(std::string text, std::vector<std::string>& texts) {
  if (text.empty() || std::find(texts.begin(), texts.end(), text) != texts.end()) return;
  texts.push_back(std::move(text));
}

// The venue or the space; empty where it is of a participant.
const std::string& PlaceOf(const v1::Booking& booking) {
  return booking.venue().empty() ? booking.space() : booking.venue();
}

class EntryMaker {
 public:
  EntryMaker(const Schedule& schedule, const PublishedEvent& event, const EntryContext& context)
      : schedule_(schedule), event_(event.event), context_(context) {}

  CalendarEntry Make(const Occurrence& occurrence) const {
    CalendarEntry entry;
    entry.uid = Uid(occurrence);
    entry.sequence = event_.sequence();
    entry.modified = std::max(ModifiedAt(event_), PlacesModifiedAt());
    entry.summary = Summary(occurrence);
    entry.location = occurrence.stop > 0 ? CityText(occurrence.city, context_.languages)
                                         : PlacesText(schedule_, event_, context_.languages);
    entry.web_address = event_.web_address();
    entry.categories = Categories();
    entry.status = StatusOf(occurrence);
    entry.is_private = event_.visibility() == v1::VISIBILITY_PRIVATE;
    SetTimes(occurrence, context_, entry);
    entry.description = Description(occurrence, entry);
    return entry;
  }

 private:
  bool IsCancelled() const { return event_.state() == v1::EVENT_STATE_CANCELLED; }
  EntryStatus StatusOf(const Occurrence& occurrence) const {
    if (IsCancelled()) return EntryStatus::kCancelled;
    const bool is_certain = event_.state() != v1::EVENT_STATE_TENTATIVE && !occurrence.held;
    return is_certain ? EntryStatus::kConfirmed : EntryStatus::kTentative;
  }
  // What is said of where it takes place.
  absl::Time PlacesModifiedAt() const {
    int64_t seconds = 0;
    for (const v1::Booking& booking : event_.bookings()) {
      const std::string& place = PlaceOf(booking);
      if (const v1::Space* space = schedule_.FindSpace(place)) {
        seconds = std::max(seconds, space->public_update_time().seconds());
      }
      if (const v1::Venue* venue = schedule_.FindVenue(VenueOf(place))) {
        seconds = std::max(seconds, venue->public_update_time().seconds());
      }
    }
    return absl::FromUnixSeconds(seconds);
  }
  std::string In(absl::string_view key, const Words::Filling& filling = {}) const {
    return Words::Embedded().In(context_.languages, key, filling);
  }

  std::string Uid(const Occurrence& occurrence) const {
    std::string uid = event_.uid();
    if (event_.has_recurrence()) {
      absl::StrAppendFormat(&uid, "-%04d%02d%02d", occurrence.day.year(), occurrence.day.month(),
                            occurrence.day.day());
    }
    if (occurrence.stop > 0) absl::StrAppend(&uid, "-", occurrence.stop);
    return absl::StrCat(uid, "@", context_.uid_domain);
  }

  std::string Summary(const Occurrence& occurrence) const {
    std::string summary = TextIn(event_.title(), context_.languages);
    if (occurrence.stop > 0)
      absl::StrAppend(&summary, ": ", CityText(occurrence.city, context_.languages));
    // Some readers show nothing of the state.
    switch (StatusOf(occurrence)) {
      case EntryStatus::kCancelled:
        return absl::StrCat(In("cancelled"), ": ", summary);
      case EntryStatus::kTentative:
        return absl::StrCat(In("tentative"), ": ", summary);
      default:
        return summary;
    }
  }

  std::vector<std::string> Categories() const {
    std::vector<std::string> categories;
    if (const std::string key = CategoryKey(event_); !key.empty()) categories.push_back(In(key));
    for (const std::string& label : event_.labels()) AddOnce(label, categories);
    return categories;
  }

  std::string Description(const Occurrence& occurrence, const CalendarEntry& entry) const {
    std::vector<std::string> parts;
    if (IsCancelled()) {
      const std::string reason = TextIn(event_.cancel_reason(), context_.languages);
      parts.push_back(reason.empty() ? In("cancelled")
                                     : In("cancelled-because", {{"reason", reason}}));
    }
    if (event_.state() == v1::EVENT_STATE_TENTATIVE && event_.has_expire_time()) {
      const absl::Time lapses = absl::FromUnixSeconds(event_.expire_time().seconds());
      parts.push_back(In(
          "lapses", {{"time", absl::FormatTime("%Y-%m-%d %H:%M", lapses, absl::UTCTimeZone())}}));
    }
    AddOnce(TextIn(event_.description(), context_.languages), parts);
    if (IsPermanent(occurrence.period)) parts.push_back(In("permanent"));
    AddOnce(Admission(), parts);
    AddOnce(Times(entry), parts);
    return absl::StrJoin(parts, "\n\n");
  }

  std::string Admission() const {
    const v1::Admission& admission = event_.admission();
    std::vector<std::string> parts;
    switch (admission.kind()) {
      case v1::ADMISSION_KIND_FREE:
        parts.push_back(In("admission-free"));
        break;
      case v1::ADMISSION_KIND_TICKETED:
        parts.push_back(In("admission-ticketed"));
        break;
      case v1::ADMISSION_KIND_INVITATION:
        parts.push_back(In("admission-invitation"));
        break;
      default:
        break;
    }
    AddOnce(admission.address(), parts);
    if (admission.sold_out()) parts.push_back(In("sold-out"));
    return absl::StrJoin(parts, ". ");
  }

  // Readers with old data of zones show another hour, and this is what is right.
  std::string Times(const CalendarEntry& entry) const {
    const auto* hours = std::get_if<EntryHours>(&entry.when);
    absl::TimeZone zone;
    if (hours == nullptr || !absl::LoadTimeZone(hours->zone, &zone)) return "";
    absl::Duration offset = absl::Seconds(zone.At(zone.At(hours->start.local).pre).offset);
    if (hours->start.utc_offset) offset = *hours->start.utc_offset;
    const int64_t minutes = std::abs(absl::ToInt64Minutes(offset));
    return In("times-in",
              {{"zone", hours->zone},
               {"offset", absl::StrFormat("%c%02d:%02d", offset < absl::ZeroDuration() ? '-' : '+',
                                          minutes / 60, minutes % 60)}});
  }

  const Schedule& schedule_;
  const v1::Event& event_;
  const EntryContext& context_;
};

// Whether what was cancelled is still said, and what lapsed not.
bool IsSaid(const v1::Event& event, absl::CivilDay today) {
  if (event.state() == v1::EVENT_STATE_EXPIRED) return false;
  return event.state() != v1::EVENT_STATE_CANCELLED ||
         today - absl::ToCivilDay(ModifiedAt(event), absl::UTCTimeZone()) <= kCancelledFor;
}

}  // namespace

absl::Time ModifiedAt(const v1::Event& event) {
  // The public sees the one, and who plans the other.
  const auto& in_public =
      event.has_public_update_time() ? event.public_update_time() : event.publish_time();
  return absl::FromUnixSeconds(std::max(in_public.seconds(), event.update_time().seconds()));
}

std::vector<CalendarEntry> EntriesOf(const Schedule& schedule, const PublishedEvent& event,
                                     const EntryContext& context) {
  std::vector<CalendarEntry> entries;
  if (!IsSaid(event.event, context.today)) return entries;
  const EntryMaker maker(schedule, event, context);
  for (const Occurrence& occurrence : event.occurrences) {
    if (DaysOf(occurrence.period).Meets(context.days)) entries.push_back(maker.Make(occurrence));
  }
  return entries;
}

void SetTimes(const Occurrence& occurrence, const EntryContext& context, CalendarEntry& entry) {
  const bool is_attended =
      context.scope == FeedScope::kSpace || context.scope == FeedScope::kParticipant;
  entry.transparent = !is_attended || !occurrence.period.has_timed();
  if (occurrence.period.has_timed()) {
    const auto& timed = occurrence.period.timed();
    entry.when = EntryHours{TimeOf(timed.start()), TimeOf(timed.end()), occurrence.time_zone};
    return;
  }
  EntryDays days{DaysOf(occurrence.period).first, DaysOf(occurrence.period).last};
  if (IsPermanent(occurrence.period)) {
    // It may begin after the days of the feed.
    days.last =
        std::max(context.permanent_until, absl::CivilDay(absl::CivilYear(days.first) + 1) - 1);
    entry.sequence += std::max<int64_t>(0, days.last.year() - days.first.year());
  }
  entry.when = days;
}

std::string CategoryKey(const v1::Event& event) {
  std::string key = absl::StrCat("kind-", KindWord(KindOf(event)));
  if (event.has_activity()) {
    absl::string_view name = v1::ActivityForm_Name(event.activity().form());
    absl::ConsumePrefix(&name, "ACTIVITY_FORM_");
    key = absl::StrCat("form-", absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}}));
  }
  return Words::Embedded().Has(key) ? key : "";
}

std::string PlaceText(const Schedule& schedule, const std::string& place,
                      const std::vector<std::string>& languages) {
  std::vector<std::string> parts;
  if (const v1::Space* space = schedule.FindSpace(place)) {
    AddOnce(TextIn(space->title(), languages), parts);
  }
  if (const v1::Venue* venue = schedule.FindVenue(VenueOf(place))) {
    AddOnce(TextIn(venue->title(), languages), parts);
    AddOnce(venue->address(), parts);
    AddOnce(CityText(venue->city(), languages), parts);
  }
  return absl::StrJoin(parts, ", ");
}

std::string PlacesText(const Schedule& schedule, const v1::Event& event,
                       const std::vector<std::string>& languages) {
  std::vector<std::string> places;
  for (const v1::Booking& booking : event.bookings()) {
    AddOnce(PlaceText(schedule, PlaceOf(booking), languages), places);
  }
  return absl::StrJoin(places, "; ");
}

}  // namespace taqvim::web
