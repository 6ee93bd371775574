// That what endurance looks at finds what is wrong: each defect is planted here, at the side of
// those who look.
#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/crash/ledger.h"
#include "tests/soak/figures.h"
#include "tests/soak/follower.h"
#include "tests/soak/trouble.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::soak {
namespace {

using ::testing::HasSubstr;
using watching::History;
using watching::Segment;
using watching::State;

// What the checks say is wrong, which then fails nothing.
std::string Complaints(const std::function<void()>& checks) {
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    checks();
  }
  std::string said;
  for (int i = 0; i < results.size(); ++i) {
    absl::StrAppend(&said, results.GetTestPartResult(i).message(), "\n");
  }
  return said;
}

absl::Status Refusal(const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status status;
  status.set_code(static_cast<int>(grpc::StatusCode::OUT_OF_RANGE));
  status.add_details()->PackFrom(info);
  return client::FromGrpc({grpc::StatusCode::OUT_OF_RANGE, reason, status.SerializeAsString()});
}

// A log of some revisions, and what a follower of all is told of it.
class FollowerCopy : public ::testing::Test {
 protected:
  static constexpr int kRevisions = 5;

  FollowerCopy() {
    v1::ListChangesRequest now;
    beginning_.token = server_.client().Call<v1::ListChangesResponse>(now)->revision_token();
    for (int i = 0; i < kRevisions; ++i) {
      testing::EnterParticipant(server_.client(), absl::StrCat("ensemble-", i));
    }
    const History history = Read(beginning_);
    for (const v1::Revision& revision : history.ToldTo(all_)) {
      v1::WatchChangesResponse told;
      *told.add_revisions() = revision;
      told.set_revision_token(revision.revision_token());
      segment_.told.push_back(told);
    }
    state_ = history.StateAt(*history.NumberOf(history.newest()), {});
  }

  History Read(const Point& from) {
    return History::Read(server_.client(), from.token, from.number);
  }
  // What a copy says that is told the segment after all before the log.
  ::testing::AssertionResult Take(Copy& copy) {
    Segment begun;
    begun.snapshot = true;
    begun.told.emplace_back().set_revision_token(beginning_.token);
    return copy.Take({begun, segment_}, beginning_,
                     [&](const Point& from, const Segment&) { return Read(from); });
  }

  testing::Taqvimd server_;
  Point beginning_;
  const watching::Interest all_;
  Segment segment_;
  State state_;
};

TEST_F(FollowerCopy, IsWhatThereIsWhenAllWasTold) {
  Copy copy(all_);
  EXPECT_TRUE(Take(copy));
  EXPECT_TRUE(copy.IsOf(state_));
  EXPECT_EQ(copy.state().size(), kRevisions);
  EXPECT_EQ(copy.replaced(), 0);
}

TEST_F(FollowerCopy, SaysThatARevisionWasLeftOut) {
  segment_.told.erase(segment_.told.begin() + 2);
  Copy copy(all_);
  EXPECT_THAT(Take(copy).message(), HasSubstr("instead of"));
}

TEST_F(FollowerCopy, SaysThatTheFirstAfterItsTokenWasLeftOut) {
  segment_.told.erase(segment_.told.begin());
  Copy copy(all_);
  EXPECT_THAT(Take(copy).message(), HasSubstr("instead of"));
}

TEST_F(FollowerCopy, SaysThatTheLastBeforeATokenWasLeftOut) {
  segment_.told.back().clear_revisions();
  Copy copy(all_);
  EXPECT_THAT(Take(copy).message(), HasSubstr("too early or late"));
}

TEST_F(FollowerCopy, SaysThatARevisionWasToldTwice) {
  segment_.told.push_back(segment_.told.back());
  Copy copy(all_);
  EXPECT_THAT(Take(copy).message(), HasSubstr("told again"));
}

TEST_F(FollowerCopy, SaysThatAChangeOfARevisionIsAnother) {
  auto& revision = *segment_.told[1].mutable_revisions(0);
  revision.mutable_changes(0)->mutable_after()->mutable_participant()->set_etag("another");
  Copy copy(all_);
  EXPECT_THAT(Take(copy).message(), HasSubstr("is told of"));
}

TEST_F(FollowerCopy, SaysThatATokenIsOfNoHistory) {
  segment_.told.back().set_revision_token("of another store");
  Copy copy(all_);
  EXPECT_THAT(Take(copy).message(), HasSubstr("of no history"));
}

TEST_F(FollowerCopy, SaysThatItHadToBeginAnew) {
  Copy copy(all_);
  ASSERT_TRUE(Take(copy));
  Segment anew;
  anew.snapshot = true;
  anew.reason = Refusal("TOKEN_EXPIRED");
  EXPECT_THAT(
      copy.Take({anew}, beginning_, [&](const Point& from, const Segment&) { return Read(from); })
          .message(),
      HasSubstr("begin anew"));
}

TEST_F(FollowerCopy, CountsThatItsHistoryWasReplacedAndHoldsWhatItWasToldSince) {
  Copy copy(all_);
  ASSERT_TRUE(Take(copy));
  Segment anew;
  anew.snapshot = true;
  anew.reason = Refusal("HISTORY_REPLACED");
  anew.told.emplace_back().set_revision_token(beginning_.token);
  EXPECT_TRUE(
      copy.Take({anew}, beginning_, [&](const Point& from, const Segment&) { return Read(from); }));
  EXPECT_EQ(copy.replaced(), 1);
  EXPECT_TRUE(copy.state().empty());
}

