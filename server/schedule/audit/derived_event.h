// `DerivedEvent`: an event claimed anew, as if its times had been derived just now.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "server/base/field_errors.h"
#include "server/schedule/drafts/claimed_drafts.h"
#include "server/schedule/drafts/drafts.h"
#include "storage/transaction.h"

namespace taqvim::schedule {

// With what it is inside, and what is contested by it. What is over keeps what is stored of it,
// since nothing says which parts its spaces had then. For one transaction.
class DerivedEvent {
 public:
  // Of an event whose zones are all known.
  static absl::StatusOr<std::unique_ptr<DerivedEvent>> Make(storage::Transaction& transaction,
                                                            const storage::Resource& event);

  // What is wrong with the event, so that it cannot be claimed: such as what it refers to and
  // is not there.
  const FieldErrors& errors() const { return errors_; }
  // The event; null where there are errors.
  const ClaimedDraft* draft() const { return draft_; }

  // Adds to the mutation what it takes and others by it, as far as that is not stored so, and
  // puts its bytes with its links, facets and due time. Only once, without errors.
  void AddTo(std::string body, storage::Mutation& mutation);

 private:
  explicit DerivedEvent(storage::Transaction& transaction)
      : transaction_(transaction), drafts_(transaction) {}
  absl::Status Open(const storage::Resource& event);
  absl::Status Claim();

  storage::Transaction& transaction_;
  Drafts drafts_;
  storage::ResourceId id_ = 0;
  FieldErrors errors_;
  std::unique_ptr<ClaimedDrafts> claimed_;
  ClaimedDraft* draft_ = nullptr;
};

}  // namespace taqvim::schedule
