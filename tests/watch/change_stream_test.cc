// What the change stream promises, held against the log after everything that may
// happen has happened: clients write at random, watchers start, stop, go on, lag
// and filter, wires break, the server is killed, and once it is restored from an
// older copy.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "client/error.h"
#include "tests/watch/told.h"
#include "tests/watch/world.h"

namespace taqvim::watching {
namespace {

using google::protobuf::util::MessageDifferencer;

// All that is looked at was made by one run.
class ChangeStream : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    seed_ = std::random_device()();
    if (const char* seed = std::getenv("TAQVIM_SEED")) seed_ = std::strtoul(seed, nullptr, 10);
    std::printf("seed %u\n", seed_);
    world_ = new World(seed_);
    world_->Run();
    Summarize();
  }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  using Check = std::function<void(const WatcherKind&, const Segment&, const History&)>;
  // Each segment with the history that it tells.
  static void ForEachSegment(const Check& check) {
    for (const auto& watcher : world_->watchers()) {
      for (const Segment& segment : watcher->segments()) {
        if (segment.told.empty()) continue;
        SCOPED_TRACE(watcher->kind().name + ", seed " + std::to_string(seed_));
        const History* history = world_->HistoryOf(segment);
        ASSERT_NE(history, nullptr) << "a token is of no history";
        check(watcher->kind(), segment, *history);
      }
    }
  }

  static void Summarize() {
    int segments = 0, resumed = 0, interrupted = 0;
    size_t responses = 0;
    for (const auto& watcher : world_->watchers()) {
      for (const Segment& segment : watcher->segments()) {
        ++segments;
        resumed += segment.resumed;
        interrupted += segment.interrupted;
        responses += segment.told.size();
      }
    }
    std::printf(
        "%zu and %zu revisions, %zu acknowledged; %zu watchers: %zu responses, %d interruptions, "
        "%d times stopped and gone on, %d snapshots and beginnings; %zu mirrors\n",
        world_->replaced().size(), world_->history().size(), world_->acknowledged().size(),
        world_->watchers().size(), responses, interrupted, resumed, segments,
        world_->mirrors().size());
  }

  static unsigned seed_;
  static World* world_;
};

unsigned ChangeStream::seed_ = 0;
World* ChangeStream::world_ = nullptr;

TEST_F(ChangeStream, Ordered) {
  ForEachSegment([](const WatcherKind&, const Segment& segment, const History&) {
    int64_t last = 0;
    for (const auto& told : segment.told) {
      for (const v1::Revision& revision : told.revisions()) {
        ASSERT_GE(revision.number(), last);
        last = revision.number();
      }
    }
  });
}

TEST_F(ChangeStream, Unique) {
  ForEachSegment([](const WatcherKind&, const Segment& segment, const History&) {
    std::set<int64_t> numbers;
    for (const auto& told : segment.told) {
      for (const v1::Revision& revision : told.revisions()) {
        ASSERT_TRUE(numbers.insert(revision.number()).second) << revision.number();
      }
    }
  });
}

TEST_F(ChangeStream, Atomic) {
  ForEachSegment([](const WatcherKind& kind, const Segment& segment, const History& history) {
    ASSERT_TRUE(IsAsLogged(Expected(history, kind.interest), segment));
  });
}

TEST_F(ChangeStream, Reliable) {
  int segments = 0;
  ForEachSegment([&](const WatcherKind& kind, const Segment& segment, const History& history) {
    if (kind.restless) return;
    ++segments;
    ASSERT_TRUE(IsWithoutGaps(Expected(history, kind.interest), segment, history));
  });
  EXPECT_GT(segments, 0);
  for (const Acknowledged& write : world_->acknowledged()) {
    const auto in_new = world_->history().NumberOf(write.token);
    const History& history = in_new ? world_->history() : world_->replaced();
    const auto number = history.NumberOf(write.token);
    ASSERT_TRUE(number) << write.name << " was acknowledged by " << write.token
                        << " and is in no log; " << world_->replaced().newest() << " "
                        << world_->history().newest();
    const auto& changes = history.Find(*number)->changes();
    EXPECT_TRUE(std::any_of(changes.begin(), changes.end(), [&](const v1::Change& change) {
      return change.name() == write.name;
    })) << write.name;
  }
}

TEST_F(ChangeStream, Resumable) {
  int resumed = 0, interrupted = 0;
  ForEachSegment([&](const WatcherKind& kind, const Segment& segment, const History& history) {
    resumed += segment.resumed;
    interrupted += segment.interrupted;
    if (!kind.restless) return;
    ASSERT_TRUE(IsWithoutGaps(Expected(history, kind.interest), segment, history));
  });
  EXPECT_GT(resumed, 0);
  EXPECT_GT(interrupted, 0);
}