TEST_F(FollowerCopy, SaysWhatItLacksAndWhatItHasTooMuch) {
  Copy copy(all_);
  ASSERT_TRUE(Take(copy));
  State more = state_;
  more["participants/dropped"].mutable_participant()->set_name("participants/dropped");
  EXPECT_THAT(copy.IsOf(more).message(), HasSubstr("participants/dropped is missing"));
  state_.erase(state_.begin());
  EXPECT_THAT(copy.IsOf(state_).message(), HasSubstr("is not there any more"));
}

// A ledger of some writes, and the server that acknowledged them.
class LedgerOfAServer : public ::testing::Test {
 protected:
  LedgerOfAServer() {
    std::vector<std::string> spaces = crash::kHalls;
    spaces.emplace_back(crash::kStage);
    testing::EnterLibrary(server_.client(), spaces);
    std::mt19937_64 random(1);
    for (int i = 0; i < 20; ++i) {
      writes_.push_back(crash::NewWrite(numbers_, random));
      crash::Send(server_.client(), writes_.back());
    }
  }

  // The first that was acknowledged.
  crash::Write& Acknowledged() {
    return *std::find_if(writes_.begin(), writes_.end(),
                         [](const crash::Write& write) { return write.acknowledged(); });
  }
  std::string Check(const std::vector<crash::Write>& writes) {
    return Complaints([&] {
      crash::Ledger ledger;
      ledger.Add(writes);
      missing_ = ledger.CheckSchedule(server_.client());
    });
  }

  testing::Taqvimd server_;
  crash::Numbers numbers_;
  std::vector<crash::Write> writes_;
  int missing_ = 0;
};

TEST_F(LedgerOfAServer, AgreesWithIt) {
  EXPECT_EQ(Check(writes_), "");
  EXPECT_EQ(missing_, 0);
}

TEST_F(LedgerOfAServer, SaysThatAnAcknowledgedWriteIsLost) {
  crash::Write never = Acknowledged();
  for (v1::Event& event : *never.response.mutable_events()) {
    (*event.mutable_title())["en"] = "Concert that was never written";
  }
  writes_.push_back(never);
  EXPECT_THAT(Check(writes_), HasSubstr("was acknowledged and is lost"));
  EXPECT_EQ(missing_, 1);
}

TEST_F(LedgerOfAServer, SaysThatSomethingIsThereThatItForgot) {
  Acknowledged() = {};
  std::erase_if(writes_, [](const auto& write) { return write.request.writes().empty(); });
  EXPECT_THAT(Check(writes_), HasSubstr("something is there that nobody wrote"));
}

TEST_F(LedgerOfAServer, SaysThatAnEventIsAnotherThanWasAcknowledged) {
  for (crash::Write& write : writes_) {
    if (write.acknowledged()) write.response.mutable_events(0)->set_sequence(7);
  }
  EXPECT_THAT(Check(writes_), HasSubstr("instead of"));
}

// What was acknowledged after a copy of the ledger was made is not of the copy.
TEST_F(LedgerOfAServer, DoesNotAgreeAsItWasBefore) {
  crash::Ledger ledger;
  ledger.Add(writes_);
  const crash::Ledger before = ledger;
  crash::Write later;
  std::mt19937_64 random(2);
  do {
    later = crash::NewWrite(numbers_, random);
    crash::Send(server_.client(), later);
  } while (!later.acknowledged());
  ledger.Add({later});
  EXPECT_EQ(ledger.CheckSchedule(server_.client()), 0);
  EXPECT_THAT(Complaints([&] { before.CheckSchedule(server_.client()); }),
              HasSubstr("nobody wrote"));
}

TEST(BoundsOfFigures, AllowWhatGrowsByWhatIsWritten) {
  const Figures first = {.memory_kib = 30'000, .descriptors = 30, .data_bytes = 1'000'000};
  Figures later = first;
  later.memory_kib += 80 * 1024;
  later.data_bytes += 500'000'000;
  EXPECT_FALSE(Bounds(first).Exceeded(later, 100'000));
}

TEST(BoundsOfFigures, DoNotAllowWhatGrowsByItself) {
  const Figures first = {.memory_kib = 30'000, .descriptors = 30, .data_bytes = 1'000'000};
  const auto exceeded = [&](Figures later, int64_t changes) {
    return Bounds(first).Exceeded(later, changes).value_or("");
  };
  Figures later = first;
  later.memory_kib += 200 * 1024;
  EXPECT_THAT(exceeded(later, 1000), HasSubstr("memory"));
  later = first;
  later.descriptors += 100;
  EXPECT_THAT(exceeded(later, 1'000'000), HasSubstr("descriptors"));
  later = first;
  later.data_bytes += 100'000'000;
  EXPECT_THAT(exceeded(later, 1000), HasSubstr("data file"));
  later = first;
  later.log_bytes = 400'000'000;
  EXPECT_THAT(exceeded(later, 1'000'000), HasSubstr("write-ahead log"));
}

TEST(PlanOfRounds, HasEachKindOnceBeforeAnyTwice) {
  std::vector<Trouble> kinds(9);
  std::vector<const Trouble*> pointers;
  for (size_t i = 0; i < kinds.size(); ++i) {
    kinds[i].restarts = i % 2 == 0;
    pointers.push_back(&kinds[i]);
  }
  Plan plan(pointers, 42), same(pointers, 42);
  std::set<const Trouble*> had;
  for (size_t i = 0; i < plan.kinds(); ++i) {
    const Trouble* next = &plan.Next();
    had.insert(next);
    EXPECT_EQ(next, &same.Next());
  }
  EXPECT_EQ(had.size(), kinds.size());
}

}  // namespace
}  // namespace taqvim::soak
