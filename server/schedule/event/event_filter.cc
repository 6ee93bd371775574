#include "server/schedule/event/event_filter.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/folding.h"
#include "server/base/names.h"
#include "server/schedule/event/event_kinds.h"
#include "server/schedule/event/occurrences.h"

namespace taqvim::schedule {
namespace {

// `any` of the values is in the set, or the set is empty: not asked for.
template <class Set, class Range, class Key>
bool AnyIn(const Set& set, const Range& range, Key key) {
  return set.empty() || std::any_of(range.begin(), range.end(), [&](const auto& element) {
           return set.contains(key(element));
         });
}

std::string VenueOfBooking(const v1::Booking& booking) {
  return booking.has_space() ? std::string(VenueOf(booking.space())) : booking.venue();
}

}  // namespace

CivilDays WindowOf(const v1::DateWindow& window) {
  return {.first = window.has_first_day() ? ToCivilDay(window.first_day()) : absl::CivilDay::min(),
          .last = window.has_last_day() ? ToCivilDay(window.last_day()) : absl::CivilDay::max()};
}

EventMatcher::EventMatcher(const v1::EventFilter& filter)
    : kinds_(filter.kinds().begin(), filter.kinds().end()),
      states_(filter.states().begin(), filter.states().end()),
      programme_(filter.programme()),
      agreement_(filter.agreement()),
      hosts_(filter.hosts().begin(), filter.hosts().end()),
      venues_(filter.venues().begin(), filter.venues().end()),
      spaces_(filter.spaces().begin(), filter.spaces().end()),
      organizations_(filter.organizations().begin(), filter.organizations().end()),
      participants_(filter.participants().begin(), filter.participants().end()),
      countries_(filter.countries().begin(), filter.countries().end()),
      labels_(filter.labels().begin(), filter.labels().end()),
      has_window_(filter.window().has_first_day() || filter.window().has_last_day()),
      window_(WindowOf(filter.window())),
      text_(Folded(filter.text())),
      external_id_(filter.external_id()),
      apply_set_(filter.apply_set()) {}

bool EventMatcher::Matches(const v1::Event& event) const {
  return MatchesButForText(event) && MatchesText(event);
}

bool EventMatcher::MatchesButForText(const v1::Event& event) const {
  return (kinds_.empty() || kinds_.contains(KindOf(event))) &&
         (states_.empty() || states_.contains(event.state())) && MatchesProgramme(event) &&
         (agreement_.empty() || event.agreement() == agreement_) &&
         (hosts_.empty() || hosts_.contains(event.host())) &&
         (organizations_.empty() || organizations_.contains(event.owner())) &&
         MatchesCountries(event) && MatchesBookings(event) && MatchesWindow(event) &&
         AnyIn(labels_, event.labels(), [](const std::string& label) { return label; }) &&
         (apply_set_.empty() || event.apply_set() == apply_set_) && MatchesExternalId(event);
}

bool EventMatcher::MatchesProgramme(const v1::Event& event) const {
  return programme_.empty() || event.programme() == programme_ || event.name() == programme_;
}

bool EventMatcher::MatchesCountries(const v1::Event& event) const {
  if (countries_.empty()) return true;
  const v1::CultureDays& days = event.culture_days();
  return event.has_culture_days() &&
         (countries_.contains(days.guest_country()) || countries_.contains(days.host_country()));
}

bool EventMatcher::MatchesBookings(const v1::Event& event) const {
  return AnyIn(venues_, event.bookings(), VenueOfBooking) &&
         AnyIn(spaces_, event.bookings(), [](const v1::Booking& b) { return b.space(); }) &&
         AnyIn(participants_, event.bookings(),
               [](const v1::Booking& b) { return b.participant(); });
}

bool EventMatcher::MatchesWindow(const v1::Event& event) const {
  if (!has_window_) return true;
  if (event.has_recurrence()) return Occurrences(event).AnyIn(window_);
  if (event.has_period() && window_.Overlaps(DaysOf(event.period()))) return true;
  const auto& stops = event.culture_days().stops();
  const auto& bookings = event.bookings();
  return std::any_of(
             stops.begin(), stops.end(),
             [&](const v1::Stop& stop) {
               return window_.Overlaps({ToCivilDay(stop.first_day()), ToCivilDay(stop.last_day())});
             }) ||
         std::any_of(bookings.begin(), bookings.end(), [&](const v1::Booking& booking) {
           return booking.has_period() && window_.Overlaps(DaysOf(booking.period()));
         });
}

bool EventMatcher::MatchesText(const v1::Event& event) const {
  if (text_.empty()) return true;
  const auto in = [this](const std::string& text) {
    return absl::StrContains(Folded(text), text_);
  };
  const auto in_any = [&](const auto& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const auto& text) { return in(text.second); });
  };
  const auto& honourees = event.commemoration().honourees();
  const auto& stops = event.culture_days().stops();
  return in_any(event.title()) || in_any(event.description()) ||
         in_any(event.exhibition().theme()) || in_any(event.commemoration().commemorated()) ||
         std::any_of(honourees.begin(), honourees.end(), in) ||
         std::any_of(stops.begin(), stops.end(),
                     [&](const v1::Stop& stop) { return in(stop.city()); });
}

bool EventMatcher::MatchesExternalId(const v1::Event& event) const {
  const auto& ids = event.external_ids();
  return external_id_.empty() || std::any_of(ids.begin(), ids.end(), [&](const auto& id) {
           return absl::StrCat(id.first, "/", id.second) == external_id_;
         });
}

}  // namespace taqvim::schedule
