#include "server/schedule/claiming/claim_drafts.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "proto/status_macros.h"
#include "server/schedule/claiming/claim_bookings.h"
#include "server/schedule/claiming/claim_topics.h"
#include "server/schedule/claiming/expand_series.h"
#include "server/schedule/claiming/host_claims.h"
#include "server/schedule/claiming/look_up.h"
#include "server/schedule/drafts/approvals.h"
#include "server/schedule/drafts/holds.h"
#include "server/schedule/drafts/moved_draft.h"
#include "server/schedule/drafts/moves.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/moves.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::LinkRole;

// What the claims of bookings take, and inside which host, whatever they do to
// others. Stops of culture days hold nothing that is inside them.
using Place = std::tuple<storage::ResourceId, int64_t, int64_t, storage::ResourceId>;
std::vector<Place> PlacesOf(const std::vector<Claim>& claims) {
  std::vector<Place> places;
  for (const Claim& claim : claims) {
    if (claim.kind == ClaimKind::kCultureDays) continue;
    places.emplace_back(claim.atom, claim.interval.start, claim.interval.end, claim.host);
  }
  return places;
}

// However many occurrences of a booking are at one place and time, it takes that once.
void Order(std::vector<Claim>& claims) {
  const auto key = [](const Claim& claim) {
    return std::tuple(claim.atom, claim.interval.start, claim.booking, claim.interval.end,
                      claim.kind);
  };
  std::sort(claims.begin(), claims.end(),
            [&](const Claim& a, const Claim& b) { return key(a) < key(b); });
  const auto same = [](const Claim& a, const Claim& b) {
    return a.atom == b.atom && a.interval == b.interval && a.booking == b.booking;
  };
  claims.erase(std::unique(claims.begin(), claims.end(), same), claims.end());
}

bool IsHostChanged(const Draft& draft) { return draft.before.host() != draft.after.host(); }

std::vector<bool> AlteredOf(const Draft& draft, const EventFacts& facts) {
  const bool all = draft.confirming || IsHostChanged(draft);
  std::vector<bool> altered;
  for (const BookingFacts& booking : facts.bookings) altered.push_back(all || booking.altered);
  return altered;
}

// Adds those that are not there.
void AddLinks(const std::vector<storage::Link>& more, std::vector<storage::Link>& links) {
  for (const storage::Link& link : more) {
    if (std::find(links.begin(), links.end(), link) == links.end()) links.push_back(link);
  }
}

// What expanding a draft finds.
struct Expansion {
  EventFacts facts;
  std::vector<bool> altered;
  Series series;
};

class Claimer {
 public:
  Claimer(Drafts& drafts, FieldErrors& errors) : drafts_(drafts), errors_(errors) {}

  absl::StatusOr<ClaimedDrafts> Run();

 private:
  bool failed() const { return !errors_.empty(); }
  ClaimedDraft* FindClaimed(const std::string& name);

  absl::Status ClaimDraft(Draft& draft);
  absl::Status ClaimHosts(const Draft& draft);
  absl::StatusOr<std::optional<Expansion>> Expand(Draft& draft);
  absl::StatusOr<TakenClaims> Take(const ExpandedDraft& draft);
  absl::StatusOr<bool> MovesAlong(const Draft& draft, const std::string& host);
  absl::StatusOr<HostClaims> HostsOf(const Draft& draft);
  bool HostMoved(const Draft& draft);
  ClaimedDraft& Settle(ExpandedDraft& draft, TakenClaims taken);
  absl::Status ClaimMove(ClaimedDraft& draft);
  absl::Status DrawInHosted(const ClaimedDraft& draft);

  Drafts& drafts_;
  FieldErrors& errors_;
  // Those that were looked at; and those of them that are in order.
  absl::flat_hash_set<storage::ResourceId> begun_;
  absl::flat_hash_map<storage::ResourceId, ClaimedDraft*> claimed_;
};

