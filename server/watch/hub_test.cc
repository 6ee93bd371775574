// What streams are told, whatever their readers do.
#include "server/watch/hub.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/watch/testing/hub_fixture.h"

namespace taqvim::watch {
namespace {

using ::testing::ElementsAre;
using testing::HubTest;
using ::testing::IsEmpty;
using testing::Reader;
using ::testing::SizeIs;

std::vector<int64_t> Numbers(int64_t first, int64_t last) {
  std::vector<int64_t> numbers;
  for (int64_t number = first; number <= last; ++number) numbers.push_back(number);
  return numbers;
}

// Little is kept in memory, so that a busy reader soon reads the log.
class SmallHubTest : public HubTest {
 protected:
  SmallHubTest() : HubTest({.ring_bytes = 2000, .chunk_bytes = 1000, .max_streams = 3}) {}
};

TEST_F(HubTest, BeginsAtOnceWithWhereItStands) {
  const auto newest = Create(3);
  Reader& reader = JoinNow();
  const auto first = reader.Read(*hub_);
  EXPECT_EQ(first.revision_token(), TokenOf(newest));
  EXPECT_THAT(first.revisions(), IsEmpty());
}

TEST_F(HubTest, TellsEachRevisionOnceAndInOrderToAll) {
  Reader& one = JoinNow();
  Reader& two = JoinNow();
  one.Read(*hub_);
  two.Read(*hub_);
  Create(20);
  EXPECT_EQ(one.ReadRevisions(*hub_, 20), Numbers(1, 20));
  EXPECT_EQ(two.ReadRevisions(*hub_, 20), Numbers(1, 20));
}

TEST_F(HubTest, TellsAsManyRevisionsAtOnceAsGatheredWhileTheReaderWasBusy) {
  Reader& busy = JoinNow();
  Reader& quick = JoinNow();
  quick.Read(*hub_);
  busy.Peek();
  Create(10);
  // Once the quick one has all, all is in memory for the busy one.
  quick.ReadRevisions(*hub_, 10);
  busy.Read(*hub_);
  const auto response = busy.Read(*hub_);
  EXPECT_THAT(response.revisions(), SizeIs(10));
  EXPECT_EQ(response.revision_token(), response.revisions(9).revision_token());
}

TEST_F(SmallHubTest, NeverDividesARevisionHoweverLarge) {
  Reader& reader = JoinNow();
  reader.Read(*hub_);
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.push_back("o" + std::to_string(i));
  Create(ids);
  const auto response = reader.Read(*hub_);
  ASSERT_THAT(response.revisions(), SizeIs(1));
  EXPECT_THAT(response.revisions(0).changes(), SizeIs(50));
}

TEST_F(SmallHubTest, LosesAndRepeatsNothingForAReaderThatFallsBehind) {
  Reader& slow = JoinNow();
  slow.Peek();
  Create(100);
  slow.Read(*hub_);
  EXPECT_EQ(slow.ReadRevisions(*hub_, 100), Numbers(1, 100));
  // It has met the present, and goes on with it.
  Create(100);
  EXPECT_EQ(slow.ReadRevisions(*hub_, 100), Numbers(101, 200));
}

TEST_F(SmallHubTest, LosesAndRepeatsNothingWhileOthersWrite) {
  Reader& slow = JoinNow();
  std::thread writer([this] { Create(300); });
  EXPECT_EQ(slow.ReadRevisions(*hub_, 300), Numbers(1, 300));
  writer.join();
}

TEST_F(HubTest, GoesOnAfterATokenWithExactlyWhatFollowed) {
  Create(10);
  const auto seventh = store_->RevisionAt(7);
  ASSERT_TRUE(seventh.ok());
  StreamStart start = Start();
  start.after = *seventh;
  Reader& reader = Join(start);
  EXPECT_EQ(reader.ReadRevisions(*hub_, 3), Numbers(8, 10));
  Create(2);
  EXPECT_EQ(reader.ReadRevisions(*hub_, 2), Numbers(11, 12));
}

TEST_F(HubTest, GoesOnAfterTheNewestRevisionWithoutRepeatingIt) {
  Reader& other = JoinNow();
  StreamStart start = Start();
  start.after = Create(1);
  Reader& reader = Join(start);
  EXPECT_EQ(reader.Read(*hub_).revision_token(), TokenOf(*start.after));
  other.Read(*hub_);
  Create(1);
  EXPECT_EQ(reader.ReadRevisions(*hub_, 1), Numbers(2, 2));
}

TEST_F(HubTest, RefusesTheTokenOfAnotherHistory) {
  Create(3);
  for (const storage::Revision& revision : {storage::Revision{2, 4711}, storage::Revision{9, 1}}) {
    StreamStart start = Start();
    start.after = revision;
    EXPECT_EQ(schedule::ReasonOf(Join(start).AwaitEnd()), v1::ERROR_REASON_HISTORY_REPLACED);
  }
}

TEST_F(SmallHubTest, RefusesMoreStreamsThanItServes) {
  for (int i = 0; i < 3; ++i) JoinNow();
  EXPECT_EQ(schedule::ReasonOf(JoinNow().AwaitEnd()), v1::ERROR_REASON_OVERLOADED);
}

TEST_F(HubTest, SaysHowFarItHasComeWhenNothingMatches) {
  StreamStart start = Start();
  start.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  start.progress_interval = absl::Seconds(5);
  Reader& reader = Join(start);
  Reader& other = JoinNow();
  reader.Read(*hub_);
  other.Read(*hub_);
  const auto newest = Create(4);
  other.ReadRevisions(*hub_, 4);
  Pass(absl::Seconds(5));
  const auto progress = reader.Read(*hub_);
  EXPECT_THAT(progress.revisions(), IsEmpty());
  EXPECT_EQ(progress.revision_token(), TokenOf(newest));
}

TEST_F(SmallHubTest, SaysHowFarItHasComeWhileItIsBehind) {
  Create(100);
  StreamStart start = Start();
  start.after = storage::Revision();
  start.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_VENUE);
  Reader& reader = Join(start);
  // A page at a time was looked at, and the first says so at once.
  const int64_t first = NumberOf(reader.Read(*hub_).revision_token());
  EXPECT_GT(first, 0);
  EXPECT_LT(first, 100);
}

TEST_F(HubTest, TellsOfResourcesThatEnterAndLeaveTheFilter) {
  StreamStart start = Start();
  start.interest.filter.mutable_events()->add_states(v1::EVENT_STATE_CONFIRMED);
  start.interest.filter.add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  start.interest.include_before = true;
  Reader& reader = Join(start);
  reader.Read(*hub_);
  v1::Event event;
  event.set_state(v1::EVENT_STATE_TENTATIVE);
  CreateEvent("a", event);
  event.set_state(v1::EVENT_STATE_CONFIRMED);
  CreateEvent("b", event);
  const auto revision = reader.Read(*hub_).revisions(0);
  EXPECT_EQ(revision.number(), 2);
  ASSERT_THAT(revision.changes(), SizeIs(1));
  EXPECT_EQ(revision.changes(0).kind(), v1::CHANGE_KIND_CREATED);
  EXPECT_EQ(revision.changes(0).after().event().name(), "events/b");
}

TEST_F(HubTest, EndsAReaderThatTakesNothingAndHoldsBackNobody) {
  Reader& stalled = JoinNow();
  Reader& other = JoinNow();
  stalled.Peek();
  other.Read(*hub_);
  Pass(absl::Seconds(59));
  Create(1);
  EXPECT_EQ(other.ReadRevisions(*hub_, 1), Numbers(1, 1));
  EXPECT_FALSE(stalled.finished());
  Pass(absl::Seconds(2));
  EXPECT_EQ(schedule::ReasonOf(stalled.AwaitEnd()), v1::ERROR_REASON_READER_STALLED);
  Pass(absl::Seconds(11));
  stalled.AwaitCancel();
  EXPECT_FALSE(other.finished());
}

TEST_F(HubTest, EndsAtOnceWhereRightsHaveChanged) {
  Reader& reader = JoinNow();
  Reader& other = JoinNow();
  reader.Read(*hub_);
  other.Read(*hub_);
  reader.SetRights(absl::AbortedError("changed"));
  hub_->RightsMayHaveChanged();
  Create(1);
  EXPECT_EQ(reader.AwaitEnd(), absl::AbortedError("changed"));
  EXPECT_EQ(other.ReadRevisions(*hub_, 1), Numbers(1, 1));
}

TEST_F(HubTest, EndsAllWhenItIsClosedAndThoseThatComeLater) {
  Reader& reader = JoinNow();
  hub_->Close(absl::UnavailableError("stopping"));
  EXPECT_EQ(reader.AwaitEnd(), absl::UnavailableError("stopping"));
  EXPECT_EQ(JoinNow().AwaitEnd(), absl::UnavailableError("stopping"));
}

TEST_F(HubTest, GoesOnWithThePresentForWhoComesAfterAllHaveLeft) {
  Reader* first = new Reader();
  hub_->Join(*first, Start());
  hub_->Left(*first);
  first->Unref();
  Create(5);
  Reader& second = JoinNow();
  second.Read(*hub_);
  Create(1);
  EXPECT_EQ(second.ReadRevisions(*hub_, 1), Numbers(6, 6));
}

// The log keeps ten days.
class TrimmedHubTest : public HubTest {
 protected:
  TrimmedHubTest()
      : HubTest({.chunk_bytes = 1000, .stall = absl::Hours(1'000'000)}, {.age = absl::Hours(240)}) {
  }

