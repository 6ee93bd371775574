// Searches: a part of store_conformance.h.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

constexpr uint32_t kRed = 1, kBlue = 2, kRound = 4;

TEST_P(StoreConformance, SearchesFindWhatHasOneOfEachCriterion) {
  const ResourceId owner = Create(Kind::kOrganization, "organizations/o");
  const ResourceId hall = Create(Kind::kSpace, "venues/v/spaces/s");
  const ResourceId a = CreateFaceted("events/a", Facets{.tags = kRed | kRound, .keys = {11, 12}},
                                     {{LinkRole::kOwner, owner}, {LinkRole::kBooked, hall}});
  const ResourceId b =
      CreateFaceted("events/b", Facets{.tags = kBlue, .keys = {12}}, {{LinkRole::kOwner, owner}});
  const ResourceId c = CreateFaceted("events/c", Facets{.tags = kRed}, {{LinkRole::kBooked, hall}});
  const Criterion owned{.links = {{LinkRole::kOwner, owner}}};
  const Criterion booking{.links = {{LinkRole::kBooked, hall}}};
  EXPECT_THAT(Found({}), ElementsAre(a, b, c));
  EXPECT_THAT(Found({.criteria = {owned}}), ElementsAre(a, b));
  EXPECT_THAT(Found({.criteria = {owned, booking}}), ElementsAre(a));
  EXPECT_THAT(Found({.criteria = {{.tags = kRed}}}), ElementsAre(a, c));
  EXPECT_THAT(Found({.criteria = {{.tags = kRed}, {.tags = kBlue | kRound}}}), ElementsAre(a));
  EXPECT_THAT(Found({.criteria = {{.keys = {12}}}}), ElementsAre(a, b));
  EXPECT_THAT(Found({.criteria = {{.keys = {11, 13}}, {.tags = kRed}}}), ElementsAre(a));
  EXPECT_THAT(Found({.criteria = {{.links = {{LinkRole::kHost, owner}}, .ids = {c}}}}),
              ElementsAre(c));
  EXPECT_THAT(Found({.criteria = {{.links = booking.links, .tags = kBlue}, owned}}),
              ElementsAre(a, b));
  EXPECT_THAT(Found({.criteria = {{}}}), IsEmpty());
  EXPECT_THAT(Found({.kind = Kind::kClosure}), IsEmpty());
}

TEST_P(StoreConformance, SearchesFindWhatTakesPlaceOnOneOfTheDays) {
  const ResourceId evening = CreateFaceted("events/evening", Facets{.days = {{100, 100}}});
  const ResourceId season = CreateFaceted("events/season", Facets{.days = {{-50, 99}}});
  const ResourceId series = CreateFaceted("events/series", Facets{.days = {{90, 90}, {97, 97}}});
  const ResourceId permanent = CreateFaceted("events/permanent", Facets{.days = {{98}}});
  CreateFaceted("events/never", Facets{});
  EXPECT_THAT(Found({.days = DayRange{100, 100}}), ElementsAre(evening, permanent));
  EXPECT_THAT(Found({.days = DayRange{91, 96}}), ElementsAre(season));
  EXPECT_THAT(Found({.days = DayRange{97, 98}}), ElementsAre(season, series, permanent));
  EXPECT_THAT(Found({.days = DayRange{-1000, -51}}), IsEmpty());
  EXPECT_THAT(Found({.days = DayRange{5000}}), ElementsAre(permanent));
}

TEST_P(StoreConformance, SearchesFindWhatTakesPlaceThroughoutTheDays) {
  CreateFaceted("events/evening", Facets{.days = {{100, 100}}});
  const ResourceId season = CreateFaceted("events/season", Facets{.days = {{-50, 101}}});
  const ResourceId series =
      CreateFaceted("events/series", Facets{.days = {{90, 90}, {99, 100}, {105, 105}}});
  CreateFaceted("events/apart", Facets{.days = {{90, 99}, {101, 110}}});
  const ResourceId permanent = CreateFaceted("events/permanent", Facets{.days = {{98}}});
  EXPECT_THAT(Found({.days = DayRange{99, 100}, .throughout = true}),
              ElementsAre(season, series, permanent));
  EXPECT_THAT(Found({.days = DayRange{99, 5000}, .throughout = true}), ElementsAre(permanent));
}

