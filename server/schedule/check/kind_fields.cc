// What one kind of events has: a part of event_checks.h.
#include "server/schedule/check/event_checks.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/fields.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using storage::Kind;

constexpr int kMostStops = 50;
constexpr int kMostCollections = 50;
constexpr int kMostHonourees = 50;
constexpr int kMostObjects = 10'000'000;
constexpr int kMostYearsSince = 10'000;

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

// What the table says of the message of the kind itself.
void CheckKindFields(const EventKindRules& rules, const Message& message, FieldErrors& errors) {
  const auto* descriptor = message.GetDescriptor();
  for (const KindField& required : rules.required) {
    const auto* field = descriptor->FindFieldByNumber(required.number);
    if (!IsSet(message, field)) {
      errors.Add(field->name(), Cat("is required: ", required.hint));
    }
  }
  if (rules.one_of.empty()) return;
  std::string choices;
  for (const KindField& choice : rules.one_of) {
    const auto* field = descriptor->FindFieldByNumber(choice.number);
    if (IsSet(message, field)) return;
    Append(&choices, choices.empty() ? "" : " or ", field->name(), " (", choice.hint, ")");
  }
  errors.Add("", Cat("lacks ", choices, "; set at least one"));
}

void CheckStop(const v1::Stop& stop, FieldErrors& errors) {
  CheckCity("city", stop.city(), Demand::kRequired, errors);
  if (!stop.has_first_day()) errors.Add("first_day", "is required: the first day there");
  if (!stop.has_last_day()) errors.Add("last_day", "is required: the last day there, included");
  CheckFirstAndLast(stop, errors);
}

// Both or neither, where all of it is there.
void CheckCountries(const v1::CultureDays& days, FieldErrors& errors) {
  const bool guest = !days.guest_country().empty(), host = !days.host_country().empty();
  if (guest && !host) {
    errors.Add("host_country",
               "is required beside guest_country: the country that receives it, "
               "as two capital letters such as \"KZ\"; or name neither");
  }
  if (host && !guest) {
    errors.Add("guest_country",
               "is required beside host_country: the country whose culture is "
               "shown, as two capital letters such as \"AZ\"; or name neither");
  }
  if (!guest && !host && !days.reciprocal().empty()) {
    errors.Add("reciprocal",
               "is only for culture days of one country in another; name both "
               "countries, or leave it out");
  }
}

void CheckKind(const v1::CultureDays& days, Demand demand, FieldErrors& errors) {
  CheckCountry("guest_country", days.guest_country(), Demand::kOptional, errors);
  CheckCountry("host_country", days.host_country(), Demand::kOptional, errors);
  if (demand == Demand::kRequired) CheckCountries(days, errors);
  if (!days.host_country().empty() && days.guest_country() == days.host_country()) {
    errors.Add("host_country", "must not be the guest country; culture days are held abroad");
  }
  CheckSize("stops", days.stops_size(), 0, kMostStops, errors);
  for (int i = 0; i < days.stops_size() && i < kMostStops; ++i) {
    FieldErrors::Scope scope(errors, "stops", i);
    CheckStop(days.stops(i), errors);
  }
  CheckRange("edition", days.edition(), 0, kMostYearsSince, errors);
  CheckName(Kind::kEvent, "reciprocal", days.reciprocal(), false, errors);
}

void CheckKind(const v1::Exhibition& exhibition, Demand, FieldErrors& errors) {
  CheckTexts("theme", exhibition.theme(), Demand::kOptional, kTitleRule, errors);
  CheckRange("objects", exhibition.objects(), 0, kMostObjects, errors);
  CheckNames(Kind::kParticipant, "collections", exhibition.collections(), kMostCollections, errors);
}

void CheckKind(const v1::Commemoration& commemoration, Demand, FieldErrors& errors) {
  constexpr TextRule kHonoureeRule = {.min_bytes = 1, .max_bytes = 200};
  CheckSize("honourees", commemoration.honourees_size(), 0, kMostHonourees, errors);
  for (int i = 0; i < commemoration.honourees_size() && i < kMostHonourees; ++i) {
    FieldErrors::Scope scope(errors, "honourees", i);
    CheckText("", commemoration.honourees(i), kHonoureeRule, errors);
  }
  CheckTexts("commemorated", commemoration.commemorated(), Demand::kOptional, kTitleRule, errors);
  if (commemoration.has_original_day()) {
    CheckDate("original_day", commemoration.original_day(), errors);
  }
  CheckRange("anniversary", commemoration.anniversary(), 0, kMostYearsSince, errors);
}

void CheckKind(const v1::Activity& activity, Demand, FieldErrors& errors) {
  CheckEnum("form", activity.form(), Demand::kOptional, errors);
}

template <class KindMessage>
void CheckKindMessage(const EventKindRules& rules, std::string_view field,
                      const KindMessage& message, Demand demand, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, field);
  if (demand == Demand::kRequired) CheckKindFields(rules, message, errors);
  CheckKind(message, demand, errors);
}

}  // namespace

void CheckKind(const EventKindRules& rules, const v1::Event& event, Demand demand,
               FieldErrors& errors) {
  switch (rules.field) {
    case v1::Event::kCultureDays:
      return CheckKindMessage(rules, "culture_days", event.culture_days(), demand, errors);
    case v1::Event::kExhibition:
      return CheckKindMessage(rules, "exhibition", event.exhibition(), demand, errors);
    case v1::Event::kCommemoration:
      return CheckKindMessage(rules, "commemoration", event.commemoration(), demand, errors);
    case v1::Event::kActivity:
      return CheckKindMessage(rules, "activity", event.activity(), demand, errors);
    case v1::Event::KIND_NOT_SET:
      return;
  }
}

}  // namespace taqvim::schedule
