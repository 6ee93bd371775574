// Codec of what a resource's row holds besides its body: links, facets, claims, due
// time and revision.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/resource.h"

namespace taqvim::storage {

// The decoded values of these columns.
struct Ties {
  std::vector<Link> links;  // ordered by role and target
  std::optional<Facets> facets;
  std::vector<Claim> claims;  // in the order in which they were added
  int64_t due = 0;            // Put::due
  int64_t revision = 0;       // the one that last wrote the body; 0 for none yet
};

// The bytes of the columns `links` and `claims`; empty when there is nothing.
std::string EncodeLinks(const std::vector<Link>& links, const std::optional<Facets>& facets);
std::string EncodeClaims(const std::vector<Claim>& claims);

// Parse them. DATA_LOSS when they are damaged.
absl::Status DecodeLinks(std::string_view bytes, std::vector<Link>& links,
                         std::optional<Facets>& facets);
absl::StatusOr<std::vector<Claim>> DecodeClaims(ResourceId owner, std::string_view bytes);

}  // namespace taqvim::storage
