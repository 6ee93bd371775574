#include "storage/engine/index/resource_cache.h"

#include <gtest/gtest.h>

namespace taqvim::storage {
namespace {

std::shared_ptr<const Resource> Make(ResourceId id, std::string body = "") {
  return std::make_shared<const Resource>(
      Resource{id, Kind::kVenue, "venues/" + std::to_string(id), std::move(body)});
}

TEST(ResourceCache, FindsByNameAndById) {
  ResourceCache cache(10);
  cache.Insert(Make(1));
  EXPECT_EQ(cache.Find(Kind::kVenue, "venues/1")->id, 1);
  EXPECT_EQ(cache.FindById(1)->name, "venues/1");
  EXPECT_EQ(cache.Find(Kind::kSpace, "venues/1"), nullptr);
  EXPECT_EQ(cache.FindById(2), nullptr);
}

TEST(ResourceCache, TakesInNothingThatTheRunningGroupHasTouched) {
  ResourceCache cache(10);
  cache.Insert(Make(1, "committed"));
  cache.Touch(1);
  EXPECT_EQ(cache.FindById(1), nullptr);
  EXPECT_EQ(cache.Find(Kind::kVenue, "venues/1"), nullptr);
  cache.Insert(Make(1, "not committed"));
  EXPECT_EQ(cache.FindById(1), nullptr);
  cache.Commit(1);
  cache.Insert(Make(1, "new"));
  EXPECT_EQ(cache.FindById(1)->body, "new");
}

TEST(ResourceCache, IsBoundedAndKeepsWhatIsUsed) {
  ResourceCache cache(10);
  for (ResourceId id = 1; id <= 1000; ++id) {
    cache.Insert(Make(id));
    EXPECT_NE(cache.Find(Kind::kVenue, "venues/1"), nullptr) << id;
  }
  int kept = 0;
  for (ResourceId id = 1; id <= 1000; ++id) kept += cache.FindById(id) != nullptr ? 1 : 0;
  EXPECT_LE(kept, 20);
  EXPECT_EQ(cache.Find(Kind::kVenue, "venues/500"), nullptr);
}

TEST(ResourceCache, ReplacesARowOfTheSameId) {
  ResourceCache cache(10);
  cache.Insert(Make(1, "old"));
  cache.Insert(Make(1, "new"));
  EXPECT_EQ(cache.Find(Kind::kVenue, "venues/1")->body, "new");
}

}  // namespace
}  // namespace taqvim::storage
