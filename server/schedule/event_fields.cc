#include "absl/container/flat_hash_set.h"
#include "server/schedule/event_kinds.h"
#include "server/schedule/field_checks.h"
#include "server/schedule/fields.h"
#include "server/schedule/names.h"
#include "server/schedule/strings.h"

namespace taqvim::schedule {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using storage::Kind;

constexpr int kMostBookings = 100;
constexpr int kMostStops = 50;
constexpr int kMostExcepted = 100;
constexpr int kMostCollections = 50;
constexpr int kMostHonourees = 50;
constexpr int kMostObjects = 10'000'000;
constexpr int kMostAttendance = 1'000'000;
constexpr int kMostYears = 10'000;
constexpr int kMostSetUpDays = 366;
constexpr int64_t kMostSetUpSeconds = 31 * 24 * 3600;
constexpr size_t kMostBytes = 64 * 1024;

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

void CheckKind(const v1::CultureDays& days, FieldErrors& errors) {
  CheckCountry("guest_country", days.guest_country(), Demand::kOptional, errors);
  CheckCountry("host_country", days.host_country(), Demand::kOptional, errors);
  if (!days.host_country().empty() && days.guest_country() == days.host_country()) {
    errors.Add("host_country", "must not be the guest country; culture days are held abroad");
  }
  CheckSize("stops", days.stops_size(), 0, kMostStops, errors);
  for (int i = 0; i < days.stops_size() && i < kMostStops; ++i) {
    FieldErrors::Scope scope(errors, "stops", i);
    CheckStop(days.stops(i), errors);
  }
  CheckRange("edition", days.edition(), 0, kMostYears, errors);
  CheckName(Kind::kEvent, "reciprocal", days.reciprocal(), false, errors);
}

void CheckKind(const v1::Exhibition& exhibition, FieldErrors& errors) {
  CheckTexts("theme", exhibition.theme(), Demand::kOptional, kTitleRule, errors);
  CheckRange("objects", exhibition.objects(), 0, kMostObjects, errors);
  CheckNames(Kind::kParticipant, "collections", exhibition.collections(), kMostCollections, errors);
}

void CheckKind(const v1::Commemoration& commemoration, FieldErrors& errors) {
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
  CheckRange("anniversary", commemoration.anniversary(), 0, kMostYears, errors);
}

void CheckKind(const v1::Activity& activity, FieldErrors& errors) {
  CheckEnum("form", activity.form(), Demand::kOptional, errors);
}

template <class KindMessage>
void CheckKindMessage(const EventKindRules& rules, std::string_view field,
                      const KindMessage& message, Demand demand, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, field);
  if (demand == Demand::kRequired) CheckKindFields(rules, message, errors);
  CheckKind(message, errors);
}

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

int FirstYear(const v1::Period& period) {
  return period.has_timed() ? period.timed().start().year() : period.dated().first_day().year();
}

// The anniversary follows from the original day and the period.
void CheckAnniversary(const v1::Event& event, FieldErrors& errors) {
  const v1::Commemoration& commemoration = event.commemoration();
  if (!commemoration.has_original_day() || commemoration.anniversary() <= 0 ||
      commemoration.anniversary() > kMostYears) {
    return;
  }
  if (event.period().kind_case() == v1::Period::KIND_NOT_SET) return;
  // Years that other checks refuse may be of any size.
  const int64_t years = int64_t{FirstYear(event.period())} - commemoration.original_day().year();
  if (commemoration.anniversary() == years) return;
  errors.Add("commemoration.anniversary",
             Cat("is ", commemoration.anniversary(), ", but ", FirstYear(event.period()), " is ",
                 years, " years after ", commemoration.original_day().year()));
}

