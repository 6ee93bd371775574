// Checks that the fields of several messages share: a part of fields.h.
#pragma once

#include <string>

#include "absl/container/flat_hash_set.h"
#include "google/protobuf/repeated_field.h"
#include "google/type/date.pb.h"
#include "server/base/strings.h"
#include "server/base/texts.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

// Of a message of which so much is demanded, how much of a period there must be.
inline PeriodParts PartsOf(Demand demand) {
  return demand == Demand::kRequired ? PeriodParts::kAll : PeriodParts::kSome;
}

// Limits of the localised title of every resource.
inline constexpr TextRule kTitleRule = {.min_bytes = 1, .max_bytes = 500};

// Checks the field `apply_set`, which may be empty.
void CheckApplySet(std::string_view apply_set, FieldErrors& errors);

// Checks names of one kind: well formed, at most `max`, none twice.
void CheckNames(storage::Kind kind, std::string_view field,
                const google::protobuf::RepeatedPtrField<std::string>& names, int max,
                FieldErrors& errors);

// Checks names of spaces, venues and participants: well formed, `min` to `max` of them.
void CheckBookables(std::string_view field,
                    const google::protobuf::RepeatedPtrField<std::string>& names, int min, int max,
                    FieldErrors& errors);

// Checks a first and a last day: each when it is set, and their order.
template <class Days>
void CheckFirstAndLast(const Days& days, FieldErrors& errors) {
  const bool first = days.has_first_day() && CheckDate("first_day", days.first_day(), errors);
  const bool last = days.has_last_day() && CheckDate("last_day", days.last_day(), errors);
  if (first && last && ToCivilDay(days.last_day()) < ToCivilDay(days.first_day())) {
    errors.Add("last_day", "must not be before first_day");
  }
}

// Checks that the spaces lie in the venue, by their names; checks nothing when `venue`
// is no venue's name.
void CheckOfVenue(std::string_view venue, std::string_view field,
                  const google::protobuf::RepeatedPtrField<std::string>& spaces,
                  FieldErrors& errors);

}  // namespace taqvim::schedule
