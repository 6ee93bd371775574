// The kinds of events, and what each requires and allows: one table.
#pragma once

#include <string_view>

#include "absl/types/span.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_kind.pb.h"

namespace taqvim::schedule {

// A field of the message of a kind, and what to send in it.
struct KindField {
  int number;
  std::string_view hint;
};

enum class PeriodRule { kNone, kDated, kAny };

struct EventKindRules {
  v1::Event::KindCase field;
  v1::EventKind kind;
  // As in a sentence: "an exhibition".
  std::string_view phrase;
  // Whether an event of that kind has a period, and which.
  PeriodRule period;
  // Whether it can belong to culture days.
  bool in_programme;
  // Whether it can repeat.
  bool repeats;
  // Fields of its message that must be set.
  absl::Span<const KindField> required;
  // Fields of its message of which one at least must be set.
  absl::Span<const KindField> one_of;
};

// All kinds, in order of their fields.
absl::Span<const EventKindRules> EventKinds();

// The rules of a kind; nullptr when none is set.
const EventKindRules* RulesOf(v1::Event::KindCase field);

// The kind of an event; unspecified when none is set.
v1::EventKind KindOf(const v1::Event& event);

}  // namespace taqvim::schedule
