// Resources and links: a part of store_conformance.h.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/testing/store_conformance.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> NamesOf(const std::vector<Resource>& resources) {
  std::vector<std::string> names;
  for (const Resource& resource : resources) names.push_back(resource.name);
  return names;
}

TEST_P(StoreConformance, FindsWhatWasCreatedByNameAndById) {
  ResourceId id = Create(Kind::kVenue, "venues/library", "reading room");
  Read([&](Snapshot& snapshot) {
    auto by_name = snapshot.Find(Kind::kVenue, "venues/library").value();
    ASSERT_NE(by_name, nullptr);
    EXPECT_EQ(by_name->id, id);
    EXPECT_EQ(by_name->body, "reading room");
    EXPECT_FALSE(by_name->archived);
    EXPECT_EQ(snapshot.FindById(id).value()->name, "venues/library");
    EXPECT_EQ(snapshot.Find(Kind::kEvent, "venues/library").value(), nullptr);
    EXPECT_EQ(snapshot.FindById(id + 1).value(), nullptr);
  });
}

TEST_P(StoreConformance, ReplacesBodyAndArchivedFlag) {
  ResourceId id = Create(Kind::kVenue, "venues/library");
  EXPECT_TRUE(Apply({.puts = {{id, Kind::kVenue, "venues/library", "new", true, {}}}}).status.ok());
  auto found = Find(Kind::kVenue, "venues/library");
  EXPECT_EQ(found->body, "new");
  EXPECT_TRUE(found->archived);
}

TEST_P(StoreConformance, KeepsBytesThatAreNoText) {
  std::string body("\0\xff\x80 \n", 5);
  Create(Kind::kVenue, "venues/odd", body);
  Create(Kind::kVenue, "venues/empty", "");
  EXPECT_EQ(Find(Kind::kVenue, "venues/odd")->body, body);
  EXPECT_EQ(Find(Kind::kVenue, "venues/empty")->body, "");
}

TEST_P(StoreConformance, RefusesASecondResourceOfTheSameName) {
  Create(Kind::kVenue, "venues/library", "first");
  WriteOutcome outcome = Write([](Transaction& transaction) -> absl::StatusOr<std::string> {
    Mutation mutation;
    mutation.puts.push_back({transaction.NewId(), Kind::kVenue, "venues/library", "second"});
    RETURN_IF_ERROR(transaction.Apply(mutation));
    return "";
  });
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Find(Kind::kVenue, "venues/library")->body, "first");
}

