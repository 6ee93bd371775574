#include "server/schedule/write/publish.h"

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"
#include "server/base/request_limits.h"
#include "server/schedule/write/state_name.h"

namespace taqvim::schedule {
namespace {

bool IsPrivate(const v1::Event& event) { return event.visibility() == v1::VISIBILITY_PRIVATE; }

// Whether an event that belongs to the programme is meant with it.
using IsMeant = absl::FunctionRef<bool(const v1::Event&)>;

absl::StatusOr<std::vector<std::string>> InProgramme(Drafts& drafts, const std::string& programme,
                                                     IsMeant is_meant) {
  ASSIGN_OR_RETURN(auto days, drafts.Open(programme));
  if (days == nullptr || days->deleted) return NotFound(programme);
  if (!days->after.has_culture_days()) {
    return InvalidField("programme", "is not culture days; only they are programmes");
  }
  std::vector<std::string> names = {programme};
  ASSIGN_OR_RETURN(auto members, drafts.Referring(*days, storage::LinkRole::kProgramme));
  for (const std::string& name : members) {
    ASSIGN_OR_RETURN(auto event, drafts.Final(name));
    if (event && is_meant(*event)) names.push_back(name);
  }
  if (names.size() <= kMostPublished) return names;
  return InvalidField("programme", absl::StrCat("has more than ", kMostPublished,
                                                " events; name them in several requests."));
}

template <class Names>
std::vector<std::string> Named(const Names& names) {
  return {names.begin(), names.end()};
}

}  // namespace

absl::Status PublishDraft(Drafts& drafts, Draft& draft) {
  const v1::Event& event = draft.after;
  if (IsPrivate(event)) {
    return IllegalState(draft.name(),
                        "is private; it can be published once its visibility is public");
  }
  const bool called_off = event.state() == v1::EVENT_STATE_CANCELLED && event.has_confirm_time();
  if (!draft.live() && !called_off) {
    return IllegalState(draft.name(),
                        absl::StrCat("is ", StateName(event),
                                     " and was never confirmed; there is nothing to publish"));
  }
  if (!event.has_publish_time()) *draft.after.mutable_publish_time() = drafts.now();
  return absl::OkStatus();
}

void UnpublishDraft(Draft& draft) { draft.after.clear_publish_time(); }

absl::StatusOr<std::vector<std::string>> MeantBy(Drafts& drafts,
                                                 const v1::PublishEventsRequest& request) {
  if (request.programme().empty()) return Named(request.names());
  return InProgramme(drafts, request.programme(),
                     [](const v1::Event& event) { return IsLive(event) && !IsPrivate(event); });
}

absl::StatusOr<std::vector<std::string>> MeantBy(Drafts& drafts,
                                                 const v1::UnpublishEventsRequest& request) {
  if (request.programme().empty()) return Named(request.names());
  return InProgramme(drafts, request.programme(),
                     [](const v1::Event& event) { return event.has_publish_time(); });
}

}  // namespace taqvim::schedule