void CheckEventPeriod(const EventKindRules& rules, const v1::Event& event, Demand demand,
                      FieldErrors& errors) {
  if (!event.has_period()) {
    if (demand == Demand::kRequired && rules.period != PeriodRule::kNone) {
      errors.Add("period", Cat("is required: when it takes place, ",
                               rules.period == PeriodRule::kDated ? "dated" : "timed or dated"));
    }
    return;
  }
  if (rules.period == PeriodRule::kNone) {
    errors.Add("period",
               Cat("must be unset for ", rules.phrase, ": their stops say when they are"));
  } else if (rules.period == PeriodRule::kDated && event.period().has_timed()) {
    errors.Add("period.timed",
               Cat("is not for ", rules.phrase, "; send period.dated with whole days"));
  }
}

void CheckByKind(const v1::Event& event, Demand demand, FieldErrors& errors) {
  const EventKindRules* rules = RulesOf(event.kind_case());
  if (rules == nullptr) {
    if (demand == Demand::kRequired) {
      errors.Add("", "has no kind; set one of culture_days, exhibition, commemoration, activity");
    }
    return;
  }
  CheckEventPeriod(*rules, event, demand, errors);
  if (!rules->in_programme && !event.programme().empty()) {
    errors.Add("programme",
               Cat("must be unset for ", rules->phrase, ": they are a programme themselves"));
  }
  CheckKind(*rules, event, demand, errors);
  if (event.has_commemoration()) CheckAnniversary(event, errors);
}

// The id of a booking; unlike that of a resource it may end with a hyphen.
bool IsBookingId(std::string_view id) {
  const std::string_view without_end = id.substr(0, id.find_last_not_of('-') + 1);
  return id.size() <= 63 && IsResourceId(without_end);
}

void CheckBookedResource(const v1::Booking& booking, FieldErrors& errors) {
  switch (booking.resource_case()) {
    case v1::Booking::kSpace:
      return CheckName(Kind::kSpace, "space", booking.space(), true, errors);
    case v1::Booking::kVenue:
      return CheckName(Kind::kVenue, "venue", booking.venue(), true, errors);
    case v1::Booking::kParticipant:
      return CheckName(Kind::kParticipant, "participant", booking.participant(), true, errors);
    case v1::Booking::RESOURCE_NOT_SET:
      errors.Add("", "books nothing; set one of space, venue, participant");
  }
}

void CheckExcepted(const v1::Booking& booking, FieldErrors& errors) {
  if (booking.excepted_spaces().empty()) return;
  CheckNames(Kind::kSpace, "excepted_spaces", booking.excepted_spaces(), kMostExcepted, errors);
  if (booking.has_participant()) {
    errors.Add("excepted_spaces", "must be empty for a participant, who has no spaces");
  }
  if (booking.has_venue()) {
    CheckOfVenue(booking.venue(), "excepted_spaces", booking.excepted_spaces(), errors);
  } else if (booking.has_space() && IsName(Kind::kSpace, booking.space())) {
    CheckOfVenue(VenueOf(booking.space()), "excepted_spaces", booking.excepted_spaces(), errors);
  }
}

void CheckSetUp(std::string_view field, const google::protobuf::Duration& duration, bool dated,
                FieldErrors& errors) {
  if (duration.nanos() != 0) errors.Add(field, "must be whole seconds, such as 7200s");
  if (duration.seconds() < 0 || duration.seconds() > kMostSetUpSeconds) {
    errors.Add(field, Cat("is ", duration.seconds(), "s; it must be 0 to ", kMostSetUpSeconds,
                          "s (31 days)"));
  } else if (dated && duration.seconds() != 0) {
    errors.Add(field, Cat("is for timed periods; for a dated one send ", field, "_days"));
  }
}

void CheckSetUpDays(std::string_view field, int days, bool timed, FieldErrors& errors) {
  CheckRange(field, days, 0, kMostSetUpDays, errors);
  if (timed && days != 0) {
    errors.Add(field, "is for dated periods; for a timed one send a duration without _days");
  }
}