TEST_P(StoreConformance, RefusesToPutOrDeleteWhatDoesNotExist) {
  EXPECT_EQ(Apply({.puts = {{77, Kind::kVenue, "venues/ghost", "", false, {}}}}).status.code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Apply({.deletes = {77}}).status.code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(StoreConformance, ListsOneKindByIdInPages) {
  Create(Kind::kVenue, "venues/b");
  ResourceId second = Create(Kind::kVenue, "venues/a");
  Create(Kind::kOrganization, "organizations/o");
  ResourceId archived = Create(Kind::kVenue, "venues/c");
  Apply({.puts = {{archived, Kind::kVenue, "venues/c", "", true, {}}}});
  Read([&](Snapshot& snapshot) {
    ListQuery query{.kind = Kind::kVenue, .limit = 2};
    EXPECT_THAT(NamesOf(snapshot.List(query).value()), ElementsAre("venues/b", "venues/a"));
    query.after = second;
    EXPECT_THAT(NamesOf(snapshot.List(query).value()), ElementsAre("venues/c"));
    query.show_archived = false;
    EXPECT_THAT(snapshot.List(query).value(), IsEmpty());
  });
}

TEST_P(StoreConformance, ListsEvents) {
  Create(Kind::kVenue, "venues/a");
  ResourceId first = Create(Kind::kEvent, "events/1");
  Create(Kind::kEvent, "events/2");
  Read([&](Snapshot& snapshot) {
    ListQuery query{.kind = Kind::kEvent};
    EXPECT_THAT(NamesOf(snapshot.List(query).value()), ElementsAre("events/1", "events/2"));
    query.after = first;
    EXPECT_THAT(NamesOf(snapshot.List(query).value()), ElementsAre("events/2"));
  });
}

TEST_P(StoreConformance, ListsUnderANamePrefix) {
  Create(Kind::kEvent, "events/gala-1");
  Create(Kind::kEvent, "events/concert");
  Create(Kind::kEvent, "events/gala-2");
  Create(Kind::kSpace, "venues/b/spaces/hall");
  Create(Kind::kSpace, "venues/a/spaces/hall");
  Create(Kind::kSpace, "venues/a/spaces/corner");
  Create(Kind::kSpace, "venues/a1/spaces/hall");
  Read([&](Snapshot& snapshot) {
    ListQuery query{.kind = Kind::kSpace, .name_prefix = "venues/a/spaces/"};
    EXPECT_THAT(NamesOf(snapshot.List(query).value()),
                ElementsAre("venues/a/spaces/hall", "venues/a/spaces/corner"));
    query = {.kind = Kind::kEvent, .name_prefix = "events/gala"};
    EXPECT_THAT(NamesOf(snapshot.List(query).value()),
                ElementsAre("events/gala-1", "events/gala-2"));
  });
}

TEST_P(StoreConformance, TransactionSeesItsOwnChangesInEveryRead) {
  ResourceId old = Create(Kind::kVenue, "venues/old");
  ResourceId gone = Create(Kind::kVenue, "venues/gone");
  WriteOutcome outcome = Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    ResourceId fresh = t.NewId();
    Mutation mutation;
    mutation.deletes = {gone};
    mutation.puts.push_back({old, Kind::kVenue, "venues/old", "changed"});
    mutation.puts.push_back(
        {fresh, Kind::kVenue, "venues/new", "", true, {{LinkRole::kPart, old}}});
    mutation.claims = {ClaimOf(fresh, old, 0, 10)};
    EXPECT_TRUE(t.Apply(mutation).ok());
    EXPECT_EQ(t.Find(Kind::kVenue, "venues/old").value()->body, "changed");
    EXPECT_EQ(t.FindById(gone).value(), nullptr);
    EXPECT_EQ(t.Find(Kind::kVenue, "venues/gone").value(), nullptr);
    EXPECT_THAT(NamesOf(t.List({.kind = Kind::kVenue}).value()),
                ElementsAre("venues/old", "venues/new"));
    EXPECT_THAT(NamesOf(t.List({.kind = Kind::kVenue, .limit = 1}).value()),
                ElementsAre("venues/old"));
    EXPECT_THAT(NamesOf(t.List({.kind = Kind::kVenue, .show_archived = false}).value()),
                ElementsAre("venues/old"));
    EXPECT_THAT(t.Referrers(old, {LinkRole::kPart}, 0, 10).value(), ElementsAre(fresh));
    EXPECT_THAT(t.ClaimsOf(fresh).value(), ElementsAre(ClaimOf(fresh, old, 0, 10)));
    EXPECT_THAT(t.ClaimsOverlapping(old, {5, 6}, ClaimKinds::All(), 10).value(),
                ElementsAre(ClaimOf(fresh, old, 0, 10)));
    return "";
  });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
}

TEST_P(StoreConformance, ANameCanBeTakenAgainAfterItsDeletionAndInTheSameMutation) {
  ResourceId first = Create(Kind::kVenue, "venues/a", "first");
  ResourceId second = 0;
  WriteOutcome outcome = Write([&](Transaction& t) -> absl::StatusOr<std::string> {
    second = t.NewId();
    Mutation mutation;
    mutation.deletes = {first};
    mutation.puts.push_back({second, Kind::kVenue, "venues/a", "second"});
    RETURN_IF_ERROR(t.Apply(mutation));
    return t.Find(Kind::kVenue, "venues/a").value()->body;
  });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.answer, "second");
  EXPECT_EQ(Find(Kind::kVenue, "venues/a")->id, second);
  EXPECT_EQ(Write([&](Transaction& t) -> absl::StatusOr<std::string> {
              return t.Find(Kind::kVenue, "venues/a").value()->body;
            }).answer,
            "second");
}

TEST_P(StoreConformance, ANameIsFoundAsTheSnapshotHasIt) {
  for (Kind kind : {Kind::kVenue, Kind::kEvent}) {
    const std::string name = absl::StrCat(kind == Kind::kVenue ? "venues" : "events", "/a");
    const std::string later = absl::StrCat(name, "-later");
    const ResourceId first = Create(kind, name, "first");
    Read([&](Snapshot& snapshot) {
      EXPECT_TRUE(Apply({.deletes = {first}}).status.ok());
      const ResourceId second = Create(kind, name, "second");
      Create(kind, later);
      EXPECT_EQ(snapshot.Find(kind, name).value()->body, "first");
      EXPECT_EQ(snapshot.Find(kind, later).value(), nullptr);
      EXPECT_EQ(snapshot.FindById(second).value(), nullptr);
    });
    for (bool reopen : {false, true}) {
      if (reopen) Reopen();
      EXPECT_EQ(Find(kind, name)->body, "second");
      EXPECT_NE(Find(kind, later), nullptr);
    }
  }
}

