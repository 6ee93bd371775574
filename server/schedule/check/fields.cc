#include "server/schedule/check/fields.h"

#include <algorithm>

#include "server/base/names.h"
#include "server/base/strings.h"
#include "server/schedule/check/contact_fields.h"
#include "server/schedule/check/field_checks.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostSeats = 1'000'000;
constexpr int kMostParts = 200;

// The example in messages: the pattern with its variables filled in.
std::string_view Example(Kind kind) {
  switch (kind) {
    case Kind::kSpace:
      return "venues/national-library/spaces/great-hall";
    case Kind::kClosure:
      return "venues/national-library/closures/repair";
    case Kind::kVenue:
      return "venues/national-library";
    case Kind::kEvent:
      return "events/opening-concert";
    case Kind::kOrganization:
      return "organizations/national-library";
    case Kind::kParticipant:
      return "participants/state-orchestra";
    case Kind::kGrant:
      return "grants/website-viewer";
    case Kind::kToken:
      return "accessTokens/e0123456789abc";
    default:
      return "agreements/memorandum-2025";
  }
}

template <class Message>
void CheckTitleAndIds(const Message& message, Demand demand, FieldErrors& errors) {
  CheckTexts("title", message.title(), demand, kTitleRule, errors);
  CheckExternalIds(message.external_ids(), errors);
  CheckApplySet(message.apply_set(), errors);
}

void CheckAll(const v1::Organization& message, Demand demand, FieldErrors& errors) {
  CheckTitleAndIds(message, demand, errors);
  CheckEnum("kind", message.kind(), Demand::kOptional, errors);
  CheckCountry("country", message.country(), demand, errors);
  CheckCity("city", message.city(), Demand::kOptional, errors);
}

void CheckAll(const v1::Participant& message, Demand demand, FieldErrors& errors) {
  CheckTitleAndIds(message, demand, errors);
  CheckEnum("kind", message.kind(), Demand::kOptional, errors);
  CheckName(Kind::kOrganization, "organization", message.organization(), false, errors);
  CheckEnum("booking_policy", message.booking_policy(), Demand::kOptional, errors);
  const bool approves = message.booking_policy() == v1::BOOKING_POLICY_APPROVAL;
  if (demand == Demand::kRequired && approves && message.organization().empty()) {
    errors.Add("booking_policy",
               "is approval, which the organizers of the participant's organization give; name an "
               "organization, or let it be open");
  }
  CheckCountry("country", message.country(), Demand::kOptional, errors);
  CheckWebAddress("web_address", message.web_address(), errors);
  CheckTexts("biography", message.biography(), Demand::kOptional,
             {.min_bytes = 1, .max_bytes = 5000, .characters = {.line_feeds = true}}, errors);
}

void CheckAll(const v1::Agreement& message, Demand demand, FieldErrors& errors) {
  CheckTitleAndIds(message, demand, errors);
  CheckNames(Kind::kOrganization, "parties", message.parties(), 20, errors);
  const bool given = demand == Demand::kRequired || !message.parties().empty();
  if (given && message.parties_size() < 2) {
    errors.Add("parties", "at least 2 organizations are required: an agreement is between several");
  }
  const bool signing =
      message.has_signing_day() && CheckDate("signing_day", message.signing_day(), errors);
  const bool last = message.has_last_day() && CheckDate("last_day", message.last_day(), errors);
  if (signing && last && ToCivilDay(message.last_day()) < ToCivilDay(message.signing_day())) {
    errors.Add("last_day", "must not be before signing_day");
  }
}

// In more than 32 bits, since it may be no time of day at all.
int64_t MinuteOf(const google::type::TimeOfDay& time) {
  return int64_t{time.hours()} * 60 + time.minutes();
}

// Whether the time can be of the opening hours; 24:00 only at their end.
bool CheckHour(std::string_view field, bool given, const google::type::TimeOfDay& time,
               int last_minute, FieldErrors& errors) {
  const bool right = time.hours() >= 0 && time.hours() <= 24 && time.minutes() >= 0 &&
                     time.minutes() <= 59 && MinuteOf(time) <= last_minute && time.seconds() == 0 &&
                     time.nanos() == 0;
  if (!given) {
    errors.Add(field, "is required: a time of day such as 09:00");
  } else if (!right) {
    errors.Add(field, Cat("must be a time of day to the minute, 00:00 to ",
                          last_minute == 24 * 60 ? "24:00" : "23:59"));
  }
  return given && right;
}