  // One revision an hour; where the log begins once something was given up.
  storage::Revision Trim() {
    const int64_t before = store_->Reach()->start.number;
    for (int hour = 0; hour < 10'000 && store_->Reach()->start.number == before; ++hour) {
      Pass(absl::Hours(1));
      Create(1);
    }
    return store_->Reach()->start;
  }
  StreamStart After(const storage::Revision& revision) {
    StreamStart start = Start();
    start.after = revision;
    return start;
  }
};

TEST_F(TrimmedHubTest, GoesOnFromTheOldestRevisionAndNotFromBefore) {
  Create(2);
  const storage::Revision first = *store_->RevisionAt(1);
  const storage::Revision start = Trim();
  ASSERT_GT(start.number, 1);
  EXPECT_EQ(Join(After(start)).ReadRevisions(*hub_, 1).front(), start.number + 1);
  const storage::Revision next = *store_->RevisionAt(start.number + 1);
  EXPECT_EQ(Join(After(next)).ReadRevisions(*hub_, 1).front(), start.number + 2);
  const absl::Status expired = Join(After(first)).AwaitEnd();
  EXPECT_EQ(expired.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(schedule::ReasonOf(expired), v1::ERROR_REASON_TOKEN_EXPIRED);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(schedule::GetDetail(expired, &info));
  EXPECT_EQ(info.metadata().at("oldest_revision"), std::to_string(start.number + 1));
  EXPECT_EQ(info.metadata().at("newest_revision"),
            std::to_string(store_->newest_revision().number));
  // Another history's, at the very beginning of the log.
  EXPECT_EQ(schedule::ReasonOf(Join(After({start.number, start.nonce + 1})).AwaitEnd()),
            v1::ERROR_REASON_HISTORY_REPLACED);
}

TEST_F(TrimmedHubTest, SaysSoWhenTheLogIsTrimmedUnderAReaderThatCatchesUp) {
  const storage::Revision first = Create(1);
  Create(100);
  Reader& reader = Join(After(first));
  const std::vector<int64_t> told = reader.ReadRevisions(*hub_, 1);
  EXPECT_EQ(told.front(), 2);
  Trim();
  EXPECT_EQ(reader.ReadRevisions(*hub_, 10'000).front(), told.back() + 1);
  EXPECT_EQ(schedule::ReasonOf(reader.AwaitEnd()), v1::ERROR_REASON_TOKEN_EXPIRED);
}

// What a reader of a snapshot has, until the mark and at it.
class Mirror {
 public:
  // False at the mark.
  bool Take(const v1::WatchChangesResponse& response) {
    for (const v1::Resource& resource : response.resources()) Put(resource);
    for (const v1::Revision& revision : response.revisions()) {
      for (const v1::Change& change : revision.changes()) {
        if (change.has_after()) Put(change.after());
        if (change.kind() == v1::CHANGE_KIND_DELETED) titles_.erase(change.name());
      }
    }
    return !response.snapshot_complete();
  }
  const std::map<std::string, std::string>& titles() const { return titles_; }

 private:
  void Put(const v1::Resource& resource) {
    const v1::Organization& organization = resource.organization();
    titles_[organization.name()] = organization.title().at("en");
  }

  std::map<std::string, std::string> titles_;
};

TEST_F(SmallHubTest, GivesASnapshotThatIsExactAtTheMarkWhileOthersWrite) {
  std::vector<std::string> ids;
  for (int i = 0; i < 60; ++i) ids.push_back("o" + std::to_string(i));
  Create(ids);
  StreamStart start = Start();
  start.snapshot = true;
  Reader& reader = Join(start);
  std::thread writer([&] {
    for (int i = 0; i < 60; i += 3) {
      Rename(ids[i]);
      Delete(ids[i + 1]);
      Create(1);
    }
  });
  Mirror mirror;
  v1::WatchChangesResponse response;
  do {
    response = reader.Read(*hub_);
    if (!response.snapshot_complete()) {
      EXPECT_EQ(response.revision_token(), "");
    }
  } while (mirror.Take(response));
  const int64_t mark = NumberOf(response.revision_token());
  writer.join();

  // What there was at that revision, from the log.
  Mirror exact;
  const Audience everybody(Start().interest, 0);
  const auto log = store_->ChangesAfter(0, 1000, 64 << 20);
  ASSERT_TRUE(log.ok()) << log.status();
  for (const storage::LogEntry& entry : log->entries) {
    if (entry.revision.number > mark) break;
    EventReader events;
    v1::WatchChangesResponse told;
    ASSERT_TRUE(told.add_revisions()->ParseFromString(
        everybody.view.Tell(entry, TokenOf(entry.revision), events).value()));
    exact.Take(told);
  }
  EXPECT_EQ(mirror.titles(), exact.titles());
  const std::vector<int64_t> rest =
      reader.ReadRevisions(*hub_, store_->newest_revision().number - mark);
  EXPECT_EQ(rest, Numbers(mark + 1, store_->newest_revision().number));
}

TEST_F(HubTest, GivesAnEmptySnapshotItsMark) {
  StreamStart start = Start();
  start.snapshot = true;
  Reader& reader = Join(start);
  const auto response = reader.Read(*hub_);
  EXPECT_TRUE(response.snapshot_complete());
  EXPECT_EQ(response.revision_token(), TokenOf({}));
}

TEST_F(HubTest, SaysWhatItsStreamsAreAtAndHowFarBehind) {
  EXPECT_EQ(hub_->statistics().lag_revisions, 0);
  Reader& quick = JoinNow();
  Reader& slow = JoinNow();
  quick.Read(*hub_);
  slow.Peek();
  HubStatistics statistics = hub_->statistics();
  EXPECT_EQ(statistics.current, 1);
  EXPECT_EQ(statistics.sending, 1);
  EXPECT_EQ(statistics.audiences, 1);
  EXPECT_EQ(statistics.lag_revisions, 0);
  Create(10);
  quick.ReadRevisions(*hub_, 10);
  statistics = hub_->statistics();
  EXPECT_EQ(statistics.lag_revisions, 10);
  EXPECT_GT(statistics.held_bytes, 0);
  slow.ReadRevisions(*hub_, 10);
  EXPECT_EQ(hub_->statistics().lag_revisions, 0);
  hub_->Close(absl::UnavailableError("over"));
  EXPECT_EQ(hub_->statistics().ending, 2);
  EXPECT_EQ(hub_->statistics().current, 0);
}

}  // namespace
}  // namespace taqvim::watch
