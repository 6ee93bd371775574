#include "server/schedule/write/references.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/event_state.h"
#include "server/schedule/claiming/host_claims.h"
#include "server/schedule/stored/referrers.h"
#include "server/schedule/stored/shown_names.h"
#include "server/schedule/write/reciprocal.h"
#include "server/schedule/write/state_name.h"

namespace taqvim::schedule {
namespace {

using storage::LinkRole;

absl::Status CheckProgrammeOf(Drafts& drafts, const Draft& draft, FieldErrors& errors) {
  const std::string& name = draft.after.programme();
  if (name.empty() || name == draft.before.programme()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto programme, drafts.Final(name));
  if (!programme) {
    errors.AddMissing("programme", name, "does not exist; create it first.");
  } else if (!programme->has_culture_days()) {
    errors.Add("programme", absl::StrCat(name, " is not culture days; only they are programmes."));
  } else if (!IsLive(*programme)) {
    return IllegalState(draft.name(),
                        absl::StrCat("cannot join ", name, ", which is ", StateName(*programme)));
  }
  return absl::OkStatus();
}

absl::Status CheckHostOf(Drafts& drafts, const Draft& draft, const access::Rights& rights,
                         FieldErrors& errors) {
  const std::string& name = draft.after.host();
  const bool is_set = !draft.deleted && name != draft.before.host();
  if (name.empty() || !(draft.live() || is_set)) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto host, drafts.Final(name));
  if (!host) {
    errors.AddMissing("host", name, "does not exist; create it first.");
    return absl::OkStatus();
  }
  if (name == draft.name()) {
    errors.Add("host", "is the event itself; name another one.");
    return absl::OkStatus();
  }
  if (!draft.live()) return absl::OkStatus();
  if (name != draft.before.host() && !rights.SeesAllOf(*host)) {
    // Whether a participant may be booked inside it would tell that it books it.
    errors.Add("host", absl::StrCat(name, " is not shown to you; ask its owner."));
    return absl::OkStatus();
  }
  const bool host_confirmed = host->state() == v1::EVENT_STATE_CONFIRMED;
  if ((draft.confirmed() || draft.confirming) && !host_confirmed) {
    return IllegalState(draft.name(), absl::StrCat("is inside ", name, ", which is ",
                                                   StateName(*host), "; confirm that first"));
  }
  if (!host_confirmed && host->state() != v1::EVENT_STATE_TENTATIVE) {
    return IllegalState(draft.name(),
                        absl::StrCat("cannot be inside ", name, ", which is ", StateName(*host)));
  }
  return absl::OkStatus();
}

// That what no longer takes place is not inside itself over others; what does is held against that
// where it is claimed.
absl::Status CheckHostsOfEnded(Drafts& drafts, const Draft& draft, FieldErrors& errors) {
  if (draft.live() || draft.deleted || draft.after.host() == draft.before.host() ||
      draft.after.host() == draft.name()) {
    return absl::OkStatus();
  }
  return NamesOfHosts(drafts, draft, errors).status();
}

// What no longer takes place hosts nothing that does.
absl::Status CheckHostedBy(Drafts& drafts, const Draft& draft, const access::Rights& rights) {
  if (draft.live()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto names, drafts.Referring(draft, LinkRole::kHost));
  bool stands = false;
  std::vector<std::string> standing;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto event, drafts.Final(name));
    if (!event || !IsLive(*event)) continue;
    stands = true;
    if (rights.SeesAllOf(*event)) standing.push_back(name);
  }
  if (!stands) return absl::OkStatus();
  return ResourceInUse(
      draft.name(), "hosts events that stand; cancel it with cascade, or them before it", standing);
}

bool RefersTo(const v1::Event& event, const std::string& name) {
  return event.host() == name || event.programme() == name ||
         event.culture_days().reciprocal() == name;
}

// What is deleted is referred to by nothing that stays.
absl::Status CheckDeleted(Drafts& drafts, const Draft& draft, const access::Rights& rights) {
  constexpr size_t kMostLookedAt = 100;
  bool referred = false;
  std::vector<std::string> names;
  for (const Draft* other : drafts.DraftsReferring(draft.name())) {
    if (other->deleted || !RefersTo(other->after, draft.name())) continue;
    referred = true;
    if (rights.SeesAllOf(other->after)) names.push_back(other->name());
  }
  Referrers referrers(drafts.transaction(), draft.id, {});
  std::vector<storage::ResourceId> stored;
  while (stored.size() < kMostLookedAt) {
    ASSIGN_OR_RETURN(const storage::ResourceId id, referrers.Next());
    if (id == 0) break;
    if (drafts.FindById(id) == nullptr) stored.push_back(id);  // else its draft says better
  }
  if (!referred && stored.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto others, NamesShown(drafts.transaction(), rights, stored));
  names.insert(names.end(), others.begin(), others.end());
  names.resize(std::min(names.size(), kMostNamed));
  return ResourceInUse(draft.name(), "is referred to by other events", names);
}

}  // namespace

absl::Status LinkReferences(Drafts& drafts, const access::Rights& rights, FieldErrors& errors) {
  RETURN_IF_ERROR(LinkReciprocals(drafts, rights, errors));
  drafts.ReferencesChanged();
  for (const auto& draft : drafts.all()) {
    RETURN_IF_ERROR(CheckHostsOfEnded(drafts, *draft, errors));
    FieldErrors::Scope scope(errors, draft->path);
    RETURN_IF_ERROR(CheckProgrammeOf(drafts, *draft, errors));
    RETURN_IF_ERROR(CheckHostOf(drafts, *draft, rights, errors));
  }
  if (!errors.empty()) return errors.ToStatus();
  for (const auto& draft : drafts.all()) {
    if (draft->deleted) {
      RETURN_IF_ERROR(CheckDeleted(drafts, *draft, rights));
    } else {
      RETURN_IF_ERROR(CheckHostedBy(drafts, *draft, rights));
    }
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