bool CheckStretch(const v1::OpeningHours& hours, FieldErrors& errors) {
  CheckEnum("day", hours.day(), Demand::kRequired, errors);
  bool right = CheckHour("open", hours.has_open(), hours.open(), 24 * 60 - 1, errors);
  right &= CheckHour("close", hours.has_close(), hours.close(), 24 * 60, errors);
  if (right && MinuteOf(hours.close()) <= MinuteOf(hours.open())) {
    errors.Add("close",
               "must be later than open; hours over midnight are two stretches, one to "
               "24:00 and one of the next day from 00:00");
    right = false;
  }
  return right;
}

bool Overlap(const v1::OpeningHours& a, const v1::OpeningHours& b) {
  return a.day() == b.day() && MinuteOf(a.open()) < MinuteOf(b.close()) &&
         MinuteOf(b.open()) < MinuteOf(a.close());
}

void CheckOpeningHours(const v1::Venue& venue, FieldErrors& errors) {
  CheckSize("opening_hours", venue.opening_hours_size(), 0, 28, errors);
  if (venue.opening_hours_size() > 28) return;
  for (int i = 0; i < venue.opening_hours_size(); ++i) {
    FieldErrors::Scope scope(errors, "opening_hours", i);
    if (!CheckStretch(venue.opening_hours(i), errors)) continue;
    for (int j = 0; j < i; ++j) {
      if (Overlap(venue.opening_hours(i), venue.opening_hours(j))) {
        errors.Add("", Cat("overlaps opening_hours[", j, "]; send one stretch for both"));
      }
    }
  }
}

void CheckLimit(std::string_view field, const google::protobuf::Duration& duration, int most_days,
                FieldErrors& errors) {
  const int64_t most = int64_t{most_days} * 24 * 3600;
  if (duration.nanos() != 0 || duration.seconds() % 60 != 0 || duration.seconds() < 0 ||
      duration.seconds() > most) {
    errors.Add(field, Cat("must be whole minutes, 0s to ", most, "s (", most_days, " days)"));
  }
}

void CheckBookingLimits(const v1::BookingLimits& limits, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "booking_limits");
  CheckLimit("notice", limits.notice(), 366, errors);
  CheckRange("days_ahead", limits.days_ahead(), 0, 3660, errors);
  CheckLimit("longest", limits.longest(), 3660, errors);
  // The last of those days is to be over, too.
  const int64_t ahead = (int64_t{limits.days_ahead()} + 1) * 24 * 3600;
  if (limits.days_ahead() > 0 && limits.notice().seconds() >= ahead) {
    errors.Add("days_ahead",
               "leaves no day to be booked, as all are within the notice; raise it, "
               "or shorten the notice");
  }
}

// Neither may be no number.
void CheckCoordinates(const v1::Venue& venue, FieldErrors& errors) {
  if (!venue.has_coordinates()) return;
  FieldErrors::Scope scope(errors, "coordinates");
  const auto check = [&](std::string_view field, double degrees, double most) {
    if (degrees >= -most && degrees <= most) return;
    errors.Add(field, Cat("must be degrees from -", most, " to ", most));
  };
  check("latitude", venue.coordinates().latitude(), 90);
  check("longitude", venue.coordinates().longitude(), 180);
}

void CheckAll(const v1::Venue& message, Demand demand, FieldErrors& errors) {
  CheckTitleAndIds(message, demand, errors);
  CheckName(Kind::kOrganization, "organization", message.organization(), false, errors);
  CheckCountry("country", message.country(), demand, errors);
  CheckCity("city", message.city(), demand, errors);
  CheckText("address", message.address(), {.max_bytes = 500}, errors);
  CheckZone("time_zone", message.time_zone(), demand, errors);
  CheckOpeningHours(message, errors);
  CheckEnum("booking_policy", message.booking_policy(), Demand::kOptional, errors);
  CheckBookingLimits(message.booking_limits(), errors);
  CheckCoordinates(message, errors);
  CheckWebAddress("web_address", message.web_address(), errors);
  CheckTexts("accessibility", message.accessibility(), Demand::kOptional,
             {.min_bytes = 1, .max_bytes = 2000, .characters = {.line_feeds = true}}, errors);
  if (message.has_contact()) {
    FieldErrors::Scope scope(errors, "contact");
    CheckContact(message.contact(), demand, errors);
  }
}

