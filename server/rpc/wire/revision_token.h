// Codec of revision tokens: the opaque strings in the field `revision_token` of every answer.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/revision.h"

namespace taqvim::rpc {

// Encodes and decodes the tokens of one store. Immutable, thread-safe.
class RevisionTokens {
 public:
  explicit RevisionTokens(absl::string_view store_id);

  // 36 characters of base64url: a format version, the store's fingerprint, the
  // revision's number and nonce, and a checksum.
  std::string Encode(const storage::Revision& revision) const;
  // INVALID_ARGUMENT when the token is damaged, FAILED_PRECONDITION when it is of
  // another store. Does not check the nonce against the store's history; the caller
  // must.
  absl::StatusOr<storage::Revision> Decode(absl::string_view token) const;

 private:
  uint64_t store_;
};

}  // namespace taqvim::rpc
