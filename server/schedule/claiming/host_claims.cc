#include "server/schedule/claiming/host_claims.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/claims/collision.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/hosts.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;

// How many events may be inside one another.
constexpr int kMaxHostDepth = 10;

// Whether a write confirms the claim anew, where it was not before.
bool IsTakenAnew(const ExpandedDraft& draft, const Claim& claim) {
  if (!draft.written || draft.times_moved() || !Blocks(claim.kind)) return false;
  return draft.altered[claim.booking] || IsAddedOccurrence(draft, claim.booking, claim.interval);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> NamesOfHosts(Drafts& drafts, const Draft& draft,
                                                      FieldErrors& errors) {
  std::vector<std::string> hosts;
  bool fits = true;
  const auto visit = [&](const std::string& name) -> absl::StatusOr<std::string> {
    fits = name != draft.name() && hosts.size() < kMaxHostDepth;
    if (!fits) return "";
    ASSIGN_OR_RETURN(auto event, drafts.Final(name));
    if (!event) return "";
    hosts.push_back(name);
    return event->host();
  };
  RETURN_IF_ERROR(ForEachHost(draft.after.host(), visit));
  if (fits) return hosts;
  FieldErrors::Scope scope(errors, draft.path);
  errors.Add("host", absl::StrCat("would put ", draft.name(), " inside itself, or more than ",
                                  kMaxHostDepth, " events inside one another."));
  return std::vector<std::string>();
}

// Whether others have, of what is contested of the host, what the claim takes: as it is
// stored.
absl::StatusOr<bool> HostClaims::IsContestedAt(const Host& host, const Claim& claim) const {
  const auto [first, end] =
      std::equal_range(host.claims.begin(), host.claims.end(), claim,
                       [](const Claim& a, const Claim& b) { return a.atom < b.atom; });
  RETURN_IF_ERROR(transaction_.work().Spend(end - first));
  const auto contested = std::find_if(first, end, [&](const Claim& one) {
    return one.kind == ClaimKind::kContested && one.interval.Overlaps(claim.interval);
  });
  if (contested == end) return false;
  ASSIGN_OR_RETURN(auto others, transaction_.ClaimsOverlapping(claim.atom, claim.interval,
                                                               kBlocking, kMostClaimsMet));
  return std::any_of(others.begin(), others.end(), [&](const Claim& other) {
    return other.owner != host.id && other.owner != claim.owner &&
           MeetsUnder(contested->host, other);
  });
}

absl::Status HostClaims::Place(const ExpandedDraft& draft, Claim& claim) const {
  const auto books = [&claim](const Claim& one) {
    return one.kind != ClaimKind::kCultureDays && (Blocks(one.kind) || !Blocks(claim.kind));
  };
  claim.host = 0;
  for (const Host& host : hosts_) {
    if (Covers(host.claims, claim.atom, claim.interval, transaction_.work(), books)) {
      ASSIGN_OR_RETURN(auto contested,
                       IsTakenAnew(draft, claim) ? IsContestedAt(host, claim) : false);
      if (!contested) claim.host = host.id;
      return absl::OkStatus();
    }
    if (!draft.facts.bookings[claim.booking].is_participant()) break;
  }
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
