// How a resource became what it is: a part of store_conformance.h.
#include <gmock/gmock.h>

#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kName[] = "venues/a";

HistoryQuery PastOf(std::string name, int64_t from = 0) {
  return {.kind = Kind::kVenue, .name = std::move(name), .from = from};
}

Mutation Putting(ResourceId id, std::string body, std::string name = kName) {
  return {
      .puts = {{.id = id, .kind = Kind::kVenue, .name = std::move(name), .body = std::move(body)}}};
}

// What the venue became, the newest first.
std::vector<std::string> BodiesOf(const HistoryPage& page) {
  std::vector<std::string> bodies;
  for (const LogEntry& entry : page.entries) {
    EXPECT_THAT(entry.changes, SizeIs(1));
    bodies.push_back(entry.changes.at(0).after.value_or("deleted"));
  }
  return bodies;
}

TEST_P(StoreConformance, AHistoryIsWalkedBackToTheCreation) {
  const ResourceId id = Create(Kind::kVenue, kName, "1");
  Create(Kind::kVenue, "venues/other");
  Advance(absl::Seconds(10));
  const WriteOutcome second =
      Apply(Putting(id, "2"), {.principal = "users/mover", .method = "VenueService.UpdateVenue"});
  Create(Kind::kVenue, "venues/third");
  Apply(Putting(id, "3"));
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    const HistoryPage page = Past(PastOf(kName));
    EXPECT_THAT(BodiesOf(page), ElementsAre("3", "2", "1"));
    EXPECT_EQ(page.next, 0);
    EXPECT_FALSE(page.trimmed);
    const LogEntry& entry = page.entries.at(1);
    EXPECT_EQ(entry.revision, second.revision);
    EXPECT_EQ(entry.time, Now());
    EXPECT_EQ(entry.principal, "users/mover");
    EXPECT_EQ(entry.method, "VenueService.UpdateVenue");
    EXPECT_EQ(entry.changes[0].before, "1");
    EXPECT_EQ(entry.changes[0].before_revision, 1);
    EXPECT_FALSE(page.entries.at(2).changes[0].before.has_value());
  }
}

TEST_P(StoreConformance, AHistoryIsReadInPagesByCountAndByBytes) {
  const ResourceId id = Create(Kind::kVenue, kName, std::string(1000, '1'));
  for (char body : {'2', '3', '4'}) Apply(Putting(id, std::string(1000, body)));
  HistoryQuery query = PastOf(kName);
  query.limit = 3;
  const HistoryPage page = Past(query);
  EXPECT_THAT(page.entries, SizeIs(3));
  EXPECT_EQ(page.next, 1);
  query.from = page.next;
  EXPECT_THAT(BodiesOf(Past(query)), ElementsAre(std::string(1000, '1')));
  EXPECT_EQ(Past(query).next, 0);
  query = PastOf(kName);
  query.max_bytes = 2500;
  EXPECT_THAT(Past(query).entries, SizeIs(2));
  query.max_bytes = 1;
  EXPECT_THAT(Past(query).entries, SizeIs(1));
}

TEST_P(StoreConformance, AHistoryHasOneEntryForEachRevisionThatChangedIt) {
  const ResourceId id = Create(Kind::kVenue, kName, "1");
  const ResourceId other = Create(Kind::kVenue, "venues/other", "1");
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(t.Apply(Putting(id, "2")).ok());
    EXPECT_TRUE(t.Apply(Putting(other, "2", "venues/other")).ok());
    EXPECT_TRUE(t.Apply(Putting(id, "3")).ok());
    return "";
  });
  const HistoryPage page = Past(PastOf(kName));
  EXPECT_THAT(BodiesOf(page), ElementsAre("3", "1"));
  EXPECT_EQ(page.entries.at(0).changes.at(0).before, "1");
  EXPECT_THAT(BodiesOf(Past(PastOf("venues/other"))), ElementsAre("2", "1"));
}

TEST_P(StoreConformance, WhatChangesNoImageIsNotInAHistory) {
  const ResourceId id = Create(Kind::kVenue, kName, "1");
  Apply({.claims = {ClaimOf(id, 900, 0, 10)}});
  EXPECT_THAT(BodiesOf(Past(PastOf(kName))), ElementsAre("1"));
  Apply(Putting(id, "2"));
  Apply({.release = {id}});
  EXPECT_THAT(BodiesOf(Past(PastOf(kName))), ElementsAre("2", "1"));
}