ClaimedDraft* Claimer::FindClaimed(const std::string& name) {
  const Draft* draft = name.empty() ? nullptr : drafts_.Find(name);
  const auto at = draft == nullptr ? claimed_.end() : claimed_.find(draft->id);
  return at == claimed_.end() ? nullptr : at->second;
}

// Claims the drafts that the draft is inside, the outermost first, as each may
// draw in the next.
absl::Status Claimer::ClaimHosts(const Draft& draft) {
  ASSIGN_OR_RETURN(auto hosts, NamesOfHosts(drafts_, draft, errors_));
  for (auto name = hosts.rbegin(); name != hosts.rend(); ++name) {
    if (Draft* host = drafts_.Find(*name)) {
      RETURN_IF_ERROR(ClaimDraft(*host));
    }
  }
  return absl::OkStatus();
}

// Whether the draft is an event as its move would have it, and the host moves together with
// it: then it lies inside what that holds.
absl::StatusOr<bool> Claimer::MovesAlong(const Draft& draft, const std::string& host) {
  if (draft.move_group.empty()) return false;
  ASSIGN_OR_RETURN(auto event, drafts_.Final(host));
  if (event == nullptr || MoveGroupOf(*event) != draft.move_group) return false;
  const ClaimedDraft* claimed = FindClaimed(host);
  return claimed == nullptr || claimed->move != nullptr;
}

absl::StatusOr<HostClaims> Claimer::HostsOf(const Draft& draft) {
  ASSIGN_OR_RETURN(auto names, NamesOfHosts(drafts_, draft, errors_));
  std::vector<HostClaims::Host> hosts;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto id, drafts_.IdOf(name));
    ASSIGN_OR_RETURN(const bool moves_along, MovesAlong(draft, name));
    if (const ClaimedDraft* claimed = FindClaimed(name)) {
      hosts.push_back({id, moves_along ? claimed->move->claims : claimed->claims});
      continue;
    }
    ASSIGN_OR_RETURN(auto claims, drafts_.transaction().ClaimsOf(id));
    ClaimsApart apart = TakeApart(claims);
    hosts.push_back({id, std::move(moves_along ? apart.of_move : apart.own)});
  }
  return HostClaims(drafts_.transaction(), std::move(hosts));
}

// Whether what the draft is inside takes other atoms or times than before.
bool Claimer::HostMoved(const Draft& draft) {
  const ClaimedDraft* host = FindClaimed(draft.after.host());
  if (host == nullptr) return false;
  return host->moved || (draft.of_move && host->move && host->move->moved);
}