TEST_P(StoreConformance, StartsAreFoundInTheirOrder) {
  const ResourceId owner = Create(Kind::kOrganization, "organizations/o");
  const ResourceId series = CreateFaceted(
      "events/series", Facets{.tags = kRed, .starts = {-5, 10, 20}}, {{LinkRole::kOwner, owner}});
  const ResourceId evening = CreateFaceted("events/evening", Facets{.tags = kBlue, .starts = {10}});
  const ResourceId later =
      CreateFaceted("events/later", Facets{.tags = kRed, .starts = {int64_t{1} << 40}});
  CreateFaceted("events/plain", std::nullopt);
  const std::vector<Start> all = {
      {-5, series}, {10, series}, {10, evening}, {20, series}, {int64_t{1} << 40, later}};
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    EXPECT_EQ(FoundStarts({.after = {-100, 0}, .through = int64_t{1} << 41}), all);
    EXPECT_EQ(FoundStarts({.after = {-100, 0}, .through = int64_t{1} << 41, .limit = 2}), all);
  }
  EXPECT_THAT(FoundStarts({.after = {10, series}, .through = 20}),
              ElementsAre(Start{10, evening}, Start{20, series}));
  EXPECT_THAT(FoundStarts({.criteria = {{.tags = kRed}}, .after = {-5, series}, .through = 10}),
              ElementsAre(Start{10, series}));
  EXPECT_THAT(FoundStarts({.criteria = {{.links = {{LinkRole::kOwner, owner}}}, {.tags = kBlue}},
                           .after = {-100, 0},
                           .through = 100}),
              IsEmpty());
  EXPECT_THAT(FoundStarts({.kind = Kind::kClosure, .after = {-100, 0}, .through = 100}), IsEmpty());
}

TEST_P(StoreConformance, StartsAreThoseOfTheSnapshotThoughTheyChangeMeanwhile) {
  const StartQuery query{.after = {-100, 0}, .through = 100};
  const ResourceId moved = CreateFaceted("events/moved", Facets{.starts = {10}});
  Read([&](Snapshot& snapshot) {
    EXPECT_TRUE(
        Apply({.puts = {PutOf(moved, "events/moved", Facets{.starts = {20}})}}).status.ok());
    Settle();
    EXPECT_THAT(FoundStarts(snapshot, query), IsSupersetOf({Start{10, moved}}));
  });
  Settle();
  EXPECT_THAT(FoundStarts(query), ElementsAre(Start{20, moved}));
  Write([&](Transaction& transaction) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(
        transaction.Apply({.puts = {PutOf(moved, "events/moved", Facets{.starts = {30}})}}).ok());
    EXPECT_THAT(FoundStarts(transaction, query), IsSupersetOf({Start{30, moved}}));
    StartQuery first = query;
    first.limit = 1;
    EXPECT_EQ(FoundStarts(transaction, first).size(), 2);  // where it was, and where it is
    return absl::AbortedError("not to be kept");
  });
  EXPECT_THAT(FoundStarts(query), ElementsAre(Start{20, moved}));
  EXPECT_TRUE(Apply({.deletes = {moved}}).status.ok());
  Settle();
  EXPECT_THAT(FoundStarts(query), IsEmpty());
}

TEST_P(StoreConformance, SearchesComeInPagesInOrderOfId) {
  std::vector<ResourceId> ids;
  for (int i = 0; i < 7; ++i) {
    ids.push_back(CreateFaceted(absl::StrCat("events/e", i), Facets{.tags = kRed}));
  }
  Read([&](Snapshot& snapshot) {
    const SearchQuery query{.criteria = {{.tags = kRed}}, .after = ids[1], .limit = 3};
    const SearchPage page = snapshot.Search(query).value();
    EXPECT_THAT(page.ids, ElementsAre(ids[2], ids[3], ids[4]));
    EXPECT_EQ(page.reached, ids[4]);
    EXPECT_FALSE(page.complete);
  });
  EXPECT_EQ(Found({.criteria = {{.tags = kRed}}, .limit = 2}), ids);
}

