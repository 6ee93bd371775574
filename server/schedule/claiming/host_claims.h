// `HostClaims`: what the events take that a draft is inside.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// The names of the events that the draft is inside in the final state, the nearest
// first. Adds to the errors where it would be inside itself, or ten others.
absl::StatusOr<std::vector<std::string>> NamesOfHosts(Drafts& drafts, const Draft& draft,
                                                      FieldErrors& errors);

class HostClaims {
 public:
  struct Host {
    storage::ResourceId id;
    // As they shall be; ordered by atom.
    std::vector<storage::Claim> claims;
  };

  // The nearest first.
  HostClaims(storage::Transaction& transaction, std::vector<Host> hosts)
      : transaction_(transaction), hosts_(std::move(hosts)) {}

  bool none() const { return hosts_.empty(); }

  // Puts a claim of the draft under the host whose claims on its atom cover it; under
  // none when none's do. Only the nearest host may hold a space; any may bring a
  // participant. What keeps others out is inside what does, since what is only held is
  // anybody's; and nothing is confirmed anew where others contest what the host has.
  absl::Status Place(const ExpandedDraft& draft, storage::Claim& claim) const;

 private:
  absl::StatusOr<bool> IsContestedAt(const Host& host, const storage::Claim& claim) const;

  storage::Transaction& transaction_;
  std::vector<Host> hosts_;
};

}  // namespace taqvim::schedule
