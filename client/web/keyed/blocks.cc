#include "client/web/keyed/blocks.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "client/web/published/civil.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

// Of the hash, so many bytes are enough that no two are the same.
constexpr size_t kHashBytes = 16;

std::string KeyedHash(absl::string_view secret, absl::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, nullptr);
  return absl::WebSafeBase64Escape({reinterpret_cast<const char*>(digest), kHashBytes});
}

template <class Names>
bool Has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string VenueOfBooking(const v1::Booking& booking) {
  return booking.venue().empty() ? VenueOf(booking.space()) : booking.venue();
}

bool IsOfFeed(const v1::Booking& booking, const v1::EventFilter& feed) {
  if (booking.has_participant()) return false;
  if (!feed.spaces().empty()) return Has(feed.spaces(), booking.space());
  return feed.venues().empty() || Has(feed.venues(), VenueOfBooking(booking));
}

google::type::DateTime Shifted(const google::type::DateTime& time, absl::civil_diff_t seconds) {
  if (seconds == 0) return time;
  const absl::CivilSecond shifted = SecondOf(time) + seconds;
  google::type::DateTime moved;
  moved.set_year(static_cast<int32_t>(shifted.year()));
  moved.set_month(shifted.month());
  moved.set_day(shifted.day());
  moved.set_hours(shifted.hour());
  moved.set_minutes(shifted.minute());
  moved.set_seconds(shifted.second());
  return moved;
}

void Shift(google::type::Date& date, absl::civil_diff_t days) {
  const absl::CivilDay shifted = DayOf(date) + days;
  date.set_year(static_cast<int32_t>(shifted.year()));
  date.set_month(shifted.month());
  date.set_day(shifted.day());
}

absl::CivilSecond StartOf(const v1::Period& period) {
  return period.has_timed() ? SecondOf(period.timed().start())
                            : absl::CivilSecond(DayOf(period.dated().first_day()));
}

// By how much all that the event books moves in the occurrence.
absl::civil_diff_t ShiftOf(const v1::Event& event, const Occurrence& occurrence) {
  for (const v1::MovedOccurrence& moved : event.recurrence().moved_occurrences()) {
    if (DayOf(moved.day()) == occurrence.day) {
      return StartOf(moved.period()) - StartOf(event.period());
    }
  }
  const absl::CivilDay first(StartOf(event.period()));
  return absl::CivilSecond(occurrence.day) - absl::CivilSecond(first);
}

v1::Period Shifted(const v1::Period& period, absl::civil_diff_t seconds) {
  v1::Period shifted = period;
  if (shifted.has_timed()) {
    auto& timed = *shifted.mutable_timed();
    *timed.mutable_start() = Shifted(period.timed().start(), seconds);
    *timed.mutable_end() = Shifted(period.timed().end(), seconds);
    return shifted;
  }
  auto& dated = *shifted.mutable_dated();
  const absl::civil_diff_t days =
      (absl::CivilDay(StartOf(period) + seconds)) - absl::CivilDay(StartOf(period));
  Shift(*dated.mutable_first_day(), days);
  if (dated.has_last_day()) Shift(*dated.mutable_last_day(), days);
  return shifted;
}

class BlockMaker {
 public:
  BlockMaker(const Schedule& places, const v1::Event& event, absl::string_view secret,
             const EntryContext& context)
      : places_(places), event_(event), secret_(secret), context_(context) {}

  CalendarEntry Make(const v1::Booking& booking, const Occurrence& occurrence) const {
    CalendarEntry entry;
    entry.uid = Uid(booking, occurrence);
    entry.sequence = event_.sequence();
    entry.modified = absl::FromCivil(kBeginning, absl::UTCTimeZone()) +
                     absl::Seconds(static_cast<int64_t>(event_.sequence()));
    const Words& words = Words::Embedded();
    entry.summary = words.In(context_.languages, "reserved");
    if (event_.state() == v1::EVENT_STATE_TENTATIVE || occurrence.held) {
      entry.status = EntryStatus::kTentative;
      entry.summary = absl::StrCat(words.In(context_.languages, "tentative"), ": ", entry.summary);
    }
    v1::Event place;
    *place.add_bookings() = booking;
    entry.location = PlacesText(places_, place, context_.languages);
    entry.is_private = true;
    SetTimes(occurrence, context_, entry);
    return entry;
  }

  // When the booking takes its place in what is an occurrence of the event, or, of one that takes
  // place once, by itself.
  Occurrence Taking(const v1::Booking& booking, const Occurrence* occurrence) const {
    Occurrence taking;
    if (occurrence != nullptr) taking = *occurrence;
    if (occurrence == nullptr) {
      taking.period = booking.has_period() ? booking.period() : event_.period();
    } else if (booking.has_period()) {
      taking.period = Shifted(booking.period(), ShiftOf(event_, *occurrence));
    }
    taking.time_zone = ZoneOf(booking);
    return taking;
  }

 private:
  // From which on stamps of blocks are counted: any time would do.
  static constexpr absl::CivilDay kBeginning = absl::CivilDay(2000, 1, 1);

  std::string Uid(const v1::Booking& booking, const Occurrence& occurrence) const {
    std::string of = absl::StrCat(event_.uid(), "\n", booking.id());
    if (event_.has_recurrence()) {
      absl::StrAppend(&of, "\n", absl::FormatCivilTime(occurrence.day));
    }
    return absl::StrCat("block-", KeyedHash(secret_, of), "@", context_.uid_domain);
  }

  std::string ZoneOf(const v1::Booking& booking) const {
    if (const v1::Venue* venue = places_.FindVenue(VenueOfBooking(booking))) {
      return venue->time_zone();
    }
    return booking.time_zone().empty() ? event_.time_zone() : booking.time_zone();
  }

  const Schedule& places_;
  const v1::Event& event_;
  const absl::string_view secret_;
  const EntryContext& context_;
};

bool Takes(const v1::Event& event) {
  return event.state() == v1::EVENT_STATE_CONFIRMED || event.state() == v1::EVENT_STATE_TENTATIVE;
}

}  // namespace

bool IsClosed(const v1::Event& event) { return event.title().empty(); }

std::vector<CalendarEntry> BlocksOf(const Schedule& places, const PublishedEvent& event,
                                    const v1::EventFilter& feed, absl::string_view secret,
                                    const EntryContext& context) {
  std::vector<CalendarEntry> blocks;
  if (!Takes(event.event)) return blocks;
  const BlockMaker maker(places, event.event, secret, context);
  for (const v1::Booking& booking : event.event.bookings()) {
    if (!IsOfFeed(booking, feed)) continue;
    const auto add = [&](const Occurrence* occurrence) {
      const Occurrence taking = maker.Taking(booking, occurrence);
      if (DaysOf(taking.period).Meets(context.days)) blocks.push_back(maker.Make(booking, taking));
    };
    if (!event.event.has_recurrence()) add(nullptr);
    for (const Occurrence& occurrence : event.occurrences) {
      if (event.event.has_recurrence()) add(&occurrence);
    }
  }
  return blocks;
}

}  // namespace taqvim::web
