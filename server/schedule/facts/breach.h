// `Breach`: that an event breaks a rule, with all that is said of it. The one place where it
// becomes a conflict.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/map.h"
#include "server/schedule/facts/rule.h"
#include "storage/claim.h"
#include "taqvim/v1/conflict.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::schedule {

// In languages: BCP 47 tag to text.
using Texts = google::protobuf::Map<std::string, std::string>;

struct Breach {
  // The index of the booking that breaks it; -1 when it is the event.
  int booking = -1;
  // Where the two meet; empty when it is in no place.
  std::string resource = {};
  // What it collides with. Its name is empty where the caller may not know it.
  std::string counterpart = {};
  const Texts* counterpart_title = nullptr;
  std::string counterpart_booking = {};
  // When, which is told in the zone.
  std::optional<storage::Interval> interval = std::nullopt;
  absl::TimeZone zone = {};
  // Of an event that repeats, of which occurrence.
  std::optional<absl::CivilDay> day = std::nullopt;
  // How the sentence calls the counterpart; empty for its name.
  std::string called = {};
  // What the rule says itself: $3 and $4 of its sentence.
  std::array<std::string, 2> details = {};
};

// The conflict of the event, with the sentence of that pattern (Sentences); what it weighs
// is the caller's.
v1::Conflict MakeConflict(const Rule& rule, const v1::Event& event, const Breach& breach,
                          std::string_view sentence);

// How a sentence calls what the caller may not see.
inline constexpr std::string_view kUnseen = "what you may not see";

// As in “Title” (events/name).
std::string Named(const Texts& title, std::string_view name);

// The text of a title for an English sentence: English if there is one, else
// that of the first language.
std::string TextOf(const Texts& title);

}  // namespace taqvim::schedule
