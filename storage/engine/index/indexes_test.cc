#include "storage/engine/index/indexes.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace taqvim::storage {
namespace {

constexpr ResourceId kAtom = 1'000, kTarget = 2'000;

std::string NameOf(ResourceId id) { return "events/" + std::to_string(id); }
Facets FacetsOf(ResourceId) { return {.tags = 1, .keys = {7}, .days = {{10, 20}}}; }
Claim ClaimOf(ResourceId id) { return {.atom = kAtom, .interval = {10, 20}, .owner = id}; }
Link LinkOf(ResourceId) { return {LinkRole::kHost, kTarget}; }
RequestIndex::Key RequestOf(ResourceId id) { return RequestIndex::KeyOf("users/a", NameOf(id)); }

bool IsAmong(ResourceId id, const std::vector<ResourceId>& ids) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool HasClaim(const Indexes& indexes, ResourceId id) {
  int64_t looked_at = 0;
  const auto claims =
      indexes.claims().Overlapping(kAtom, {0, 100}, ClaimKinds::All(), 100, kCurrent, looked_at);
  return std::any_of(claims.begin(), claims.end(),
                     [id](const Claim& claim) { return claim.owner == id; });
}

// The cache has the edit when it takes the row in no more.
bool IsTouched(Indexes& indexes, ResourceId id) {
  indexes.cache().Insert(std::make_shared<const Resource>(
      Resource{.id = id, .kind = Kind::kEvent, .name = NameOf(id), .body = ""}));
  return indexes.cache().FindById(id) == nullptr;
}

// One index, as the tests know it: by whether it has something about a resource.
struct Probe {
  using Edit = std::function<void(Indexes&, ResourceId, int64_t revision)>;

  std::string name;
  Edit add;
  std::function<bool(Indexes&, ResourceId)> has;
  Edit remove = nullptr;  // of what has a removal
  bool lasts = true;      // beyond the group
};

std::vector<Probe> Probes() {
  return {
      {"names", [](auto& all, auto id, auto) { all.names().Add(Kind::kEvent, NameOf(id), id); },
       [](auto& all, auto id) { return !all.names().MayHave(Kind::kEvent, NameOf(id)).empty(); },
       [](auto& all, auto id, auto) { all.names().Remove(Kind::kEvent, NameOf(id), id); }},
      {"facets", [](auto& all, auto id, auto) { all.facets().Add(id, Kind::kEvent, FacetsOf(id)); },
       [](auto& all, auto id) { return all.facets().MayHaveTags(id, 1); },
       [](auto& all, auto id, auto) { all.facets().Remove(id, Kind::kEvent, FacetsOf(id)); }},
      {"claims", [](auto& all, auto id, auto at) { all.claims().Add(ClaimOf(id), at); }, HasClaim,
       [](auto& all, auto id, auto at) { all.claims().Remove(ClaimOf(id), at); }},
      {"links", [](auto& all, auto id, auto at) { all.links().Add(id, LinkOf(id), at); },
       [](auto& all, auto id) {
         return IsAmong(id, all.links().Referrers(kTarget, {}, 0, 100, kCurrent));
       },
       [](auto& all, auto id, auto at) { all.links().Remove(id, LinkOf(id), at); }},
      {"due", [](auto& all, auto id, auto at) { all.due().Add(id, 5, at); },
       [](auto& all, auto id) {
         return IsAmong(id, all.due().By(9, 100, [](ResourceId) { return false; }));
       },
       [](auto& all, auto id, auto at) { all.due().Remove(id, 5, at); }},
      {"requests",
       [](auto& all, auto id, auto at) {
         all.requests().Add(RequestOf(id), at, absl::UnixEpoch());
       },
       [](auto& all, auto id) { return all.requests().Find(RequestOf(id)).has_value(); }},
      {"cache", [](auto& all, auto id, auto) { all.cache().Touch(id); }, IsTouched, nullptr, false},
  };
}

class IndexesTest : public ::testing::Test {
 protected:
  void Add(ResourceId id, int64_t revision) {
    for (const Probe& probe : probes_) probe.add(indexes_, id, revision);
  }
  void Remove(ResourceId id, int64_t revision) {
    for (const Probe& probe : probes_) {
      if (probe.remove) probe.remove(indexes_, id, revision);
    }
  }
  // Which of the indexes have something about it.
  std::vector<std::string> Having(ResourceId id) {
    return NamesIf([&](const Probe& probe) { return probe.has(indexes_, id); });
  }
  std::vector<std::string> NamesIf(const std::function<bool(const Probe&)>& condition) {
    std::vector<std::string> names;
    for (const Probe& probe : probes_) {
      if (condition(probe)) names.push_back(probe.name);
    }
    return names;
  }
  std::vector<std::string> All() {
    return NamesIf([](const Probe&) { return true; });
  }
  std::vector<std::string> Lasting() {
    return NamesIf([](const Probe& probe) { return probe.lasts; });
  }

