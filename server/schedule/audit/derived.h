// What follows from a resource's message: all that its row holds besides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/resource.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

struct Derived {
  // The bytes of the message, in the form that etags are made from.
  std::string body;
  bool archived = false;
  // Ordered by role and target. Unset where what is stored stays, since a zone is not known.
  std::optional<std::vector<storage::Link>> links;
  std::optional<storage::Facets> facets;
  int64_t due = 0;
  // Ordered by atom, start, booking and end. Unset as the links, and where
  // all is over, before and now.
  std::optional<std::vector<storage::Claim>> claims;
};

// What was derived, or why nothing can be.
struct Derivation {
  std::optional<Derived> derived;
  // Sentences, in which `$0` stands for the resource, and nothing is said that somebody chose.
  std::vector<std::string> problems;
};

// Derives it as a write would do now; of a topic nothing follows but its bytes. Reads only,
// but for topics that it makes. An error is one of the store's.
absl::StatusOr<Derivation> Derive(storage::Transaction& transaction,
                                  const storage::Resource& resource);

// Adds to the mutation what makes the row of the resource as `Derive` has it, and what follows
// for what others take. Nothing where it cannot be derived.
absl::Status AddDerived(storage::Transaction& transaction, const storage::Resource& resource,
                        storage::Mutation& mutation);

// Ordered as in Derived.
void OrderClaims(std::vector<storage::Claim>& claims);

}  // namespace taqvim::schedule