TEST_P(StoreConformance, AHistoryOfWhatWasDeletedBeginsWithThat) {
  const ResourceId id = Create(Kind::kVenue, kName, "1");
  Apply(Putting(id, "2"));
  Create(Kind::kVenue, "venues/other", "1");
  const WriteOutcome deletion = Apply({.deletes = {id}}, {.principal = "users/remover"});
  for (bool reopen : {false, true}) {
    if (reopen) Reopen();
    const HistoryPage page = Past(PastOf(kName));
    EXPECT_THAT(BodiesOf(page), ElementsAre("deleted", "2", "1"));
    EXPECT_EQ(page.entries.at(0).revision, deletion.revision);
    EXPECT_EQ(page.entries.at(0).principal, "users/remover");
    EXPECT_EQ(page.entries.at(0).changes.at(0).before, "2");
    EXPECT_EQ(page.last, "2");
    EXPECT_TRUE(page.deleted);
    EXPECT_EQ(page.next, 0);
    EXPECT_FALSE(page.trimmed);
  }
  const HistoryPage of_none = Past(PastOf("venues/never"));
  EXPECT_THAT(of_none.entries, IsEmpty());
  EXPECT_THAT(of_none.last, IsEmpty());
}

TEST_P(StoreConformance, AHistoryGoesOnWithWhatHadTheNameBefore) {
  const ResourceId first = Create(Kind::kVenue, kName, "1");
  Apply({.deletes = {first}});
  const ResourceId second = Create(Kind::kVenue, kName, "2");
  EXPECT_THAT(BodiesOf(Past(PastOf(kName))), ElementsAre("2", "deleted", "1"));
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation = Putting(t.NewId(), "3");
    mutation.deletes = {second};
    return t.Apply(mutation).ok() ? "replaced" : "refused";
  });
  const HistoryPage page = Past(PastOf(kName));
  EXPECT_THAT(BodiesOf(page), ElementsAre("3", "deleted", "2", "deleted", "1"));
  EXPECT_EQ(page.last, "3");
  EXPECT_FALSE(page.deleted);
}

TEST_P(StoreConformance, AHistoryOfSeveralIsReadInPagesThatSayWhichTheyBeginWith) {
  const ResourceId first = Create(Kind::kVenue, kName, "1");
  Apply({.deletes = {first}});
  const ResourceId second = Create(Kind::kVenue, kName, "2");
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    Mutation mutation = Putting(t.NewId(), "3");
    mutation.deletes = {second};
    return t.Apply(mutation).ok() ? "replaced" : "refused";
  });
  std::vector<std::string> bodies, lasts;
  HistoryQuery query = PastOf(kName);
  query.limit = 1;
  do {
    const HistoryPage page = Past(query);
    for (const std::string& body : BodiesOf(page)) bodies.push_back(body);
    lasts.push_back(page.last + (page.deleted ? " deleted" : ""));
    query.from = page.next;
  } while (query.from != 0);
  EXPECT_THAT(bodies, ElementsAre("3", "deleted", "2", "deleted", "1"));
  // What one revision deleted and created stands on one page.
  EXPECT_THAT(lasts, ElementsAre("3", "2 deleted", "1 deleted", "1 deleted"));
}

TEST_P(StoreConformance, WhatWasRefusedDeletedNothing) {
  const ResourceId id = Create(Kind::kVenue, kName, "1");
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(t.Apply({.deletes = {id}}).ok());
    return absl::AbortedError("not to be kept");
  });
  EXPECT_THAT(BodiesOf(Past(PastOf(kName))), ElementsAre("1"));
  Apply({.deletes = {Create(Kind::kTopic, "cities/KZ/Astana")}});
  EXPECT_THAT(Past({.kind = Kind::kTopic, .name = "cities/KZ/Astana"}).entries, IsEmpty());
}

TEST_P(StoreConformance, AHistoryBeginsOnlyWithARevisionThatWroteTheResource) {
  Create(Kind::kVenue, kName, "1");
  Create(Kind::kVenue, "venues/other", "1");
  Read([](Snapshot& snapshot) {
    EXPECT_EQ(snapshot.History(PastOf(kName, 2)).status().code(),
              absl::StatusCode::kInvalidArgument);
    // The snapshot goes on.
    EXPECT_TRUE(snapshot.History(PastOf(kName, 1)).ok());
  });
}

TEST_P(StoreConformance, AWriteSeesTheHistoryUpToItself) {
  const ResourceId id = Create(Kind::kVenue, kName, "1");
  Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(t.Apply(Putting(id, "2")).ok());
    EXPECT_THAT(BodiesOf(t.History(PastOf(kName)).value()), ElementsAre("1"));
    return "";
  });
}

}  // namespace
}  // namespace taqvim::storage::testing