absl::Status Claimer::DrawInHosted(const ClaimedDraft& draft) {
  if (draft.is_new() || !draft.moved) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto hosted, drafts_.Referring(draft, LinkRole::kHost));
  for (const std::string& name : hosted) {
    if (drafts_.Find(name) != nullptr) continue;
    // Nobody can say where it is now: it stays where it was.
    if (draft.times_moved()) {
      ASSIGN_OR_RETURN(auto event, drafts_.Final(name));
      if (event != nullptr && !KnowsZones(*event)) continue;
    }
    ASSIGN_OR_RETURN(auto opened, drafts_.Open(name));
    opened->item = draft.item;
    opened->path = draft.path;
    if (draft.reexpands()) opened->occasion = draft.occasion;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Expansion>> Claimer::Expand(Draft& draft) {
  ASSIGN_OR_RETURN(auto facts, LookUp(drafts_, draft, errors_));
  if (failed()) return std::nullopt;
  std::vector<bool> altered = AlteredOf(draft, facts);
  Series series;
  if (draft.live()) {
    const storage::Transaction& transaction = drafts_.transaction();
    const absl::Time now = draft.rolls() ? transaction.due_time() : transaction.now();
    series = ExpandSeries(now, facts, altered, draft, drafts_.work(), errors_);
    if (failed()) return std::nullopt;
  }
  return Expansion{std::move(facts), std::move(altered), std::move(series)};
}

absl::StatusOr<TakenClaims> Claimer::Take(const ExpandedDraft& draft) {
  TakenClaims taken;
  if (draft.live()) {
    ASSIGN_OR_RETURN(auto hosts, HostsOf(draft));
    ASSIGN_OR_RETURN(taken,
                     ClaimBookings(drafts_.transaction(), draft, hosts, HostMoved(draft), errors_));
    RETURN_IF_ERROR(ClaimTopics(drafts_, draft, taken.claims));
  }
  RETURN_IF_ERROR(drafts_.work().status());
  Order(taken.claims);
  taken.moved = draft.is_new() || IsHostChanged(draft) || HostMoved(draft) ||
                PlacesOf(draft.claims_before) != PlacesOf(taken.claims);
  return taken;
}

// The holds and the approvals of what is written.
ClaimedDraft& Claimer::Settle(ExpandedDraft& draft, TakenClaims taken) {
  std::vector<bool> unapproved(draft.after.bookings_size(), false);
  if (draft.written) {
    SettleHolds(drafts_.transaction().now(), taken.claims, draft, drafts_.work());
    unapproved = SettleApprovals(taken.claims, draft, drafts_.work());
  }
  return drafts_.Advance<ClaimedDraft>(draft, std::move(taken), std::move(unapproved));
}

// What its pending move would have the event take, as holds.
absl::Status Claimer::ClaimMove(ClaimedDraft& draft) {
  const absl::Time now = drafts_.transaction().now();
  auto moved = MovedDraft(draft, now);
  if (!moved.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto found, Expand(*moved));
  if (!found.has_value()) return absl::OkStatus();
  ExpandedDraft expanded(std::move(*moved), std::move(found->facts), std::move(found->altered),
                         std::move(found->series));
  ASSIGN_OR_RETURN(auto taken, Take(expanded));
  if (draft.written) SettleHolds(now, taken.claims, expanded, drafts_.work());
  AddLinks(expanded.facts.links, draft.facts.links);
  const std::vector<bool> unapproved(expanded.after.bookings_size(), false);
  draft.move = std::make_unique<ClaimedDraft>(std::move(expanded), std::move(taken), unapproved);
  KeepMove(draft);
  return absl::OkStatus();
}

absl::Status Claimer::ClaimDraft(Draft& draft) {
  if (begun_.contains(draft.id)) return absl::OkStatus();
  // What is over, or does not take place, takes nothing inside its host.
  if (draft.live() && !draft.after.host().empty()) {
    if (auto s = ClaimHosts(draft); !s.ok() || failed()) return s;
  }
  begun_.insert(draft.id);
  ASSIGN_OR_RETURN(auto found, Expand(draft));
  if (!found.has_value()) return absl::OkStatus();
  auto& expanded = drafts_.Advance<ExpandedDraft>(
      draft, std::move(found->facts), std::move(found->altered), std::move(found->series));
  ASSIGN_OR_RETURN(auto taken, Take(expanded));
  ClaimedDraft& claimed = Settle(expanded, std::move(taken));
  RETURN_IF_ERROR(ClaimMove(claimed));
  claimed_.emplace(claimed.id, &claimed);
  return DrawInHosted(claimed);
}

absl::StatusOr<ClaimedDrafts> Claimer::Run() {
  // Claiming one may draw in others, which then come last.
  for (size_t i = 0; i < drafts_.all().size(); ++i) {
    RETURN_IF_ERROR(ClaimDraft(*drafts_.all()[i]));
  }
  std::vector<ClaimedDraft*> claimed;
  for (const auto& draft : drafts_.all()) {
    const auto at = claimed_.find(draft->id);
    if (at != claimed_.end()) claimed.push_back(at->second);
  }
  return ClaimedDrafts(drafts_, std::move(claimed));
}

}  // namespace

absl::StatusOr<ClaimedDrafts> ClaimDrafts(Drafts& drafts, FieldErrors& errors) {
  return Claimer(drafts, errors).Run();
}

}  // namespace taqvim::schedule
