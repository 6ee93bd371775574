#include "storage/engine/index/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace taqvim::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ResourceId kEvents = 60'000;
constexpr ResourceId kOwner = 1'000'001, kHall = 1'000'002, kRareHall = 1'000'003;
constexpr uint32_t kTentative = 1, kConfirmed = 2;
constexpr int32_t kDays = 3000;
constexpr int64_t kEpochDay = 24 * 3600;

// Many events: one in a thousand in a rare hall, a third confirmed, a handful each
// day, and a few that repeat every year or never end.
class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    for (ResourceId id = 1; id <= kEvents; ++id) {
      facets_.Add(id, Kind::kEvent, FacetsOf(id));
      links_.Add(id, {LinkRole::kOwner, kOwner}, 1);
      links_.Add(id, {LinkRole::kBooked, IsRare(id) ? kRareHall : kHall}, 1);
    }
    facets_.Commit(1);
    links_.Commit(1);
  }

  static bool IsRare(ResourceId id) { return id % 1000 == 7; }
  static Facets FacetsOf(ResourceId id) {
    Facets facets{.tags = id % 3 == 0 ? kConfirmed : kTentative};
    if (id % 500 == 0) facets.keys.push_back(static_cast<uint64_t>(id));
    const auto first = static_cast<int32_t>(id * 7919 % kDays);
    if (id % 6000 == 1) {
      facets.days.push_back({first});
    } else if (id % 600 == 2) {
      for (int32_t year = 0; year < 10; ++year) {
        facets.days.push_back({first + 365 * year, first + 365 * year});
      }
    } else {
      facets.days.push_back({first, first + static_cast<int32_t>(id % 4)});
    }
    for (const DayRange& days : facets.days)
      facets.starts.push_back(days.first * kEpochDay + id % 24);
    return facets;
  }
  static bool IsOn(ResourceId id, const DayRange& days) {
    for (const DayRange& range : FacetsOf(id).days) {
      if (range.Overlaps(days)) return true;
    }
    return false;
  }

  // Over all pages.
  std::vector<ResourceId> Found(SearchQuery query) {
    std::vector<ResourceId> ids;
    for (pages_ = 1;; ++pages_) {
      const SearchPage page = Search(links_, facets_, query, 1);
      ids.insert(ids.end(), page.ids.begin(), page.ids.end());
      if (page.complete) return ids;
      if (page.reached <= query.after) ADD_FAILURE() << "A page that leads nowhere.";
      query.after = page.reached;
    }
  }
  std::vector<Start> FoundStarts(StartQuery query) {
    std::vector<Start> starts;
    for (pages_ = 1;; ++pages_) {
      const StartPage page = SearchStarts(links_, facets_, query, 1);
      starts.insert(starts.end(), page.starts.begin(), page.starts.end());
      if (page.complete) return starts;
      if (page.reached <= query.after) ADD_FAILURE() << "A page that leads nowhere.";
      query.after = page.reached;
    }
  }
  static std::vector<Start> RightStarts(int64_t after, int64_t through,
                                        const std::function<bool(ResourceId)>& is_right) {
    std::vector<Start> starts;
    for (ResourceId id = 1; id <= kEvents; ++id) {
      if (!is_right(id)) continue;
      for (int64_t second : FacetsOf(id).starts) {
        if (after <= second && second <= through) starts.push_back({second, id});
      }
    }
    std::sort(starts.begin(), starts.end());
    return starts;
  }
  static std::vector<ResourceId> Right(const std::function<bool(ResourceId)>& is_right) {
    std::vector<ResourceId> ids;
    for (ResourceId id = 1; id <= kEvents; ++id) {
      if (is_right(id)) ids.push_back(id);
    }
    return ids;
  }

  LinkIndex links_;
  FacetIndex facets_;
  int pages_ = 0;
};

TEST_F(SearchTest, GoesByTheFewestLinks) {
  const SearchQuery query{.criteria = {{.links = {{LinkRole::kOwner, kOwner}}},
                                       {.links = {{LinkRole::kBooked, kRareHall}}},
                                       {.tags = kConfirmed}},
                          .limit = 1000};
  EXPECT_EQ(Found(query), Right([](ResourceId id) { return IsRare(id) && id % 3 == 0; }));
  EXPECT_EQ(pages_, 1);
}

TEST_F(SearchTest, GoesByDaysThatAreFew) {
  const DayRange days{1500, 1501};
  const SearchQuery query{
      .criteria = {{.links = {{LinkRole::kOwner, kOwner}}}}, .days = days, .limit = 1000};
  EXPECT_EQ(Found(query), Right([&](ResourceId id) { return IsOn(id, days); }));
  EXPECT_EQ(pages_, 1);
}

