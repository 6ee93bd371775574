// Snapshot of the stored grants and tokens in memory: rights by principal, tokens by
// id.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/access/rights.h"
#include "server/access/secret.h"
#include "server/access/stored_token.pb.h"
#include "storage/store.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::access {

// Filled by one thread, then immutable and thread-safe.
class Book {
 public:
  // A stored token, without its secret.
  struct Token {
    std::string principal;
    SecretHash hash;
    absl::Time expires;
    std::optional<absl::Time> revoked;
    bool read_only = false;
    std::optional<v1::AccessCap> cap;
    v1::AccessTokenKind kind = v1::ACCESS_TOKEN_KIND_BEARER;
    // Of a feed key: its feed.
    std::shared_ptr<const v1::EventFilter> feed = nullptr;
    // Of a session: until when it can be put off.
    absl::Time latest_end = absl::InfinitePast();
  };

  // Add a resource. A venue manager of an organization manages its venues, and an organizer
  // of one decides for those of its participants who approve their bookings, so venues and
  // participants must be added before grants.
  void Add(const v1::Venue& venue);
  void Add(const v1::Participant& participant);
  void Add(const StoredToken& token);
  void Add(const v1::Grant& grant);

  // The rights of the principal; no rights when nothing is granted to it. Never null.
  std::shared_ptr<const Rights> RightsOf(std::string_view principal) const;
  // By the last part of its name; null when there is none.
  const Token* FindToken(std::string_view id) const;

 private:
  using Names = std::vector<std::string>;

  void AddWhatBelongsTo(const std::string& organization, v1::Role role, Rights& rights);

  // By organization.
  absl::flat_hash_map<std::string, Names> venues_;
  absl::flat_hash_map<std::string, Names> participants_;  // who approve their bookings
  absl::flat_hash_map<std::string, Token> tokens_;
  absl::flat_hash_map<std::string, std::shared_ptr<Rights>> rights_;
};

using BookReader = std::function<void(absl::StatusOr<std::shared_ptr<const Book>>)>;

// Reads the store page by page, and calls `done` once, on a thread of the store's, with
// the book or the store's error. What was committed before the call is in the book; of
// what is committed meanwhile, some may be.
void ReadBook(storage::Store& store, BookReader done);

}  // namespace taqvim::access