TEST_P(StoreConformance, SearchesComeUponWhatWasPutWithoutFacets) {
  const ResourceId plain = CreateFaceted("events/plain", std::nullopt);
  EXPECT_THAT(Found({.criteria = {{.tags = kRed}}}), ElementsAre(plain));
  EXPECT_THAT(Found({.criteria = {{.keys = {5}}}}), ElementsAre(plain));
  EXPECT_THAT(Found({.days = DayRange{1, 1}}), ElementsAre(plain));
  EXPECT_THAT(Found({.kind = Kind::kVenue, .criteria = {{.tags = kRed}}}), IsEmpty());
}

TEST_P(StoreConformance, SearchesFindWhatTheirSnapshotHasThoughItChangesMeanwhile) {
  const Facets red{.tags = kRed, .keys = {1}, .days = {{10, 10}}};
  const ResourceId changed = CreateFaceted("events/changed", red);
  const ResourceId deleted = CreateFaceted("events/deleted", red);
  Read([&](Snapshot& snapshot) {
    const Facets blue{.tags = kBlue, .keys = {2}, .days = {{20, 20}}};
    EXPECT_TRUE(Apply({.puts = {PutOf(changed, "events/changed", blue)}}).status.ok());
    EXPECT_TRUE(Apply({.deletes = {deleted}}).status.ok());
    Settle();
    EXPECT_THAT(Found(snapshot, {.criteria = {{.tags = kRed}}}), ElementsAre(changed, deleted));
    EXPECT_THAT(Found(snapshot, {.criteria = {{.keys = {1}}}}), ElementsAre(changed, deleted));
    EXPECT_THAT(Found(snapshot, {.days = DayRange{9, 11}}), ElementsAre(changed, deleted));
  });
  Settle();
  EXPECT_THAT(Found({.criteria = {{.tags = kRed}}}), IsEmpty());
  EXPECT_THAT(Found({.criteria = {{.keys = {1}}}}), IsEmpty());
  EXPECT_THAT(Found({.days = DayRange{20, 20}}), ElementsAre(changed));
}

TEST_P(StoreConformance, SearchesOfATransactionFindWhatItPut) {
  const ResourceId other = CreateFaceted("events/other", Facets{.tags = kBlue});
  Write([&](Transaction& transaction) -> absl::StatusOr<std::string> {
    const ResourceId id = transaction.NewId();
    EXPECT_TRUE(transaction.Apply({.puts = {PutOf(id, "events/new", Facets{.tags = kRed})}}).ok());
    EXPECT_THAT(Found(transaction, {.criteria = {{.tags = kRed}}}), ElementsAre(id));
    EXPECT_TRUE(transaction.Apply({.deletes = {other}}).ok());
    EXPECT_THAT(Found(transaction, {.criteria = {{.tags = kBlue}}}), IsSupersetOf({id}));
    EXPECT_FALSE(transaction.Hurries());
    return absl::AbortedError("not to be kept");
  });
  Settle();
  EXPECT_THAT(Found({.criteria = {{.tags = kRed}}}), IsEmpty());
  EXPECT_THAT(Found({.criteria = {{.tags = kBlue}}}), ElementsAre(other));
}

// What was put, and whether it meets a query, in the plainest way.
struct Kept {
  std::optional<Facets> facets;
  std::vector<Link> links;

  bool Meets(ResourceId id, const Criterion& criterion) const {
    const bool unknown = !facets.has_value() && (criterion.tags != 0 || !criterion.keys.empty());
    if (unknown || (facets && (facets->tags & criterion.tags) != 0)) return true;
    const auto has = [](const auto& all, const auto& one) {
      return std::find(all.begin(), all.end(), one) != all.end();
    };
    return has(criterion.ids, id) ||
           std::any_of(links.begin(), links.end(),
                       [&](const Link& link) { return has(criterion.links, link); }) ||
           std::any_of(criterion.keys.begin(), criterion.keys.end(),
                       [&](uint64_t key) { return has(facets->keys, key); });
  }

  bool Meets(ResourceId id, const SearchQuery& query) const {
    if (id <= query.after) return false;
    const bool on_days =
        !query.days || !facets ||
        std::any_of(facets->days.begin(), facets->days.end(), [&](const DayRange& one) {
          return query.throughout ? one.first <= query.days->first && query.days->last <= one.last
                                  : one.Overlaps(*query.days);
        });
    return on_days && std::all_of(query.criteria.begin(), query.criteria.end(),
                                  [&](const Criterion& one) { return Meets(id, one); });
  }
};