TEST_F(SearchTest, WalksOverAllWhereMostAreMeant) {
  const SearchQuery query{.criteria = {{.tags = kTentative}}, .days = DayRange{0}, .limit = 777};
  EXPECT_EQ(Found(query), Right([](ResourceId id) { return id % 3 != 0; }));
}

TEST_F(SearchTest, FindsStartsInOrderOfTime) {
  const int64_t first = 1500 * kEpochDay, last = 1600 * kEpochDay;
  StartQuery query{.after = {first, 0}, .through = last};
  EXPECT_EQ(FoundStarts(query), RightStarts(first, last, [](ResourceId) { return true; }));
  query.limit = 7;
  query.criteria = {{.tags = kConfirmed}};
  EXPECT_EQ(FoundStarts(query),
            RightStarts(first, last, [](ResourceId id) { return id % 3 == 0; }));
  query.criteria = {{.links = {{LinkRole::kOwner, kOwner}}},
                    {.links = {{LinkRole::kBooked, kRareHall}}, .tags = 1u << 20}};
  EXPECT_EQ(FoundStarts(query), RightStarts(first, last, IsRare));
  query.criteria = {{.keys = {1000}}};
  query.after = {0, 0};
  query.through = 2 * kDays * kEpochDay;
  EXPECT_EQ(FoundStarts(query),
            RightStarts(0, query.through, [](ResourceId id) { return id == 1000; }));
}

TEST_F(SearchTest, LooksAtBoundedlyManyStartsForAPage) {
  const StartQuery query{.criteria = {{.tags = 1u << 20}}, .through = kDays * kEpochDay};
  const StartPage page = SearchStarts(links_, facets_, query, 1);
  EXPECT_THAT(page.starts, IsEmpty());
  EXPECT_FALSE(page.complete);
  EXPECT_THAT(FoundStarts(query), IsEmpty());
  EXPECT_GT(pages_, 1);
}

TEST_F(SearchTest, LooksAtBoundedlyManyForAPage) {
  // All in the hall, of which those of one day are few and far between.
  const DayRange days{10, 10};
  const SearchQuery query{.criteria = {{.links = {{LinkRole::kBooked, kHall}}},
                                       {.links = {{LinkRole::kOwner, kOwner}}},
                                       {.tags = 1u << 20}},
                          .limit = 1000};
  EXPECT_THAT(Found(query), IsEmpty());
  EXPECT_EQ(Found({.criteria = {{.links = {{LinkRole::kBooked, kHall}}}}, .days = days}),
            Right([&](ResourceId id) { return !IsRare(id) && IsOn(id, days); }));
}

TEST_F(SearchTest, FindsByKey) {
  EXPECT_THAT(Found({.criteria = {{.keys = {1000, 501}}}}), ElementsAre(1000));
  EXPECT_THAT(Found({.criteria = {{.keys = {1000}}, {.links = {{LinkRole::kBooked, kRareHall}}}}}),
              IsEmpty());
}

TEST_F(SearchTest, TakesEitherATagOrALink) {
  const Criterion seen{.links = {{LinkRole::kBooked, kRareHall}}, .tags = kConfirmed};
  const SearchQuery query{.criteria = {seen, {.links = {{LinkRole::kOwner, kOwner}}}},
                          .limit = 1000};
  EXPECT_EQ(Found(query), Right([](ResourceId id) { return IsRare(id) || id % 3 == 0; }));
}

TEST_F(SearchTest, BeginsAndEndsAnywhere) {
  EXPECT_THAT(Found({.criteria = {{.tags = kConfirmed}}, .after = kEvents - 3}),
              ElementsAre(kEvents));
  EXPECT_THAT(Found({.after = kEvents}), IsEmpty());
  EXPECT_THAT(Found({.after = std::numeric_limits<ResourceId>::max()}), IsEmpty());
  EXPECT_EQ(Found({.after = -5, .limit = 5000}).size(), kEvents);
}

TEST_F(SearchTest, ForgetsWhatWasUndone) {
  facets_.Add(kEvents + 1, Kind::kEvent, Facets{.tags = 8, .keys = {9}, .days = {{5000, 5000}}});
  facets_.Add(7, Kind::kEvent, Facets{.tags = 8});
  facets_.Remove(7, Kind::kEvent, FacetsOf(7));
  EXPECT_THAT(Found({.criteria = {{.tags = 8}}}), ElementsAre(7, kEvents + 1));
  facets_.UndoTo(FacetIndex::Mark());
  facets_.Commit(2);
  facets_.Purge(2);
  EXPECT_THAT(Found({.criteria = {{.tags = 8}}}), IsEmpty());
  EXPECT_THAT(Found({.criteria = {{.keys = {9}}}}), IsEmpty());
  const SearchQuery next{.criteria = {{.tags = kTentative}}, .after = 6, .limit = 1};
  EXPECT_THAT(Search(links_, facets_, next, 1).ids, ElementsAre(7));
}

}  // namespace
}  // namespace taqvim::storage
