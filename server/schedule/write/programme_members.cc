#include "server/schedule/write/programme_members.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/standing/standing_conflicts.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using Standing = std::vector<v1::StandingConflict>;

bool SameStops(const v1::CultureDays& a, const v1::CultureDays& b) {
  return std::equal(a.stops().begin(), a.stops().end(), b.stops().begin(), b.stops().end(),
                    [](const v1::Stop& one, const v1::Stop& other) {
                      return google::protobuf::util::MessageDifferencer::Equals(one, other);
                    });
}

// Whether the write leaves those who belong to it without what they were planned for.
bool IsLeft(const ClaimedDraft& draft) {
  if (draft.is_new() || !draft.written || !draft.after.has_culture_days()) return false;
  if (draft.live()) return !SameStops(draft.before.culture_days(), draft.after.culture_days());
  return draft.after.state() == v1::EVENT_STATE_CANCELLED &&
         draft.before.state() != v1::EVENT_STATE_CANCELLED;
}

// Whether the judge says it of the event already, as the write moves it.
bool IsJudged(const ClaimedDraft& draft, const v1::StandingConflict& found) {
  if (found.kind() == v1::CONFLICT_KIND_PROGRAMME_ENDED) return false;
  for (int i = 0; i < draft.after.bookings_size(); ++i) {
    if (draft.after.bookings(i).id() == found.conflict().booking()) return draft.altered[i];
  }
  return draft.confirming || !google::protobuf::util::MessageDifferencer::Equals(
                                 draft.before.period(), draft.after.period());
}

// What the judge has not looked at of an event that the write touches, too.
absl::StatusOr<Standing> OfDraft(const ClaimedDraft& draft, StandingConflicts& standing) {
  if (draft.is_new() || !draft.live()) return Standing();
  if (draft.before.programme() != draft.after.programme()) return Standing();
  const std::shared_ptr<const v1::Event> event(std::shared_ptr<void>(), &draft.after);
  auto conflicts = standing.Of(*draft.stored, event, draft.claims);
  if (!conflicts.ok()) return conflicts;
  std::erase_if(*conflicts, [&](const auto& found) { return IsJudged(draft, found); });
  return conflicts;
}

absl::StatusOr<Standing> OfStored(ClaimedDrafts& drafts, const std::string& name,
                                  StandingConflicts& standing) {
  ASSIGN_OR_RETURN(auto resource, drafts.transaction().Find(Kind::kEvent, name));
  if (!resource) return Standing();
  // Where it may be moved to is listed, and no matter of this write.
  ASSIGN_OR_RETURN(auto claims, drafts.transaction().ClaimsOf(resource->id));
  return standing.Of(*resource, TakeApart(claims).own);
}

absl::Status AddMembers(ClaimedDrafts& drafts, const ClaimedDraft& programme,
                        StandingConflicts& standing, std::vector<Finding>& findings) {
  ASSIGN_OR_RETURN(auto members, drafts.Referring(programme, storage::LinkRole::kProgramme));
  for (const std::string& name : members) {
    const ClaimedDraft* draft = drafts.Find(name);
    ASSIGN_OR_RETURN(auto conflicts,
                     draft ? OfDraft(*draft, standing) : OfStored(drafts, name, standing));
    for (v1::StandingConflict& found : conflicts) {
      Finding& finding = findings.emplace_back();
      finding.conflict = std::move(*found.mutable_conflict());
      finding.conflict.set_item(programme.item);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Finding>> FindLeftMembers(ClaimedDrafts& drafts,
                                                     const access::Rights& rights) {
  std::vector<Finding> findings;
  for (const auto& draft : drafts.all()) {
    if (!IsLeft(*draft)) continue;
    StandingConflicts standing(drafts.transaction(), rights,
                               {.rules = RulesBrokenBy(Change::kStops)});
    standing.Assume(std::shared_ptr<const v1::Event>(std::shared_ptr<void>(), &draft->after));
    RETURN_IF_ERROR(AddMembers(drafts, *draft, standing, findings));
  }
  return findings;
}

}  // namespace taqvim::schedule
