#include "server/schedule/write/claim_drafts.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/schedule/claims/coverage.h"
#include "server/schedule/drafts/draft_occurrences.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/culture_days.h"
#include "server/schedule/event/occurrences.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/write/series.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::ClaimKind;
using storage::Interval;
using storage::LinkRole;

// What it takes to fold the city of a stop, as often as that is done.
constexpr int64_t kUnitsOfAStop = 32;
// How many events may be inside one another.
constexpr int kMaxHostDepth = 10;
// More claims than this on one atom at once are not looked through.
constexpr int kMaxOverlaps = 100'000;

// Whether the place of the claim was contested before.
bool WasContested(const Draft& draft, const Claim& claim) {
  return HadClaim(draft, claim, [](const Claim& old) { return old.kind == ClaimKind::kContested; });
}

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

auto OutsideOf(const Claim& claim) {
  return std::tuple(claim.booking, claim.interval.start, claim.interval.end);
}

// By atom, start and booking. A booking takes a place at one time once, however
// many of its occurrences are there.
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

class Claimer {
 public:
  Claimer(Drafts& drafts, FieldErrors& errors) : drafts_(drafts), errors_(errors) {}

  absl::Status Run() {
    // Claiming one may draw in others, which then come last.
    for (size_t i = 0; i < drafts_.all().size(); ++i) {
      RETURN_IF_ERROR(ClaimDraft(*drafts_.all()[i]));
    }
    return absl::OkStatus();
  }

 private:
  struct Ancestor {
    storage::ResourceId id;
    std::vector<Claim> claims;
  };

  absl::Status ClaimDraft(Draft& draft);
  absl::StatusOr<std::vector<std::string>> HostsOf(const Draft& draft);
  absl::Status ClaimHosts(const Draft& draft);
  absl::Status Fetch(Draft& draft);
  absl::Status LinkEvents(Draft& draft);
  absl::Status LinkZones(Draft& draft);
  absl::StatusOr<std::vector<Ancestor>> AncestorsOf(const Draft& draft);
  std::vector<Claim> StoredClaims(const Draft& draft, int booking) const;
  bool IsFinished(const Draft& draft, int booking) const;
  void CheckAtoms(const Draft& draft, int booking);
  std::vector<Claim> ClaimsOfBooking(const Draft& draft, int booking);
  static bool IsTakenAnew(const Draft& draft, const Claim& claim);
  absl::StatusOr<bool> IsContestedAt(const Ancestor& ancestor, const Claim& claim);
  absl::Status Rehost(const Draft& draft, const std::vector<Ancestor>& ancestors, Claim& claim);
  bool HostMoved(const Draft& draft);
  // When each booking was outside its host before, by its index.
  using Outside = std::set<std::tuple<int, int64_t, int64_t>>;
  absl::StatusOr<Outside> OutsideBefore(const Draft& draft);
  absl::Status CountClaims(const Draft& draft, int booking);
  absl::Status ClaimBookings(Draft& draft);
  bool IsFinished(const Claim& claim) const;
  std::vector<Claim> ClaimsOfOccurrences(const Draft& draft, int booking);
  void LeaveShortened(std::vector<Claim>& claims) const;
  absl::Status ClaimOccurrences(Draft& draft, int booking, const std::vector<Ancestor>& ancestors,
                                const Outside& outside_before, bool host_moved);
  absl::Status ClaimTopics(Draft& draft);
  absl::Status DrawInHosted(const Draft& draft);

  Drafts& drafts_;
  FieldErrors& errors_;
};

absl::Status Claimer::Fetch(Draft& draft) {
  FieldErrors::Scope scope(errors_, draft.path);
  ASSIGN_OR_RETURN(auto facts,
                   FetchFacts(drafts_.transaction(), draft.after, draft.before, errors_));
  draft.facts = std::move(facts);
  return LinkEvents(draft);
}

absl::Status Claimer::LinkEvents(Draft& draft) {
  const v1::Event& event = draft.after;
  const std::pair<LinkRole, const std::string&> references[] = {
      {LinkRole::kProgramme, event.programme()},
      {LinkRole::kHost, event.host()},
      {LinkRole::kReciprocal, event.culture_days().reciprocal()}};
  for (const auto& [role, name] : references) {
    if (name.empty()) continue;
    ASSIGN_OR_RETURN(auto id, drafts_.IdOf(name));
    if (id != 0) draft.facts.links.push_back({role, id});
  }
  return LinkZones(draft);
}

