#include "server/schedule/write/cancel.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/schedule/write/state_name.h"

namespace taqvim::schedule {
namespace {

using storage::LinkRole;

constexpr int kMaxCascade = 5000;

// Cancels what lives in the event or belongs to its programme.
absl::Status Cascade(Drafts& drafts, const v1::CancelEventRequest& request, const Draft& draft,
                     std::vector<std::string>& cascaded) {
  for (LinkRole role : {LinkRole::kHost, LinkRole::kProgramme}) {
    ASSIGN_OR_RETURN(auto names, drafts.Referring(draft, role));
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(auto other, drafts.Open(name));
      if (other == nullptr || !other->live()) continue;
      if (!other->written) {
        other->item = draft.item;
        other->path = draft.path;
        other->written = true;
      }
      cascaded.push_back(name);
      if (cascaded.size() > kMaxCascade) {
        return InvalidField("cascade", absl::StrCat("would cancel more than ", kMaxCascade,
                                                    " events; cancel some of them first."));
      }
      RETURN_IF_ERROR(CancelDraft(drafts, request, *other, cascaded));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CancelDraft(Drafts& drafts, const v1::CancelEventRequest& request, Draft& draft,
                         std::vector<std::string>& cascaded) {
  if (!draft.live()) {
    return IllegalState(draft.name(), absl::StrCat("is ", StateName(draft.after), " already"));
  }
  draft.after.set_state(v1::EVENT_STATE_CANCELLED);
  draft.confirming = false;
  draft.after.clear_move();
  *draft.after.mutable_cancel_reason() = request.reason();
  *draft.after.mutable_update_time() = drafts.now();
  return request.cascade() ? Cascade(drafts, request, draft, cascaded) : absl::OkStatus();
}

}  // namespace taqvim::schedule