// Who had seen what the restored store never had was told so, and began again.
TEST_F(ChangeStream, RefusesTokensOfAReplacedHistory) {
  for (const auto& watcher : world_->watchers()) {
    int replaced = 0;
    for (const Segment& segment : watcher->segments()) {
      const std::string reason = client::DecodeError(segment.reason).reason;
      if (reason == "HISTORY_REPLACED") ++replaced;
      EXPECT_THAT(reason, ::testing::AnyOf("", "HISTORY_REPLACED")) << watcher->kind().name;
    }
    EXPECT_EQ(replaced, 1) << watcher->kind().name;
  }
}

TEST_F(ChangeStream, Bookmarkable) {
  int progress = 0;
  ForEachSegment([&](const WatcherKind&, const Segment& segment, const History& history) {
    int64_t up_to = 0;
    for (const auto& told : segment.told) {
      for (const v1::Revision& revision : told.revisions()) ASSERT_GT(revision.number(), up_to);
      if (told.revision_token().empty()) continue;
      const int64_t number = *history.NumberOf(told.revision_token());
      ASSERT_GE(number, up_to) << "a token goes back";
      up_to = number;
      if (told.revisions().empty() && !told.snapshot_complete()) ++progress;
    }
  });
  EXPECT_GT(progress, 0);
}

// At its mark, and after all that followed, a snapshot is what passes the filter of
// what there was.
TEST_F(ChangeStream, Filtered) {
  int snapshots = 0;
  ForEachSegment([&](const WatcherKind& kind, const Segment& segment, const History& history) {
    if (!segment.snapshot) return;
    State state;
    std::string last;
    for (const auto& told : segment.told) {
      Apply(told, &state);
      if (!told.revision_token().empty()) last = told.revision_token();
      if (!told.snapshot_complete()) continue;
      ++snapshots;
      ASSERT_TRUE(IsSame(state, history.StateAt(*history.NumberOf(last), kind.interest.filter)));
    }
    if (last.empty()) return;
    ASSERT_TRUE(IsSame(state, history.StateAt(*history.NumberOf(last), kind.interest.filter)));
  });
  EXPECT_GT(snapshots, 0);
}

TEST_F(ChangeStream, IsTheSameByPull) {
  for (size_t i = 0; i < world_->watchers().size(); ++i) {
    const WatcherKind& kind = world_->watchers()[i]->kind();
    SCOPED_TRACE(kind.name);
    const auto wanted = world_->history().ToldTo(kind.interest);
    const Listing& listing = world_->listings()[i];
    EXPECT_EQ(listing.newest, world_->history().newest());
    ASSERT_EQ(listing.revisions.size(), wanted.size());
    for (size_t j = 0; j < wanted.size(); ++j) {
      ASSERT_TRUE(MessageDifferencer::Equals(listing.revisions[j], wanted[j]));
    }
  }
}

// What was told of those, whole, is held against the log with all else.
TEST_F(ChangeStream, TellsSomeRevisionsInParts) { EXPECT_GT(world_->history().parts(), 0); }

TEST_F(ChangeStream, IsTheSameByPullOverEmptyPages) {
  const auto wanted = world_->history().ToldTo(World::InTheRare());
  const Listing& listing = world_->rare();
  EXPECT_GT(listing.empty_pages, 0);
  EXPECT_EQ(listing.newest, world_->history().newest());
  ASSERT_THAT(wanted, ::testing::SizeIs(2));
  ASSERT_THAT(listing.revisions, ::testing::SizeIs(2));
  for (int i : {0, 1}) {
    EXPECT_TRUE(MessageDifferencer::Equals(listing.revisions[i], wanted[i]));
  }
}

TEST_F(ChangeStream, IsMirroredByTheExamples) {
  const History& history = world_->history();
  const State wanted = history.StateAt(*history.NumberOf(history.newest()), {});
  std::map<std::string, std::string> etags;
  for (const auto& [name, resource] : wanted) {
    if (resource.has_event()) etags[name] = resource.event().etag();
  }
  EXPECT_EQ(world_->events().size(), etags.size());
  for (const v1::Event& event : world_->events()) EXPECT_EQ(etags[event.name()], event.etag());
  for (const auto& mirror : world_->mirrors()) {
    SCOPED_TRACE(mirror->name());
    EXPECT_TRUE(IsSame(mirror->Read(), wanted));
  }
}

}  // namespace
}  // namespace taqvim::watching