void CheckAll(const v1::Space& message, Demand demand, FieldErrors& errors) {
  CheckTitleAndIds(message, demand, errors);
  CheckNames(Kind::kSpace, "parts", message.parts(), kMostParts, errors);
  CheckRange("seats", message.seats(), 0, kMostSeats, errors);
}

void CheckAll(const v1::Closure& message, Demand demand, FieldErrors& errors) {
  CheckNames(Kind::kSpace, "spaces", message.spaces(), kMostParts, errors);
  CheckTexts("reason", message.reason(), Demand::kOptional, kTitleRule, errors);
  CheckExternalIds(message.external_ids(), errors);
  CheckApplySet(message.apply_set(), errors);
  if (message.has_period()) {
    FieldErrors::Scope scope(errors, "period");
    CheckPeriod(message.period(), errors, PartsOf(demand));
  } else if (demand == Demand::kRequired) {
    errors.Add("period", "is required: when it is closed");
  }
}

}  // namespace

void CheckName(Kind kind, std::string_view field, std::string_view name, bool required,
               FieldErrors& errors) {
  if (IsName(kind, name) || (name.empty() && !required)) return;
  errors.Add(field, Cat(name.empty() ? std::string("is required") : Quoted(name),
                        name.empty() ? ": " : " is no such name; use ", NamePattern(kind),
                        ", such as ", Example(kind)));
}

void CheckApplySet(std::string_view apply_set, FieldErrors& errors) {
  if (apply_set.empty() || IsResourceId(apply_set)) return;
  errors.Add("apply_set", Cat(Quoted(apply_set),
                              " is no name of a set; use 1 to 63 lower-case letters, digits and "
                              "hyphens, starting with a letter and not ending with a hyphen"));
}

void CheckNames(Kind kind, std::string_view field,
                const google::protobuf::RepeatedPtrField<std::string>& names, int max,
                FieldErrors& errors) {
  CheckSize(field, names.size(), 0, max, errors);
  if (names.empty() || names.size() > max) return;
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < names.size(); ++i) {
    FieldErrors::Scope scope(errors, field, i);
    CheckName(kind, "", names[i], true, errors);
    if (!seen.insert(names[i]).second) {
      errors.Add("", Cat(Quoted(names[i]), " is there twice; name it once"));
    }
  }
}

void CheckOfVenue(std::string_view venue, std::string_view field,
                  const google::protobuf::RepeatedPtrField<std::string>& spaces,
                  FieldErrors& errors) {
  if (!IsName(Kind::kVenue, venue)) return;
  for (int i = 0; i < spaces.size(); ++i) {
    if (!IsName(Kind::kSpace, spaces[i]) || VenueOf(spaces[i]) == venue) continue;
    FieldErrors::Scope scope(errors, field, i);
    errors.Add("", Cat(Quoted(spaces[i]), " is in another venue; name spaces of ", venue));
  }
}

void CheckMessage(const v1::Organization& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}
void CheckMessage(const v1::Participant& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}
void CheckMessage(const v1::Agreement& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}
void CheckMessage(const v1::Venue& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}
void CheckMessage(const v1::Space& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}
void CheckMessage(const v1::Closure& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}

void CheckChange(const v1::Organization& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}
void CheckChange(const v1::Participant& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}
void CheckChange(const v1::Agreement& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}
void CheckChange(const v1::Venue& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}
void CheckChange(const v1::Space& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}
void CheckChange(const v1::Closure& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}

void CheckZone(std::string_view field, std::string_view name, Demand demand, FieldErrors& errors) {
  if (name.empty()) {
    if (demand == Demand::kRequired) {
      errors.Add(field, "is required: an IANA time zone such as \"Asia/Almaty\"");
    }
    return;
  }
  if (auto zone = FindZone(name); !zone.ok()) errors.Add(field, StdView(zone.status().message()));
}

}  // namespace taqvim::schedule