// Makes up what is written and asked.
class Maker {
 public:
  explicit Maker(std::vector<ResourceId> targets) : targets_(std::move(targets)) {}

  int Below(size_t end) { return static_cast<int>(random_() % end); }

  Kept SomeKept() { return {SomeFacets(), SomeLinks()}; }

  SearchQuery SomeQuery(const std::vector<ResourceId>& ids) {
    SearchQuery query{.limit = 1 + Below(40)};
    for (int i = Below(3); i > 0; --i) query.criteria.push_back(SomeCriterion(ids));
    if (Below(2)) {
      const int32_t first = Below(500) - 250;
      query.days = DayRange{first, first + Below(2) * Below(100)};
      query.throughout = Below(3) == 0;
    }
    if (Below(3) == 0 && !ids.empty()) query.after = ids[Below(ids.size())];
    return query;
  }

 private:
  std::optional<Facets> SomeFacets() {
    if (Below(20) == 0) return std::nullopt;
    Facets facets{.tags = static_cast<uint32_t>(Below(8))};
    for (int i = Below(3); i > 0; --i) facets.keys.push_back(Below(6));
    int32_t first = Below(400) - 200;
    for (int i = Below(4); i > 0; --i) {
      const bool ends = Below(30) > 0;
      facets.days.push_back({first, ends ? first + Below(3) * Below(200) : DayRange::kNoLastDay});
      if (!ends) break;
      first = facets.days.back().last + 2 + Below(40);
    }
    return facets;
  }

  std::vector<Link> SomeLinks() {
    std::vector<Link> links;
    for (ResourceId target : targets_) {
      if (Below(3) == 0) links.push_back({Below(2) ? LinkRole::kBooked : LinkRole::kHost, target});
    }
    return links;
  }

  Criterion SomeCriterion(const std::vector<ResourceId>& ids) {
    Criterion criterion;
    if (Below(2)) criterion.links = SomeLinks();
    if (Below(3) == 0) criterion.tags = static_cast<uint32_t>(Below(8));
    if (Below(4) == 0) criterion.keys = {static_cast<uint64_t>(Below(7))};
    if (Below(6) == 0 && !ids.empty()) criterion.ids = {ids[Below(ids.size())]};
    return criterion;
  }

  std::mt19937_64 random_{20261128};
  const std::vector<ResourceId> targets_;
};

TEST_P(StoreConformance, SearchesFindWhatAScanFinds) {
  std::vector<ResourceId> targets;
  for (int i = 0; i < 4; ++i) {
    targets.push_back(Create(Kind::kSpace, absl::StrCat("venues/v/spaces/s", i)));
  }
  Maker maker(targets);
  std::map<ResourceId, Kept> all;
  std::vector<ResourceId> ids;
  const auto write = [&](int number) {
    const Kept kept = maker.SomeKept();
    if (ids.empty() || maker.Below(3) > 0) {
      ids.push_back(CreateFaceted(absl::StrCat("events/e", number), kept.facets, kept.links));
      all[ids.back()] = kept;
      return;
    }
    const int at = maker.Below(ids.size());
    std::string name;
    Read([&](Snapshot& snapshot) { name = snapshot.FindById(ids[at]).value()->name; });
    if (maker.Below(3) == 0) {
      EXPECT_TRUE(Apply({.deletes = {ids[at]}}).status.ok());
      all.erase(ids[at]);
      ids.erase(ids.begin() + at);
      return;
    }
    Apply({.puts = {PutOf(ids[at], name, kept.facets, kept.links)}});
    all[ids[at]] = kept;
  };
  // Everything that should be found is; and nothing else once all is settled.
  const auto check = [&](bool settled) {
    const SearchQuery query = maker.SomeQuery(ids);
    std::vector<ResourceId> right;
    for (const auto& [id, kept] : all) {
      if (kept.Meets(id, query)) right.push_back(id);
    }
    const std::vector<ResourceId> found = Found(query);
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
    EXPECT_TRUE(std::includes(found.begin(), found.end(), right.begin(), right.end()));
    EXPECT_TRUE(found == right || !settled);
  };
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 100; ++i) {
      write(100 * round + i);
      check(false);
    }
    Settle();
    for (int i = 0; i < 100; ++i) check(true);
    Reopen();
    for (int i = 0; i < 100; ++i) check(true);
  }
}

}  // namespace
}  // namespace taqvim::storage::testing