  const std::vector<Probe> probes_ = Probes();
  const std::vector<std::string> none_ = {};
  Indexes indexes_;
};

TEST_F(IndexesTest, EachIsTested) { EXPECT_EQ(probes_.size(), Indexes::kCount); }

TEST_F(IndexesTest, EachHasWhatWasAddedBeforeItIsCommitted) {
  Add(1, 1);
  EXPECT_EQ(Having(1), All());
  EXPECT_EQ(Having(2), none_);
}

TEST_F(IndexesTest, EachIsTakenBackToAMark) {
  Add(1, 1);
  const Indexes::Mark mark = indexes_.mark();
  Add(2, 2);
  Add(3, 3);
  indexes_.UndoTo(mark);
  EXPECT_EQ(Having(1), All());
  EXPECT_EQ(Having(2), none_);
  EXPECT_EQ(Having(3), none_);
}

TEST_F(IndexesTest, EachIsTakenBackToItsLatestCommit) {
  Add(1, 1);
  indexes_.Commit(1);
  Add(2, 2);
  indexes_.Undo();
  EXPECT_EQ(Having(1), Lasting());
  EXPECT_EQ(Having(2), none_);
}

TEST_F(IndexesTest, EachHasBackWhatWasRemovedAndTakenBack) {
  Add(1, 1);
  indexes_.Commit(1);
  Remove(1, 2);
  indexes_.Undo();
  indexes_.Commit(2);
  indexes_.Purge(2);
  EXPECT_EQ(Having(1), Lasting());
}

TEST_F(IndexesTest, EachHasBackWhatWasRemovedAfterAMark) {
  Add(1, 1);
  Add(2, 1);
  indexes_.Commit(1);
  Remove(1, 2);
  const Indexes::Mark mark = indexes_.mark();
  Remove(2, 3);
  indexes_.UndoTo(mark);
  indexes_.Commit(2);
  indexes_.Purge(2);
  EXPECT_EQ(Having(2), Lasting());
  EXPECT_EQ(Having(1), NamesIf([](const Probe& probe) { return probe.lasts && !probe.remove; }));
}

TEST_F(IndexesTest, NoneTakesBackWhatWasCommitted) {
  Add(1, 1);
  indexes_.Commit(1);
  indexes_.Undo();
  Add(2, 2);
  indexes_.Commit(2);
  indexes_.Undo();
  EXPECT_EQ(Having(1), Lasting());
  EXPECT_EQ(Having(2), Lasting());
}

TEST_F(IndexesTest, EachForgetsWhatNoReaderNeeds) {
  Add(1, 1);
  indexes_.Commit(1);
  Remove(1, 2);
  indexes_.Commit(2);
  indexes_.Purge(2);
  EXPECT_EQ(Having(1), NamesIf([](const Probe& probe) { return probe.lasts && !probe.remove; }));
}

}  // namespace
}  // namespace taqvim::storage
