// What the engine makes of commits that are refused, answered late or not at all, and what it
// takes into memory of revisions of others. TAQVIM_SEED: the seed of the random histories.
#include "storage/engine/store/engine.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/status_macros.h"
#include "storage/engine/testing/memory_store.h"
#include "storage/testing/random_history.h"
#include "storage/testing/sync.h"

namespace taqvim::storage::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using Fault = MemoryDatabase::Fault;

class EngineTest : public ::testing::Test {
 protected:
  std::unique_ptr<ManualStore> Open() {
    return OpenManualMemoryStore(database_,
                                 {.engine = {.group_time = absl::InfiniteDuration(),
                                             .snapshot_budget = absl::InfiniteDuration()}});
  }
  // Creates a venue with a claim on itself.
  WriteFunction Creation(const std::string& name) {
    return [this, name](Transaction& t) -> absl::StatusOr<std::string> {
      ++runs_;
      const ResourceId id = t.NewId();
      Mutation mutation{.puts = {{.id = id, .kind = Kind::kVenue, .name = name}}};
      mutation.claims = {{.atom = 900, .interval = {0, 10}, .owner = id}};
      RETURN_IF_ERROR(t.Apply(std::move(mutation)));
      return absl::StrCat("created ", name);
    };
  }
  WriteOutcome Create(const std::string& name, const std::string& request_id = "") {
    return WriteAndWait(*store_,
                        {.principal = "users/tester", .request_id = request_id, .method = "Test"},
                        Creation(name));
  }
  std::vector<Claim> Claims() {
    std::vector<Claim> claims;
    EXPECT_TRUE(ReadAndWait(*store_, {}, [&](Snapshot& snapshot) {
                  claims = snapshot.ClaimsOverlapping(900, {0, 10}, ClaimKinds::All(), 9).value();
                  return absl::OkStatus();
                }).ok());
    return claims;
  }

  const std::shared_ptr<MemoryDatabase> database_ =
      std::make_shared<MemoryDatabase>("0123456789abcdef");
  std::unique_ptr<ManualStore> store_ = Open();
  int runs_ = 0;
};

TEST_F(EngineTest, WhatWasCommittedThoughNobodySaidSoIsFoundByTheRetry) {
  database_->SetFault(Fault::kCommitsSilently);
  const WriteOutcome unknown = Create("venues/a", "r1");
  EXPECT_THAT(RefusalOf(unknown.status), Optional(Refusal::kOutcomeUnknown));
  EXPECT_EQ(store_->newest_revision().number, 0);
  EXPECT_THAT(Claims(), IsEmpty());
  const WriteOutcome retry = Create("venues/a", "r1");
  EXPECT_TRUE(retry.replayed) << retry.status;
  EXPECT_EQ(retry.answer, "created venues/a");
  EXPECT_EQ(retry.revision.number, 1);
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(Claims().size(), 1);
}

TEST_F(EngineTest, WhatWasLostThoughNobodySaidSoIsWrittenByTheRetry) {
  database_->SetFault(Fault::kLosesSilently);
  const WriteOutcome unknown = Create("venues/a", "r1");
  EXPECT_THAT(RefusalOf(unknown.status), Optional(Refusal::kOutcomeUnknown));
  const WriteOutcome retry = Create("venues/a", "r1");
  EXPECT_TRUE(retry.status.ok()) << retry.status;
  EXPECT_FALSE(retry.replayed);
  EXPECT_EQ(retry.revision.number, 1);
  EXPECT_EQ(runs_, 2);
  EXPECT_EQ(Claims().size(), 1);
}

// Nobody writes again: what became of it is heard of all the same.
TEST_F(EngineTest, WhatWasCommittedThoughNobodySaidSoIsFollowed) {
  std::vector<int64_t> heard;
  const int listener = store_->OnNewRevision(
      [&](const NewRevisions& revisions) { heard.push_back(revisions.newest.number); });
  database_->SetFault(Fault::kCommitsSilently);
  Create("venues/a");
  EXPECT_THAT(heard, IsEmpty());
  store_->RunPendingWrites();
  EXPECT_THAT(heard, ElementsAre(1));
  EXPECT_EQ(Claims().size(), 1);
  store_->RemoveListener(listener);
}