// The zones of participants' bookings; its venues refer to their own.
absl::Status Claimer::LinkZones(Draft& draft) {
  const auto& bookings = draft.facts.bookings;
  for (int i = 0; i < bookings.size(); ++i) {
    if (!bookings[i].resource || !bookings[i].is_participant()) continue;
    const std::string& zone = draft.after.bookings(i).time_zone();
    const bool of_venue = std::any_of(bookings.begin(), bookings.end(), [&](const auto& other) {
      return other.venue && other.venue->time_zone() == zone;
    });
    if (of_venue || zone.empty()) continue;
    ASSIGN_OR_RETURN(auto topic, drafts_.MakeTopic(ZoneTopicOf(zone)));
    draft.facts.links.push_back({LinkRole::kZone, topic});
  }
  return absl::OkStatus();
}

// The names of the events that the draft is inside, the nearest first.
absl::StatusOr<std::vector<std::string>> Claimer::HostsOf(const Draft& draft) {
  std::vector<std::string> hosts;
  std::string name = draft.after.host();
  while (!name.empty()) {
    if (name == draft.name() || hosts.size() == kMaxHostDepth) {
      FieldErrors::Scope scope(errors_, draft.path);
      errors_.Add("host", absl::StrCat("would put ", draft.name(), " inside itself, or more than ",
                                       kMaxHostDepth, " events inside one another."));
      return std::vector<std::string>();
    }
    ASSIGN_OR_RETURN(auto event, drafts_.Final(name));
    if (!event) break;
    hosts.push_back(name);
    name = event->host();
  }
  return hosts;
}