TEST_P(StoreConformance, IdsAreNeverUsedAgain) {
  ResourceId first = Create(Kind::kVenue, "venues/a");
  EXPECT_TRUE(Apply({.deletes = {first}}).status.ok());
  Reopen();
  EXPECT_GT(Create(Kind::kVenue, "venues/b"), first);
  EXPECT_EQ(Apply({.puts = {{first, Kind::kVenue, "venues/a", "", false, {}}}}).status.code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(StoreConformance, FollowsLinksBackwards) {
  ResourceId owner = Create(Kind::kOrganization, "organizations/o");
  ResourceId event =
      Create(Kind::kEvent, "events/1", "", {{LinkRole::kOwner, owner}, {LinkRole::kBooked, owner}});
  ResourceId other = Create(Kind::kEvent, "events/2", "", {{LinkRole::kOwner, owner}});
  Read([&](Snapshot& s) {
    EXPECT_THAT(s.Referrers(owner, {}, 0, 10).value(), ElementsAre(event, other));
    EXPECT_THAT(s.Referrers(owner, {}, 0, 1).value(), ElementsAre(event));
    EXPECT_THAT(s.Referrers(owner, {}, event, 10).value(), ElementsAre(other));
    EXPECT_THAT(s.Referrers(owner, {LinkRole::kBooked}, 0, 10).value(), ElementsAre(event));
    EXPECT_THAT(s.Referrers(event, {}, 0, 10).value(), IsEmpty());
  });
  Apply({.puts = {{event, Kind::kEvent, "events/1", "", false, {{LinkRole::kOwner, owner}}}}});
  Reopen();
  Read([&](Snapshot& s) {
    EXPECT_THAT(s.Referrers(owner, {LinkRole::kBooked}, 0, 10).value(), IsEmpty());
    EXPECT_THAT(s.Referrers(owner, {LinkRole::kOwner}, 0, 10).value(), ElementsAre(event, other));
  });
}

TEST_P(StoreConformance, KeepsLinksOfEveryRole) {
  const ResourceId organization = Create(Kind::kOrganization, "organizations/o");
  for (auto role = static_cast<int>(LinkRole::kOwner); role <= static_cast<int>(LinkRole::kPartner);
       ++role) {
    const std::string name = "events/" + std::to_string(role);
    const Link link{static_cast<LinkRole>(role), organization};
    const ResourceId event = Create(Kind::kEvent, name, "", {link});
    const WriteOutcome again = Apply({.puts = {{event, Kind::kEvent, name, "2", false, {link}}}});
    EXPECT_TRUE(again.status.ok()) << role << ": " << again.status;
  }
  Reopen();
  Read([&](Snapshot& s) {
    EXPECT_THAT(s.Referrers(organization, {}, 0, 100).value(),
                SizeIs(static_cast<size_t>(LinkRole::kPartner)));
  });
}

TEST_P(StoreConformance, RefusesToDeleteWhatOthersReferTo) {
  ResourceId owner = Create(Kind::kOrganization, "organizations/o");
  ResourceId event = Create(Kind::kEvent, "events/1", "", {{LinkRole::kOwner, owner}});
  EXPECT_EQ(Apply({.deletes = {owner}}).status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(Find(Kind::kOrganization, "organizations/o"), nullptr);
  EXPECT_TRUE(Apply({.deletes = {event, owner}}).status.ok());
  EXPECT_EQ(Find(Kind::kOrganization, "organizations/o"), nullptr);
}

TEST_P(StoreConformance, RefusesImagesAboveSixteenMebibytes) {
  ResourceId id = Create(Kind::kEvent, "events/1", std::string(16 << 20, 'x'));
  std::string large(16 << 20, 'y');
  EXPECT_TRUE(Apply({.puts = {{id, Kind::kEvent, "events/1", large, false, {}}}}).status.ok());
  std::string larger((16 << 20) + 1, 'z');
  EXPECT_EQ(Apply({.puts = {{id, Kind::kEvent, "events/1", larger, false, {}}}}).status.code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Find(Kind::kEvent, "events/1")->body, large);
}

}  // namespace
}  // namespace taqvim::storage::testing