TEST_F(EngineTest, OfAGroupThatWasRefusedEachIsWrittenAlone) {
  std::vector<absl::Status> statuses;
  for (const char* name : {"venues/a", "venues/b"}) {
    store_->Write(
        {.principal = "users/tester", .method = "Test"},
        [name](Transaction& t) -> absl::StatusOr<std::string> {
          RETURN_IF_ERROR(t.Apply({.puts = {{t.NewId(), Kind::kVenue, name}}}));
          return "";
        },
        [&](const WriteOutcome& outcome) { statuses.push_back(outcome.status); });
  }
  database_->SetFault(Fault::kRefuses);
  store_->RunPendingWrites();
  EXPECT_THAT(statuses, ElementsAre(absl::OkStatus(), absl::OkStatus()));
  EXPECT_EQ(store_->newest_revision().number, 2);
}

TEST_F(EngineTest, WhatIsRefusedAloneIsCertainlyNotThere) {
  database_->SetFault(Fault::kRefuses);
  const WriteOutcome refused = Create("venues/a");
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(RefusalOf(refused.status), std::nullopt);
  EXPECT_THAT(Claims(), IsEmpty());
  EXPECT_EQ(Create("venues/a").revision.number, 1);
}

TEST_F(EngineTest, AGroupThatOthersWereBeforeIsRunOnWhatIsSoNow) {
  const std::unique_ptr<ManualStore> other = Open();
  ASSERT_TRUE(Create("venues/a").status.ok());
  const WriteOutcome outcome =
      WriteAndWait(*other, {.principal = "p", .method = "Test"}, Creation("venues/b"));
  // It claims what is taken meanwhile, and had found it free at first.
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(outcome.revision.number, 1);
  EXPECT_EQ(runs_, 3);
}

// All that a store says of its resources, in words.
std::vector<std::string> AllOf(ManualStore& store) {
  std::vector<std::string> all;
  const auto link = [](std::string* out, ResourceId id) { absl::StrAppend(out, id); };
  EXPECT_TRUE(
      ReadAndWait(store, {}, [&](Snapshot& s) {
        for (ResourceId id = 1; id < 400; ++id) {
          const auto resource = s.FindById(id).value();
          std::string& line = all.emplace_back(absl::StrCat(id, ":"));
          const auto claims =
              s.ClaimsOverlapping(id, {0, Interval::kForever}, ClaimKinds::All(), 1000).value();
          for (const Claim& claim : claims) {
            absl::StrAppend(&line, " ", claim.owner, "@", claim.interval.start);
          }
          const auto referrers = s.Referrers(id, {}, 0, 1000).value();
          absl::StrAppend(&line, " <- ", absl::StrJoin(referrers, ",", link));
          if (resource == nullptr) continue;
          absl::StrAppend(&line, " ", resource->name, " ", resource->due, " ",
                          s.Find(resource->kind, resource->name).value()->id);
        }
        for (Kind kind : {Kind::kEvent, Kind::kGrant, Kind::kToken}) {
          const SearchPage page = s.Search({.kind = kind, .limit = 1000}).value();
          all.push_back(absl::StrJoin(page.ids, ",", link));
        }
        const StartPage starts =
            s.SearchStarts({.through = int64_t{1} << 40, .limit = 1000}).value();
        for (const Start& start : starts.starts) {
          all.push_back(absl::StrCat(start.id, " starts ", start.second));
        }
        return absl::OkStatus();
      }).ok());
  return all;
}

uint64_t FirstSeed() {
  const char* given = std::getenv("TAQVIM_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

TEST_F(EngineTest, WhatTwoServersHaveInMemoryIsWhatAThirdLoads) {
  const uint64_t seed = FirstSeed();
  std::cout << "TAQVIM_SEED=" << seed << std::endl;
  const std::unique_ptr<ManualStore> other = Open();
  const std::vector<ManualStore*> both = {store_.get(), other.get()};
  std::mt19937_64 random(seed);
  RandomHistory history(seed);
  for (int i = 0; i < 300; ++i) {
    ManualStore& store = *both[random() % 2];
    // It takes in what the other has written; the history is not one that runs twice.
    store.RunPendingWrites();
    history.WriteOne(store);
    if (HasFailure()) return;
  }
  // Until nothing is kept for snapshots that are gone.
  for (int i = 0; i < 6; ++i) {
    ManualStore& store = *both[static_cast<size_t>(i) % 2];
    store.RunPendingWrites();
    EXPECT_TRUE(WriteAndWait(store, {.principal = "p", .method = "Test"}, [](Transaction&) {
                  return "";
                }).status.ok());
  }
  for (ManualStore* store : both) store->RunPendingWrites();
  const std::unique_ptr<ManualStore> third = Open();
  const std::vector<std::string> loaded = AllOf(*third);
  EXPECT_EQ(AllOf(*store_), loaded);
  EXPECT_EQ(AllOf(*other), loaded);
}

}  // namespace
}  // namespace taqvim::storage::testing