// `period` is the booking's own or the event's.
void CheckAround(const v1::Booking& booking, const v1::Period& period, FieldErrors& errors) {
  if (booking.has_set_up()) CheckSetUp("set_up", booking.set_up(), period.has_dated(), errors);
  if (booking.has_tear_down()) {
    CheckSetUp("tear_down", booking.tear_down(), period.has_dated(), errors);
  }
  CheckSetUpDays("set_up_days", booking.set_up_days(), period.has_timed(), errors);
  CheckSetUpDays("tear_down_days", booking.tear_down_days(), period.has_timed(), errors);
}

void CheckBooking(const v1::Event& event, const v1::Booking& booking, FieldErrors& errors) {
  if (!booking.id().empty() && !IsBookingId(booking.id())) {
    errors.Add("id", Cat(Quoted(booking.id()),
                         " is no booking id; use 1 to 63 lower-case letters, digits and "
                         "hyphens, starting with a letter, or leave it out"));
  }
  CheckBookedResource(booking, errors);
  CheckExcepted(booking, errors);
  if (booking.has_period()) {
    FieldErrors::Scope scope(errors, "period");
    CheckPeriod(booking.period(), errors);
  } else if (event.has_culture_days()) {
    errors.Add("period", "is required: culture days have no period of their own");
  }
  CheckZone("time_zone", booking.time_zone(), Demand::kOptional, errors);
  CheckAround(booking, booking.has_period() ? booking.period() : event.period(), errors);
  CheckRange("expected_attendance", booking.expected_attendance(), 0, kMostAttendance, errors);
  if (booking.expected_attendance() != 0 && !booking.has_space()) {
    errors.Add("expected_attendance", "is only for bookings of a space; leave it out");
  }
}

void CheckBookings(const v1::Event& event, FieldErrors& errors) {
  CheckSize("bookings", event.bookings_size(), 0, kMostBookings, errors);
  if (event.bookings_size() > kMostBookings) return;
  absl::flat_hash_set<absl::string_view> ids;
  for (int i = 0; i < event.bookings_size() && !errors.full(); ++i) {
    const v1::Booking& booking = event.bookings(i);
    FieldErrors::Scope scope(errors, "bookings", i);
    CheckBooking(event, booking, errors);
    if (!booking.id().empty() && !ids.insert(booking.id()).second) {
      errors.Add("id", Cat(Quoted(booking.id()), " is the id of another booking too"));
    }
  }
}

void CheckReferences(const v1::Event& event, Demand demand, FieldErrors& errors) {
  CheckName(Kind::kOrganization, "owner", event.owner(), demand == Demand::kRequired, errors);
  CheckName(Kind::kEvent, "programme", event.programme(), false, errors);
  CheckName(Kind::kEvent, "host", event.host(), false, errors);
  CheckName(Kind::kAgreement, "agreement", event.agreement(), false, errors);
}

void CheckAll(const v1::Event& event, Demand demand, FieldErrors& errors) {
  constexpr TextRule kDescriptionRule = {.min_bytes = 1, .max_bytes = 5000, .newlines = true};
  CheckTexts("title", event.title(), demand, kTitleRule, errors);
  CheckTexts("description", event.description(), Demand::kOptional, kDescriptionRule, errors);
  CheckReferences(event, demand, errors);
  CheckEnum("visibility", event.visibility(), Demand::kOptional, errors);
  if (event.has_period()) {
    FieldErrors::Scope scope(errors, "period");
    CheckPeriod(event.period(), errors);
  }
  CheckZone("time_zone", event.time_zone(), Demand::kOptional, errors);
  CheckBookings(event, errors);
  CheckExternalIds(event.external_ids(), errors);
  CheckByKind(event, demand, errors);
  if (const size_t bytes = event.ByteSizeLong(); bytes > kMostBytes) {
    errors.Add("", Cat("has ", bytes, " bytes; an event is at most 64 KiB"));
  }
}

}  // namespace

void CheckMessage(const v1::Event& message, FieldErrors& errors) {
  CheckAll(message, Demand::kRequired, errors);
}

void CheckChange(const v1::Event& message, FieldErrors& errors) {
  CheckAll(message, Demand::kOptional, errors);
}

}  // namespace taqvim::schedule
