// Random writes of every kind that changes rows, for tests of backups.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "storage/manual_store.h"

namespace taqvim::storage::testing {

// Creates, updates and deletes events, topics, grants and access tokens; takes names again that
// were given up; changes claims, links, facets and what is due with and without the body. For one
// thread; the same seed writes the same.
class RandomHistory {
 public:
  // Without `requests` no write has a request id, for whose answer the log is kept.
  explicit RandomHistory(uint64_t seed, bool requests = true)
      : random_(seed), has_requests_(requests) {}

  // One write, of one to four resources.
  void WriteOne(ManualStore& store);
  // One of that many events of so many bytes each.
  void WriteLarge(ManualStore& store, int events, size_t bytes);

 private:
  struct Known {
    Kind kind;
    std::string name;
  };

  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }
  std::string Bytes(size_t size);
  std::vector<Link> RandomLinks();
  std::optional<Facets> RandomFacets();
  void Create(Transaction& transaction, Mutation& mutation, std::map<ResourceId, Known>& known);
  // Changes or deletes that one.
  void Change(ResourceId id, Mutation& mutation, std::map<ResourceId, Known>& known);
  void AddClaims(ResourceId owner, Mutation& mutation);
  Put PutOf(ResourceId id, const Known& known);

  std::mt19937_64 random_;
  const bool has_requests_;
  std::map<ResourceId, Known> known_;
  // Topics that are never deleted: what claims are on and links lead to.
  std::vector<ResourceId> atoms_;
  int64_t second_ = 1'800'000'000;
  int requests_ = 0;
};

}  // namespace taqvim::storage::testing
