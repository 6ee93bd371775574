#include "storage/sqlite/ties.h"

#include "storage/log.pb.h"
#include "storage/sqlite/scratch.h"

namespace taqvim::storage {
namespace {

absl::Status Damaged() {
  return absl::DataLossError(
      "The data file is damaged (a resource's links or claims); restore it from a backup.");
}

}  // namespace

std::string EncodeLinks(const std::vector<Link>& links) {
  if (links.empty()) return "";
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredLinks>();
  for (const Link& link : links) {
    v1::StoredLink& added = *stored.add_links();
    added.set_role(static_cast<int32_t>(link.role));
    added.set_target(link.target);
  }
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

absl::StatusOr<std::vector<Link>> DecodeLinks(std::string_view bytes) {
  std::vector<Link> links;
  if (bytes.empty()) return links;
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredLinks>();
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Damaged();
  links.reserve(stored.links_size());
  for (const v1::StoredLink& link : stored.links()) {
    links.push_back({static_cast<LinkRole>(link.role()), link.target()});
  }
  return links;
}

absl::StatusOr<std::vector<Claim>> DecodeClaims(ResourceId owner, std::string_view bytes) {
  std::vector<Claim> claims;
  if (bytes.empty()) return claims;
  Scratch scratch;
  auto& stored = scratch.Make<v1::StoredClaims>();
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Damaged();
  claims.reserve(stored.claims_size());
  for (const v1::StoredClaim& claim : stored.claims()) {
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
