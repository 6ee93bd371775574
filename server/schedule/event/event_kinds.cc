#include "server/schedule/event/event_kinds.h"

#include <algorithm>

namespace taqvim::schedule {
namespace {

using v1::Activity;
using v1::Commemoration;
using v1::CultureDays;
using v1::Event;

constexpr KindField kCultureDaysRequired[] = {
    {CultureDays::kStopsFieldNumber, "in which city they are on which days, 1 to 50 stops"},
};

constexpr KindField kCommemorationOneOf[] = {
    {Commemoration::kHonoureesFieldNumber, "who is honoured"},
    {Commemoration::kCommemoratedFieldNumber, "what is commemorated"},
};

constexpr KindField kActivityRequired[] = {
    {Activity::kFormFieldNumber, "what form it has, such as ACTIVITY_FORM_CONCERT"},
};

constexpr EventKindRules kKinds[] = {
    {.field = Event::kCultureDays,
     .kind = v1::EVENT_KIND_CULTURE_DAYS,
     .phrase = "culture days",
     .period = PeriodRule::kNone,
     .in_programme = false,
     .repeats = false,
     .required = kCultureDaysRequired,
     .one_of = {}},
    {.field = Event::kExhibition,
     .kind = v1::EVENT_KIND_EXHIBITION,
     .phrase = "an exhibition",
     .period = PeriodRule::kDated,
     .in_programme = true,
     .repeats = false,
     .required = {},
     .one_of = {}},
    {.field = Event::kCommemoration,
     .kind = v1::EVENT_KIND_COMMEMORATION,
     .phrase = "a commemoration",
     .period = PeriodRule::kAny,
     .in_programme = true,
     .repeats = true,
     .required = {},
     .one_of = kCommemorationOneOf},
    {.field = Event::kActivity,
     .kind = v1::EVENT_KIND_ACTIVITY,
     .phrase = "an activity",
     .period = PeriodRule::kAny,
     .in_programme = true,
     .repeats = true,
     .required = kActivityRequired,
     .one_of = {}},
};

}  // namespace

absl::Span<const EventKindRules> EventKinds() { return kKinds; }

const EventKindRules* RulesOf(Event::KindCase field) {
  const auto* rules = std::find_if(std::begin(kKinds), std::end(kKinds),
                                   [field](const auto& kind) { return kind.field == field; });
  return rules == std::end(kKinds) ? nullptr : rules;
}

v1::EventKind KindOf(const Event& event) {
  const EventKindRules* rules = RulesOf(event.kind_case());
  return rules == nullptr ? v1::EVENT_KIND_UNSPECIFIED : rules->kind;
}

}  // namespace taqvim::schedule
