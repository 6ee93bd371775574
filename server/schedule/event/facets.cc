#include "server/schedule/event/facets.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "server/access/public_form.h"
#include "server/base/event_state.h"
#include "server/base/folding.h"
#include "server/base/strings.h"
#include "server/schedule/event/agenda.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/event/event_kinds.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/event/occurrences.h"

namespace taqvim::schedule {
namespace {

using storage::DayRange;

constexpr int kFirstStateTag = 8;
// More ranges than this are not kept of one event.
constexpr size_t kMostRanges = 1000;

enum KeyType : uint64_t {
  kExternalId = 1,
  kCountry = 2,
  kCity = 3,
  kLabel = 4,
  kApplySet = 5,
  kMoveGroup = 6
};

uint64_t KeyOf(KeyType type, std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), type);
}

// The years of valid dates are between these; what is beyond has no bound.
constexpr absl::CivilDay kLeastDay(0, 1, 1);
constexpr absl::CivilDay kMostDay(10'000, 1, 1);

int32_t ToDayNumber(absl::CivilDay day) {
  if (day < kLeastDay) return std::numeric_limits<int32_t>::min();
  if (day > kMostDay) return DayRange::kNoLastDay;
  return static_cast<int32_t>(day - absl::CivilDay());
}

// The days of a series: those of occurrences that take place and are claimed.
void AddOccurrences(const v1::Event& event, std::vector<DayRange>& days) {
  const Occurrences occurrences(event);
  const absl::CivilDay through = ToCivilDay(event.recurrence().claimed_through());
  occurrences.ForEach(occurrences.first(), through, [&](absl::CivilDay day) {
    if (occurrences.IsExcluded(day) || occurrences.IsSkipped(day)) return true;
    days.push_back(ToDayRange(DaysOf(occurrences.PeriodOn(day))));
    return true;
  });
}

std::vector<DayRange> DayRangesOf(const v1::Event& event) {
  std::vector<DayRange> days;
  if (event.has_recurrence()) {
    AddOccurrences(event, days);
    return days;
  }
  if (event.has_period()) days.push_back(ToDayRange(DaysOf(event.period())));
  for (const v1::Stop& stop : event.culture_days().stops()) {
    days.push_back(ToDayRange({ToCivilDay(stop.first_day()), ToCivilDay(stop.last_day())}));
  }
  for (const v1::Booking& booking : event.bookings()) {
    if (booking.has_period()) days.push_back(ToDayRange(DaysOf(booking.period())));
  }
  return days;
}

// In order and apart: what overlaps or touches is one range.
void DrawTogether(std::vector<DayRange>& days, std::vector<DayRange>& drawn) {
  std::sort(days.begin(), days.end(),
            [](const DayRange& a, const DayRange& b) { return a.first < b.first; });
  std::vector<DayRange> apart;
  for (const DayRange& range : days) {
    if (!apart.empty() && range.first - int64_t{1} <= apart.back().last) {
      apart.back().last = std::max(apart.back().last, range.last);
    } else {
      apart.push_back(range);
    }
  }
  const size_t excess = apart.size() > kMostRanges ? apart.size() - kMostRanges : 0;
  if (excess > 0) apart[excess].first = apart.front().first;
  drawn.assign(apart.begin() + static_cast<std::ptrdiff_t>(excess), apart.end());
}

bool AnyPending(const google::protobuf::RepeatedPtrField<v1::BookingApproval>& approvals) {
  return std::any_of(approvals.begin(), approvals.end(), [](const v1::BookingApproval& approval) {
    return approval.state() == v1::APPROVAL_STATE_PENDING;
  });
}

bool IsPending(const v1::Event& event) {
  if (event.state() == v1::EVENT_STATE_TENTATIVE) {
    return event.has_ask_time() && AnyPending(event.approvals());
  }
  return IsMovePending(event) && AnyPending(event.move().approvals());
}

// Those of its identifiers and its set and, unless they are empty, of these.
template <class Message>
std::vector<uint64_t> KeysOf(const Message& message, std::string_view country,
                             std::string_view city) {
  std::vector<uint64_t> keys;
  for (const auto& [system, identifier] : message.external_ids()) {
    keys.push_back(ExternalIdKey(Cat(system, "/", identifier)));
  }
  if (!country.empty()) keys.push_back(CountryKey(country));
  if (!city.empty()) keys.push_back(CityKey(city));
  if (!message.apply_set().empty()) keys.push_back(ApplySetKey(message.apply_set()));
  // Maps have no order of their own.
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace

uint32_t TagOf(v1::EventKind kind) {
  static_assert(v1::EventKind_MAX < kFirstStateTag, "the tags of states come next");
  return 1u << kind;
}

uint32_t TagOf(v1::EventState state) {
  static_assert(kFirstStateTag + v1::EventState_MAX < 16, "kPublicTag comes next");
  return 1u << (kFirstStateTag + state);
}

uint64_t ExternalIdKey(std::string_view external_id) { return KeyOf(kExternalId, external_id); }
uint64_t CountryKey(std::string_view country) { return KeyOf(kCountry, country); }
uint64_t LabelKey(std::string_view label) { return KeyOf(kLabel, label); }
uint64_t ApplySetKey(std::string_view apply_set) { return KeyOf(kApplySet, apply_set); }
uint64_t MoveGroupKey(std::string_view group) { return KeyOf(kMoveGroup, group); }
uint64_t CityKey(std::string_view city) { return KeyOf(kCity, Folded(city)); }

DayRange ToDayRange(const CivilDays& days) {
  return {.first = ToDayNumber(days.first), .last = ToDayNumber(days.last)};
}

storage::Facets FacetsOf(const v1::Event& event) {
  storage::Facets facets{.tags = TagOf(KindOf(event)) | TagOf(event.state())};
  if (event.visibility() != v1::VISIBILITY_PRIVATE) facets.tags |= kPublicTag;
  if (IsPending(event)) facets.tags |= kPendingTag;
  if (access::AppearsInPublic(event)) facets.tags |= kAppearsTag;
  if (IsMovePending(event)) facets.tags |= kMovingTag;
  for (const auto& [system, identifier] : event.external_ids()) {
    facets.keys.push_back(ExternalIdKey(Cat(system, "/", identifier)));
  }
  if (NamesCountries(event.culture_days())) {
    facets.keys.push_back(CountryKey(event.culture_days().guest_country()));
    facets.keys.push_back(CountryKey(event.culture_days().host_country()));
  }
  for (const std::string& label : event.labels()) facets.keys.push_back(LabelKey(label));
  if (!event.apply_set().empty()) facets.keys.push_back(ApplySetKey(event.apply_set()));
  if (!MoveGroupOf(event).empty()) facets.keys.push_back(MoveGroupKey(MoveGroupOf(event)));
  // Maps have no order of their own.
  std::sort(facets.keys.begin(), facets.keys.end());
  std::vector<DayRange> days = DayRangesOf(event);
  DrawTogether(days, facets.days);
  facets.starts = Agenda(event).Starts();
  return facets;
}

storage::Facets FacetsOf(const v1::Organization& organization) {
  return {.keys = KeysOf(organization, organization.country(), organization.city())};
}
storage::Facets FacetsOf(const v1::Participant& participant) {
  return {.keys = KeysOf(participant, participant.country(), "")};
}
storage::Facets FacetsOf(const v1::Agreement& agreement) {
  return {.keys = KeysOf(agreement, "", "")};
}
storage::Facets FacetsOf(const v1::Venue& venue) {
  return {.keys = KeysOf(venue, venue.country(), venue.city())};
}
storage::Facets FacetsOf(const v1::Space& space) { return {.keys = KeysOf(space, "", "")}; }
storage::Facets FacetsOf(const v1::Closure& closure) {
  storage::Facets facets{.keys = KeysOf(closure, "", "")};
  facets.days.push_back(ToDayRange(DaysOf(closure.period())));
  return facets;
}

}  // namespace taqvim::schedule