// Claims the drafts that the draft is inside, the outermost first, as each may
// draw in the next.
absl::Status Claimer::ClaimHosts(const Draft& draft) {
  ASSIGN_OR_RETURN(auto hosts, HostsOf(draft));
  for (auto name = hosts.rbegin(); name != hosts.rend(); ++name) {
    if (Draft* host = drafts_.Find(*name)) {
      RETURN_IF_ERROR(ClaimDraft(*host));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Claimer::Ancestor>> Claimer::AncestorsOf(const Draft& draft) {
  ASSIGN_OR_RETURN(auto hosts, HostsOf(draft));
  std::vector<Ancestor> ancestors;
  for (const std::string& name : hosts) {
    ASSIGN_OR_RETURN(auto id, drafts_.IdOf(name));
    ASSIGN_OR_RETURN(auto claims, drafts_.FinalClaims(name));
    ancestors.push_back({id, std::move(claims)});
  }
  return ancestors;
}

// The claims that are stored for the booking of that id.
std::vector<Claim> Claimer::StoredClaims(const Draft& draft, int booking) const {
  const auto& old = draft.before.bookings();
  auto same = std::find_if(old.begin(), old.end(), [&](const v1::Booking& b) {
    return b.id() == draft.after.bookings(booking).id();
  });
  std::vector<Claim> claims;
  for (Claim claim : draft.claims_before) {
    if (claim.kind == ClaimKind::kCultureDays || claim.booking != same - old.begin()) continue;
    claim.booking = booking;
    claims.push_back(claim);
  }
  return claims;
}

// Whether it is over, as it is stored and as it would be claimed now.
bool Claimer::IsFinished(const Draft& draft, int booking) const {
  const int64_t now = absl::ToUnixSeconds(drafts_.transaction().now());
  if (draft.facts.bookings[booking].occupied.end > now) return false;
  const std::vector<Claim> stored = StoredClaims(draft, booking);
  return std::all_of(stored.begin(), stored.end(),
                     [now](const Claim& claim) { return claim.interval.end <= now; });
}

void Claimer::CheckAtoms(const Draft& draft, int booking) {
  const bool asked = !draft.rolling && !draft.rederiving;
  if (!draft.facts.bookings[booking].atoms.empty() || !asked) return;
  FieldErrors::Scope scope(errors_, draft.path);
  FieldErrors::Scope bookings(errors_, "bookings", booking);
  errors_.Add("excepted_spaces", "nothing is left of what is booked; except less.");
}

// The claims of a booking; those of new ones are without hosts.
std::vector<Claim> Claimer::ClaimsOfBooking(const Draft& draft, int booking) {
  const BookingFacts& facts = draft.facts.bookings[booking];
  const bool expand = draft.altered[booking] || (draft.reexpand && !IsFinished(draft, booking));
  if (!expand) return StoredClaims(draft, booking);
  CheckAtoms(draft, booking);
  std::vector<Claim> claims;
  for (storage::ResourceId atom : facts.atoms) {
    claims.push_back(
        {.atom = atom, .interval = facts.occupied, .owner = draft.id, .booking = booking});
  }
  return claims;
}

bool Claimer::IsFinished(const Claim& claim) const {
  return claim.interval.end <= absl::ToUnixSeconds(drafts_.transaction().now());
}

// The claims of a booking that repeats: those stored, and those of occurrences
// that the write expands, which are without hosts.
std::vector<Claim> Claimer::ClaimsOfOccurrences(const Draft& draft, int booking) {
  const bool adds = draft.series == SeriesMode::kKeep || draft.series == SeriesMode::kRoll;
  std::vector<Claim> claims;
  for (Claim claim : draft.is_new() ? std::vector<Claim>() : StoredClaims(draft, booking)) {
    if (draft.before.state() != draft.after.state()) {
      claim.kind = draft.confirmed() ? ClaimKind::kConfirmed : ClaimKind::kHeld;
    }
    if (adds || IsFinished(claim)) claims.push_back(claim);
  }
  if (draft.series == SeriesMode::kKeep) return claims;
  const BookingFacts& facts = draft.facts.bookings[booking];
  CheckAtoms(draft, booking);
  const Occurrences stored(draft.after);
  for (const OccurrenceFacts& occurrence : draft.facts.occurrences) {
    if (draft.series == SeriesMode::kRoll && occurrence.day <= draft.claimed_before) continue;
    const bool held = !draft.confirmed() || stored.IsHeld(occurrence.day);
    for (storage::ResourceId atom : facts.atoms) {
      const Claim claim{.atom = atom,
                        .interval = occurrence.occupied[booking],
                        .owner = draft.id,
                        .booking = booking,
                        .kind = held ? ClaimKind::kHeld : ClaimKind::kConfirmed};
      if (draft.is_new() || !IsFinished(claim)) claims.push_back(claim);
    }
  }
  if (draft.series == SeriesMode::kReexpand) LeaveShortened(claims);
  return claims;
}

// Takes out what is over and starts as something longer that is not: an occurrence
// that was shorter when it was derived before, and is over by that alone.
void Claimer::LeaveShortened(std::vector<Claim>& claims) const {
  const int64_t now = absl::ToUnixSeconds(drafts_.transaction().now());
  std::vector<Claim> running;
  for (const Claim& claim : claims) {
    if (claim.interval.start < now && !IsFinished(claim)) running.push_back(claim);
  }
  std::erase_if(claims, [&](const Claim& claim) {
    return IsFinished(claim) &&
           std::any_of(running.begin(), running.end(), [&](const Claim& other) {
             return other.atom == claim.atom && other.interval.start == claim.interval.start &&
                    Blocks(other.kind) == Blocks(claim.kind);
           });
  });
}

absl::Status Claimer::ClaimOccurrences(Draft& draft, int booking,
                                       const std::vector<Ancestor>& ancestors,
                                       const Outside& outside_before, bool host_moved) {
  const bool needs_host = !ancestors.empty() && !draft.facts.bookings[booking].is_participant();
  for (Claim& claim : ClaimsOfOccurrences(draft, booking)) {
    const bool expanded = draft.series != SeriesMode::kKeep && OccurrenceOf(draft, claim);
    if (expanded || (host_moved && !draft.reexpand)) {
      RETURN_IF_ERROR(Rehost(draft, ancestors, claim));
      if (needs_host && claim.host == 0 && !outside_before.contains(OutsideOf(claim))) {
        draft.outside_host_at.emplace_back(booking, claim.interval);
      }
    }
    if (claim.kind == ClaimKind::kConfirmed && !draft.altered[booking] &&
        WasContested(draft, claim)) {
      claim.kind = ClaimKind::kContested;
    }
    draft.claims.push_back(claim);
  }
  return absl::OkStatus();
}

// Whether what the draft is inside takes other atoms or times than before.
bool Claimer::HostMoved(const Draft& draft) {
  const Draft* host = draft.after.host().empty() ? nullptr : drafts_.Find(draft.after.host());
  return host && host->moved;
}

// Spaces that change are not refused for what stands already. When times are derived
// anew, all that is outside then is told.
absl::StatusOr<Claimer::Outside> Claimer::OutsideBefore(const Draft& draft) {
  Outside outside;
  if (!draft.reexpand || draft.rederiving || draft.after.host().empty()) return outside;
  const auto claims = static_cast<int64_t>(draft.claims_before.size());
  RETURN_IF_ERROR(drafts_.work().Spend(claims));
  for (const Claim& claim : draft.claims_before) {
    if (claim.host == 0 && claim.kind != ClaimKind::kCultureDays) outside.insert(OutsideOf(claim));
  }
  return outside;
}

// Whether a write confirms the claim anew, where it was not before.
bool Claimer::IsTakenAnew(const Draft& draft, const Claim& claim) {
  if (!draft.written || draft.rederiving || !Blocks(claim.kind)) return false;
  return draft.altered[claim.booking] || IsAddedOccurrence(draft, claim.booking, claim.interval);
}

// Whether others have, of what is contested of the ancestor, what the claim takes: as
// it is stored.
absl::StatusOr<bool> Claimer::IsContestedAt(const Ancestor& ancestor, const Claim& claim) {
  // Ordered by atom.
  const auto [first, end] =
      std::equal_range(ancestor.claims.begin(), ancestor.claims.end(), claim,
                       [](const Claim& a, const Claim& b) { return a.atom < b.atom; });
  RETURN_IF_ERROR(drafts_.work().Spend(end - first));
  const auto contested = std::find_if(first, end, [&](const Claim& one) {
    return one.kind == ClaimKind::kContested && one.interval.Overlaps(claim.interval);
  });
  if (contested == end) return false;
  ASSIGN_OR_RETURN(auto others, drafts_.transaction().ClaimsOverlapping(
                                    claim.atom, claim.interval,
                                    ClaimKind::kConfirmed | ClaimKind::kContested, kMaxOverlaps));
  return std::any_of(others.begin(), others.end(), [&](const Claim& other) {
    return other.owner != ancestor.id && other.owner != claim.owner &&
           other.host == contested->host;
  });
}

// Only the nearest host may hold a space; any may bring the participant. What keeps
// others out is inside what does, since what is only held is anybody's; and nothing is
// confirmed anew where others contest what the host has.
absl::Status Claimer::Rehost(const Draft& draft, const std::vector<Ancestor>& ancestors,
                             Claim& claim) {
  const auto books = [&claim](const Claim& one) {
    return one.kind != ClaimKind::kCultureDays && (Blocks(one.kind) || !Blocks(claim.kind));
  };
  claim.host = 0;
  for (const Ancestor& ancestor : ancestors) {
    if (Covers(ancestor.claims, claim.atom, claim.interval, drafts_.work(), books)) {
      ASSIGN_OR_RETURN(auto contested,
                       IsTakenAnew(draft, claim) ? IsContestedAt(ancestor, claim) : false);
      if (!contested) claim.host = ancestor.id;
      return absl::OkStatus();
    }
    if (!draft.facts.bookings[claim.booking].is_participant()) break;
  }
  return absl::OkStatus();
}

// Of a booking, before they are made: as many as it may have at most.
absl::Status Claimer::CountClaims(const Draft& draft, int booking) {
  const size_t times = draft.series == SeriesMode::kNone ? 1 : draft.facts.occurrences.size();
  return drafts_.work().SpendClaims(
      static_cast<int64_t>(times * draft.facts.bookings[booking].atoms.size()));
}

absl::Status Claimer::ClaimBookings(Draft& draft) {
  ASSIGN_OR_RETURN(auto ancestors, AncestorsOf(draft));
  const bool host_moved = HostMoved(draft);
  ASSIGN_OR_RETURN(auto outside_before, OutsideBefore(draft));
  for (int i = 0; i < draft.facts.bookings.size(); ++i) {
    RETURN_IF_ERROR(CountClaims(draft, i));
    if (draft.series != SeriesMode::kNone) {
      RETURN_IF_ERROR(ClaimOccurrences(draft, i, ancestors, outside_before, host_moved));
      continue;
    }
    const BookingFacts& facts = draft.facts.bookings[i];
    // Spaces that change move nothing that is over.
    const bool rehost = draft.altered[i] || (draft.reexpand ? !IsFinished(draft, i) : host_moved);
    for (Claim& claim : ClaimsOfBooking(draft, i)) {
      claim.kind = draft.confirmed() ? ClaimKind::kConfirmed : ClaimKind::kHeld;
      if (rehost) {
        RETURN_IF_ERROR(Rehost(draft, ancestors, claim));
        const bool needs_host = !ancestors.empty() && !facts.is_participant();
        if (needs_host && claim.host == 0 && !outside_before.contains(OutsideOf(claim))) {
          draft.outside_host[i] = true;
        }
      }
      if (draft.confirmed() && !draft.altered[i] && WasContested(draft, claim)) {
        claim.kind = ClaimKind::kContested;
      }
      draft.claims.push_back(claim);
    }
  }
  return absl::OkStatus();
}

// Culture days that stay where they are keep the claims that are stored, whatever
// their cities were called when these were made, until they are derived again.
absl::Status Claimer::ClaimTopics(Draft& draft) {
  if (!draft.after.has_culture_days() || !draft.confirmed()) return absl::OkStatus();
  const int stops = draft.after.culture_days().stops_size();
  RETURN_IF_ERROR(drafts_.work().Spend(kUnitsOfAStop * stops));
  if (draft.before.state() == v1::EVENT_STATE_CONFIRMED && !draft.rederiving &&
      SameTopics(draft.before.culture_days(), draft.after.culture_days())) {
    for (const Claim& claim : draft.claims_before) {
      if (claim.kind == ClaimKind::kCultureDays) draft.claims.push_back(claim);
    }
    return absl::OkStatus();
  }
  for (const TopicDays& topic : TopicsOf(draft.after.culture_days())) {
    ASSIGN_OR_RETURN(auto atom, drafts_.MakeTopic(topic.topic));
    draft.claims.push_back({.atom = atom,
                            .interval = IntervalOfDays(topic.days),
                            .owner = draft.id,
                            .booking = topic.stop,
                            .kind = ClaimKind::kCultureDays});
  }
  return absl::OkStatus();
}

absl::Status Claimer::DrawInHosted(const Draft& draft) {
  if (draft.is_new() || !draft.moved) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto hosted, drafts_.Referring(draft, LinkRole::kHost));
  for (const std::string& name : hosted) {
    if (drafts_.Find(name)) continue;
    // Nobody can say where it is now: it stays where it was.
    if (draft.rederiving) {
      ASSIGN_OR_RETURN(auto event, drafts_.Final(name));
      if (event != nullptr && !KnowsZones(*event)) continue;
    }
    ASSIGN_OR_RETURN(auto opened, drafts_.Open(name));
    opened->item = draft.item;
    opened->path = draft.path;
    opened->reexpand = draft.reexpand;
    opened->rederiving = draft.rederiving;
  }
  return absl::OkStatus();
}

absl::Status Claimer::ClaimDraft(Draft& draft) {
  if (draft.claimed) return absl::OkStatus();
  // What is over, or does not take place, takes nothing inside its host.
  if (draft.live() && !draft.after.host().empty()) {
    if (auto s = ClaimHosts(draft); !s.ok() || !errors_.empty()) return s;
  }
  draft.claimed = true;
  if (auto s = Fetch(draft); !s.ok() || !errors_.empty()) return s;
  draft.outside_host.assign(draft.facts.bookings.size(), false);
  const bool host_changed = draft.before.host() != draft.after.host();
  const bool all = draft.confirming || host_changed;
  for (const BookingFacts& facts : draft.facts.bookings) {
    draft.altered.push_back(all || facts.altered);
  }
  if (draft.live()) {
    const storage::Transaction& transaction = drafts_.transaction();
    SettleOccurrences(draft.rolling ? transaction.due_time() : transaction.now(), drafts_.work(),
                      draft, errors_);
    if (!errors_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(ClaimBookings(draft));
    RETURN_IF_ERROR(ClaimTopics(draft));
  }
  RETURN_IF_ERROR(drafts_.work().status());
  Order(draft.claims);
  draft.moved = draft.is_new() || host_changed || HostMoved(draft) ||
                PlacesOf(draft.claims_before) != PlacesOf(draft.claims);
  return DrawInHosted(draft);
}

}  // namespace

absl::Status ClaimDrafts(Drafts& drafts, FieldErrors& errors) {
  return Claimer(drafts, errors).Run();
}

}  // namespace taqvim::schedule
