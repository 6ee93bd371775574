#include "server/schedule/write/public_references.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "proto/status_macros.h"
#include "server/access/public_form.h"

namespace taqvim::schedule {
namespace {

using Names = std::set<std::string>;

bool Appears(const Draft& draft) { return !draft.deleted && access::AppearsInPublic(draft.after); }

bool Appeared(const Draft& draft) {
  return !draft.is_new() && access::AppearsInPublic(draft.before);
}

// The events that refer to the draft, as it shall be.
absl::StatusOr<Names> ReferringTo(Drafts& drafts, const Draft& draft) {
  Names names;
  for (const auto role : {storage::LinkRole::kHost, storage::LinkRole::kProgramme}) {
    ASSIGN_OR_RETURN(auto referring, drafts.Referring(draft, role));
    names.insert(referring.begin(), referring.end());
  }
  // Those that answer each other name each other.
  const std::string& answered = draft.after.culture_days().reciprocal();
  if (!answered.empty()) names.insert(answered);
  return names;
}

// Those whose references the write may change: what it writes, and what refers to events
// that appear or disappear by it.
absl::StatusOr<Names> Concerned(Drafts& drafts) {
  Names names;
  for (const auto& draft : drafts.all()) {
    const v1::Event& event = draft->after;
    const bool says = event.has_publish_time() || !event.public_references().empty();
    if (draft->written && !draft->deleted && says) names.insert(draft->name());
    if (Appears(*draft) == Appeared(*draft)) continue;
    ASSIGN_OR_RETURN(auto referring, ReferringTo(drafts, *draft));
    names.merge(referring);
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> PublicReferencesOf(Drafts& drafts,
                                                            const v1::Event& event) {
  std::vector<std::string> seen;
  if (!event.has_publish_time()) return seen;
  for (const std::string* name :
       {&event.programme(), &event.host(), &event.culture_days().reciprocal()}) {
    if (name->empty() || std::find(seen.begin(), seen.end(), *name) != seen.end()) continue;
    ASSIGN_OR_RETURN(auto other, drafts.Final(*name));
    if (other && access::AppearsInPublic(*other)) seen.push_back(*name);
  }
  return seen;
}

// Says it of the event, and draws it in where that is something else than before.
absl::Status Settle(Drafts& drafts, const std::string& name) {
  ASSIGN_OR_RETURN(auto event, drafts.Final(name));
  if (!event || (!event->has_publish_time() && event->public_references().empty())) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(auto seen, PublicReferencesOf(drafts, *event));
  const auto& said = event->public_references();
  if (std::equal(seen.begin(), seen.end(), said.begin(), said.end())) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto draft, drafts.Open(name));
  draft->written = true;
  *draft->after.mutable_update_time() = drafts.now();
  draft->after.mutable_public_references()->Assign(seen.begin(), seen.end());
  return absl::OkStatus();
}

}  // namespace

absl::Status SettlePublicReferences(Drafts& drafts) {
  ASSIGN_OR_RETURN(auto names, Concerned(drafts));
  for (const std::string& name : names) RETURN_IF_ERROR(Settle(drafts, name));
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
