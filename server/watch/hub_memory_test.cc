// What the hub holds in memory for readers, however many there are, wherever they
// stand and whatever they do not read.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "server/watch/hub.h"
#include "server/watch/testing/hub_fixture.h"

namespace taqvim::watch {
namespace {

using testing::HubTest;
using testing::Reader;

class MemoryTest : public HubTest {
 protected:
  static constexpr size_t kHeld = 100'000;
  static constexpr size_t kChunk = 20'000;
  static constexpr size_t kShortChunk = 1'000;
  // What a revision of Create takes when it is told, at most.
  static constexpr size_t kRevision = 400 + kOverhead;
  // What a page takes whose images have so many bytes as a chunk, and all that are kept.
  static constexpr size_t kPage = kChunk / 200 * kRevision;
  static constexpr size_t kPages = 8 * kPage;
  static constexpr int kReaders = 300;
  static constexpr int kStops = 60;
  static constexpr int kRevisionsOfAStop = 50;

  MemoryTest()
      : HubTest({.ring_bytes = 60'000,
                 .chunk_bytes = kChunk,
                 .held_bytes = kHeld,
                 .short_chunk_bytes = kShortChunk,
                 .stall = absl::Hours(1'000'000)}) {}

  // After a revision, by a filter of its own: nobody is told the same.
  StreamStart StartOf(int reader, int64_t after) {
    StreamStart start = Start();
    start.interest.filter.mutable_events()->set_text(std::to_string(reader));
    start.after = *store_->RevisionAt(after);
    return start;
  }
  void ExpectLittleHeldForEach(const std::vector<Reader*>& readers) {
    size_t most = 0;
    for (Reader* reader : readers) {
      reader->Peek();
      most = std::max(most, reader->Unread());
    }
    const size_t bound = kHeld + kPages + readers.size() * (kShortChunk + kRevision);
    EXPECT_LE(hub_->held_bytes(), bound);
    // Had each been given as much as the first, it would be more.
    EXPECT_GT(readers.size() * most, bound);
  }
};

TEST_F(MemoryTest, HoldsLittleForEachOfManyReadersThatAreBehindAndTakeNothing) {
  const auto newest = Create(400);
  std::vector<Reader*> readers;
  for (int i = 0; i < kReaders; ++i) readers.push_back(&Join(StartOf(i, i)));
  ExpectLittleHeldForEach(readers);
  // Who reads is told all, in shorter pieces.
  std::vector<int64_t> wanted;
  for (int64_t number = 1; number <= newest.number; ++number) wanted.push_back(number);
  Reader& reader = Join(StartOf(kReaders, 0));
  EXPECT_EQ(reader.ReadRevisions(*hub_, wanted.size()), wanted);
}

TEST_F(MemoryTest, HoldsLittleForEachOfManyReadersThatStopReadingOneAfterTheOther) {
  Reader& quick = JoinNow();
  quick.Read(*hub_);
  std::vector<Reader*> readers;
  for (int i = 0; i < kStops; ++i) {
    readers.push_back(&JoinNow());
    readers.back()->Peek();
    Create(kRevisionsOfAStop);
    quick.ReadRevisions(*hub_, kRevisionsOfAStop);
    // It takes its first response, is given all that gathered, and takes no more.
    readers.back()->Read(*hub_);
  }
  ExpectLittleHeldForEach(readers);
}

TEST_F(MemoryTest, HoldsLittleForEachOfManyReadersOfSnapshotsThatTakeNothing) {
  Create(400);
  std::vector<Reader*> readers;
  for (int i = 0; i < kReaders; ++i) {
    StreamStart start = Start();
    start.snapshot = true;
    readers.push_back(&Join(start));
  }
  ExpectLittleHeldForEach(readers);
}

TEST_F(MemoryTest, GivesBackWhatReadersTake) {
  Create(400);
  const size_t before = hub_->held_bytes();
  Reader& reader = Join(StartOf(0, 0));
  EXPECT_EQ(reader.ReadRevisions(*hub_, 400).size(), 400);
  EXPECT_LE(hub_->held_bytes(), before + kPages);
}

// As after a restart.
TEST_F(MemoryTest, ReadsOnceWhatManyReadersAskForThatResumeFromAboutTheSamePlace) {
  Create(60);
  StreamStart start = Start();
  start.after = *store_->RevisionAt(1);
  std::vector<Reader*> readers = {&Join(start)};
  readers.front()->Peek();
  const size_t held = hub_->held_bytes();
  EXPECT_GT(held, 0);
  for (int64_t after = 1; after < 40; ++after) {
    start.after = *store_->RevisionAt(after);
    readers.push_back(&Join(start));
    EXPECT_EQ(readers.back()->Peek().revisions(0).number(), after + 1);
  }
  // They share its bytes.
  EXPECT_EQ(hub_->held_bytes(), held);
  for (size_t i = 1; i < readers.size(); ++i) {
    EXPECT_EQ(readers[i]->ReadRevisions(*hub_, 60 - i).size(), 60 - i);
  }
}

TEST_F(MemoryTest, DoesNotShareWhatIsReadWithReadersThatAreToldSomethingElse) {
  Create({"a"});
  Rename("a");
  StreamStart start = Start();
  start.after = *store_->RevisionAt(1);
  EXPECT_FALSE(Join(start).Peek().revisions(0).changes(0).has_before());
  start.interest.include_before = true;
  EXPECT_TRUE(Join(start).Peek().revisions(0).changes(0).has_before());
}

}  // namespace
}  // namespace taqvim::watch
