// What events of all kinds have: a part of event_checks.h.
#include "google/protobuf/util/time_util.h"
#include "server/base/strings.h"
#include "server/schedule/check/event_checks.h"
#include "server/schedule/check/field_checks.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/check/publicity_fields.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostYears = 10'000;
constexpr size_t kMostBytes = 64 * 1024;

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

void CheckByKind(const v1::Event& event, const v1::Event* stored, Demand demand,
                 FieldErrors& errors) {
  const EventKindRules* rules = RulesOf(event.kind_case());
  if (event.has_recurrence()) CheckRecurrence(rules, event, stored, demand, errors);
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

void CheckReferences(const v1::Event& event, Demand demand, FieldErrors& errors) {
  CheckName(Kind::kOrganization, "owner", event.owner(), demand == Demand::kRequired, errors);
  CheckName(Kind::kEvent, "programme", event.programme(), false, errors);
  CheckName(Kind::kEvent, "host", event.host(), false, errors);
  CheckName(Kind::kAgreement, "agreement", event.agreement(), false, errors);
}

void CheckExpireTime(const v1::Event& event, FieldErrors& errors) {
  using google::protobuf::util::TimeUtil;
  const auto& time = event.expire_time();
  const bool right = time.seconds() >= TimeUtil::kTimestampMinSeconds &&
                     time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
                     time.nanos() < 1'000'000'000;
  if (!right) errors.Add("expire_time", "is no instant of the years 1 to 9999");
}

void CheckAll(const v1::Event& event, const v1::Event* stored, Demand demand, FieldErrors& errors) {
  constexpr TextRule kDescriptionRule = {
      .min_bytes = 1, .max_bytes = 5000, .characters = {.line_feeds = true}};
  CheckTexts("title", event.title(), demand, kTitleRule, errors);
  CheckTexts("description", event.description(), Demand::kOptional, kDescriptionRule, errors);
  CheckReferences(event, demand, errors);
  CheckEnum("visibility", event.visibility(), Demand::kOptional, errors);
  if (event.has_period()) {
    FieldErrors::Scope scope(errors, "period");
    CheckPeriod(event.period(), errors, PartsOf(demand));
  }
  CheckZone("time_zone", event.time_zone(), Demand::kOptional, errors);
  CheckExpireTime(event, errors);
  CheckBookings(event, errors);
  CheckPublicity(event, demand, errors);
  CheckExternalIds(event.external_ids(), errors);
  CheckApplySet(event.apply_set(), errors);
  CheckByKind(event, stored, demand, errors);
  if (const size_t bytes = event.ByteSizeLong(); bytes > kMostBytes) {
    errors.Add("", Cat("has ", bytes, " bytes; an event is at most 64 KiB"));
  }
}

}  // namespace

void CheckMessage(const v1::Event& message, FieldErrors& errors) {
  CheckAll(message, nullptr, Demand::kRequired, errors);
}

void CheckMessage(const v1::Event& message, const v1::Event& stored, FieldErrors& errors) {
  CheckAll(message, &stored, Demand::kRequired, errors);
}

void CheckChange(const v1::Event& message, FieldErrors& errors) {
  CheckAll(message, nullptr, Demand::kOptional, errors);
}

}  // namespace taqvim::schedule
