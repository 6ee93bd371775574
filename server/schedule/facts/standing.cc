#include "server/schedule/facts/standing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "server/schedule/event/bookings.h"

namespace taqvim::schedule {
namespace {

// What can be done about the event, or its occurrence of that day.
std::string Ours(const v1::Event& event, std::optional<absl::CivilDay> day) {
  if (!day) return absl::StrCat("Move or cancel ", event.name());
  return absl::StrCat("Move or exclude the occurrence of ", absl::FormatCivilTime(*day), " of ",
                      event.name());
}

// With a counterpart that the caller may not know, nothing else can be done.
std::string ResolutionOf(const v1::Event& event, const Breach& breach, std::string_view pattern) {
  const std::string ours = Ours(event, breach.day);
  if (breach.counterpart.empty()) return absl::StrCat(ours, ".");
  return absl::Substitute(absl::string_view(pattern.data(), pattern.size()), ours,
                          breach.counterpart, event.name());
}

}  // namespace

bool Standing::WantsAny(std::initializer_list<v1::ConflictKind> kinds) const {
  return std::any_of(kinds.begin(), kinds.end(),
                     [this](v1::ConflictKind kind) { return query.Wants(kind); });
}

std::optional<v1::ConflictKind> Standing::KindAt(int booking, v1::ConflictKind kind,
                                                 const std::string& counterpart,
                                                 const std::string& etag) const {
  const auto stands =
      schedule::KindAt(rule, *event.event, event.closed, booking, kind, counterpart, etag);
  return stands && query.Wants(*stands) ? stands : std::nullopt;
}

void Standing::Add(v1::ConflictKind kind, Breach breach) {
  const Sentences& says = rule.says;
  const std::string_view usual = says.standing.empty() ? says.judged : says.standing;
  const bool ended = kind == v1::CONFLICT_KIND_WAIVER_ENDED;
  const std::string_view again = rule.resolved_by.changed;
  Add(kind, std::move(breach), ended && !says.changed.empty() ? says.changed : usual,
      ended && !again.empty() ? again : rule.resolved_by.standing);
}

void Standing::Add(v1::ConflictKind kind, Breach breach, std::string_view sentence,
                   std::string_view resolution) {
  lookups.snapshot().work().Count(storage::Work::kWords);
  if (breach.booking >= 0 && breach.resource.empty()) {
    breach.resource = BookedName(event.booking(breach.booking));
  }
  v1::StandingConflict& conflict = found.emplace_back();
  conflict.set_kind(kind);
  if (!event.closed) *conflict.mutable_event_title() = event.event->title();
  *conflict.mutable_conflict() = MakeConflict(rule, *event.event, breach, sentence);
  conflict.mutable_conflict()->set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  conflict.set_time_zone(conflict.conflict().time_zone());
  conflict.set_resolution(ResolutionOf(*event.event, breach, resolution));
}

}  // namespace taqvim::schedule
