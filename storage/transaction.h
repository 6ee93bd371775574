// `Transaction`: what a function reads and changes of a store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/claim.h"
#include "storage/environment.h"
#include "storage/resource.h"
#include "storage/snapshot.h"

namespace taqvim::storage {

// A resource to be created or replaced.
struct Put {
  ResourceId id = 0;  // from NewId() for a new one
  Kind kind = Kind::kEvent;
  std::string name;
  std::string body;
  bool archived = false;
  std::vector<Link> links;
  // What it is searched by; unset: every search of its kind comes upon it.
  std::optional<Facets> facets = std::nullopt;
  // When something is to be done about it that nobody asks for (Store::SetDuty),
  // in seconds since the epoch; 0 for never.
  int64_t due = 0;
};

// What is derived anew of a resource that stays where it is: what it refers to and
// claims is left alone.
struct Rederived {
  ResourceId id = 0;
  // Unset: it stays, and the log says nothing of the resource.
  std::optional<std::string> body;
  // As of a Put.
  std::optional<Facets> facets;
  int64_t due = 0;
};

// What a write changes. Applied in this order, as a whole: the claims of the
// owners in `release` are removed, then resources are deleted, put and derived
// anew, then the claims are added, contested ones last.
struct Mutation {
  std::vector<ResourceId> release;
  std::vector<ResourceId> deletes;  // nothing may refer to them; their claims go too
  std::vector<Put> puts;
  std::vector<Rederived> rederived;
  std::vector<Claim> claims;
};

// A snapshot that can be written: sees what it applied.
class Transaction : public Snapshot {
 public:
  // A number for a resource to be put; unique in this store.
  virtual ResourceId NewId() = 0;
  // A random number, from the injected source.
  virtual uint64_t Random() = 0;
  // Bits that nobody can guess, from the injected source.
  virtual Secret NewSecret() = 0;
  // Applies the mutation. Refused (kWriteTooLarge) when the images before, or those
  // after, of the whole transaction exceed 16 MiB. FAILED_PRECONDITION when it would break
  // the invariant, or delete what others refer to, and INVALID_ARGUMENT when it
  // makes no sense, as it names what does not exist: whoever made it should have
  // known. Nothing of the transaction is kept then, and the function must return
  // that error. May be called several times; images are then those before the first
  // call and after the last.
  virtual absl::Status Apply(Mutation mutation) = 0;
};

}  // namespace taqvim::storage
