#include "storage/engine/bytes/ties.h"

#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "storage/engine/bytes/scratch.h"
#include "storage/log.pb.h"

namespace taqvim::storage {
namespace {

absl::Status Damaged() {
  return absl::DataLossError(
      "The data file is damaged (a resource's links or claims); restore it from a backup.");
}

constexpr int32_t kNoLength = -1;

// Whether it is one of them. All are named, so that the compiler misses a new one here.
bool IsKnown(ClaimKind kind) {
  switch (kind) {
    case ClaimKind::kConfirmed:
    case ClaimKind::kContested:
    case ClaimKind::kHeld:
    case ClaimKind::kClosure:
    case ClaimKind::kCultureDays:
      return true;
  }
  return false;
}

bool IsKnown(LinkRole role) {
  switch (role) {
    case LinkRole::kOwner:
    case LinkRole::kProgramme:
    case LinkRole::kHost:
    case LinkRole::kAgreement:
    case LinkRole::kBooked:
    case LinkRole::kExcepted:
    case LinkRole::kReciprocal:
    case LinkRole::kCollection:
    case LinkRole::kOrganization:
    case LinkRole::kParty:
    case LinkRole::kVenue:
    case LinkRole::kPart:
    case LinkRole::kClosed:
    case LinkRole::kZone:
    case LinkRole::kGranted:
    case LinkRole::kPartner:
      return true;
  }
  return false;
}

template <class Enum>
bool IsStored(int32_t number) {
  return number >= 0 && number <= std::numeric_limits<uint8_t>::max() &&
         IsKnown(static_cast<Enum>(number));
}

// What is stored of claims and links is read into indexes that rely on it.
bool CanBe(const v1::StoredClaim& claim) {
  return claim.atom() > 0 && claim.host() >= 0 && claim.start() < claim.end() &&
         IsStored<ClaimKind>(claim.kind());
}

bool CanBe(const v1::StoredLink& link) {
  return link.target() > 0 && IsStored<LinkRole>(link.role());
}

// Nothing comes after days that have no last.
void Encode(const Facets& facets, v1::StoredFacets& stored) {
  stored.set_tags(facets.tags);
  stored.mutable_keys()->Assign(facets.keys.begin(), facets.keys.end());
  int32_t end = 0;
  for (const DayRange& days : facets.days) {
    const bool ends = days.last != DayRange::kNoLastDay;
    stored.add_days(days.first - end);
    stored.add_days(ends ? days.last - days.first : kNoLength);
    end = days.last;
  }
  int64_t before = 0;
  for (int64_t start : facets.starts) stored.add_starts(start - std::exchange(before, start));
}

// False when they are none that were encoded.
bool Decode(const v1::StoredFacets& stored, Facets& facets) {
  facets.tags = stored.tags();
  facets.keys.assign(stored.keys().begin(), stored.keys().end());
  if (stored.days_size() % 2 != 0) return false;
  int64_t end = 0;
  for (int i = 0; i < stored.days_size(); i += 2) {
    const int64_t first = end + stored.days(i);
    const int64_t length = stored.days(i + 1);
    end = length == kNoLength ? DayRange::kNoLastDay : first + length;
    if (length < kNoLength || first < std::numeric_limits<int32_t>::min() ||
        end > DayRange::kNoLastDay) {
      return false;
    }
    facets.days.push_back({static_cast<int32_t>(first), static_cast<int32_t>(end)});
  }
  int64_t start = 0;
  for (int64_t later : stored.starts()) {
    const bool grows = facets.starts.empty() || later > 0;
    if (!grows || __builtin_add_overflow(start, later, &start)) return false;
    facets.starts.push_back(start);
  }
  return true;
}

}  // namespace

std::string EncodeLinks(const std::vector<Link>& links, const std::optional<Facets>& facets) {
  if (links.empty() && !facets.has_value()) return "";
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredLinks>();
  for (const Link& link : links) {
    v1::StoredLink& added = *stored.add_links();
    added.set_role(static_cast<int32_t>(link.role));
    added.set_target(link.target);
  }
  if (facets.has_value()) Encode(*facets, *stored.mutable_facets());
  return stored.SerializeAsString();
}

std::string EncodeClaims(const std::vector<Claim>& claims) {
  if (claims.empty()) return "";
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredClaims>();
  for (const Claim& claim : claims) {
    v1::StoredClaim& added = *stored.add_claims();
    added.set_atom(claim.atom);
    added.set_start(claim.interval.start);
    added.set_end(claim.interval.end);
    added.set_host(claim.host);
    added.set_booking(claim.booking);
    added.set_kind(static_cast<int32_t>(claim.kind));
  }
  return stored.SerializeAsString();
}

absl::Status DecodeLinks(std::string_view bytes, std::vector<Link>& links,
                         std::optional<Facets>& facets) {
  links.clear();
  facets.reset();
  if (bytes.empty()) return absl::OkStatus();
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredLinks>();
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Damaged();
  links.reserve(stored.links_size());
  for (const v1::StoredLink& link : stored.links()) {
    if (!CanBe(link)) return Damaged();
    links.push_back({static_cast<LinkRole>(link.role()), link.target()});
  }
  if (stored.has_facets() && !Decode(stored.facets(), facets.emplace())) return Damaged();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Claim>> DecodeClaims(ResourceId owner, std::string_view bytes) {
  std::vector<Claim> claims;
  if (bytes.empty()) return claims;
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredClaims>();
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Damaged();
  claims.reserve(stored.claims_size());
  for (const v1::StoredClaim& claim : stored.claims()) {
    if (!CanBe(claim)) return Damaged();
    claims.push_back({.atom = claim.atom(),
                      .interval = {claim.start(), claim.end()},
                      .host = claim.host(),
                      .owner = owner,
                      .booking = claim.booking(),
                      .kind = static_cast<ClaimKind>(claim.kind())});
  }
  return claims;
}

}  // namespace taqvim::storage
