#include "server/watch/stream_states.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/watch/publisher.h"
#include "server/watch/testing/reader.h"

namespace taqvim::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Reader;
using ::testing::SizeIs;

storage::Revision At(int64_t number) { return {.number = number, .nonce = 7}; }

// Streams without threads: what is next for them is said, and done by nobody.
class StreamStatesTest : public ::testing::Test {
 protected:
  ~StreamStatesTest() override {
    behind_.clear();
    for (Reader* stream : joined_) {
      states_.Leave(*stream);
      stream->Unref();
    }
  }

  static StreamStart Start() {
    StreamStart start;
    start.interest.rights = {std::shared_ptr<void>(), &access::Rights::All()};
    start.progress_interval = absl::Seconds(10);
    return start;
  }
  Reader& Begin(const StreamStart& start) {
    joined_.push_back(new Reader());
    states_.Begin(*joined_.back(), start, At(5));
    return *joined_.back();
  }
  // One that was told where it is, and waits.
  Reader& BeginAndGreet(const StreamStart& start) {
    Reader& stream = Begin(start);
    EXPECT_EQ(states_.Next(stream).kind, Step::Kind::kWrite);
    EXPECT_EQ(states_.Written(stream, true).kind, Step::Kind::kNothing);
    return stream;
  }
  // Tells everybody a revision of so many bytes.
  std::vector<Delivery> Tell(int64_t number, size_t bytes = 10) {
    News news;
    news.audiences = states_.audiences().All();
    for (size_t i = 0; i < news.audiences.size(); ++i) {
      news.told.push_back({{At(number), grpc::Slice(std::string(bytes, 'x')), grpc::Slice("t")}});
    }
    news.from = At(number - 1);
    news.upto = At(number);
    return publisher_.Publish(std::move(news));
  }

  absl::Duration now_ = absl::Seconds(100);
  const HubOptions options_ = {.ring_bytes = 4000, .steady = [this] { return now_; }};
  const Tokens tokens_ = [](const storage::Revision& revision) {
    return absl::StrCat(revision.number);
  };
  const Ledger ledger_ = {};
  std::vector<Stream*> behind_;
  std::vector<Reader*> joined_;
  StreamStates states_{options_, tokens_, ledger_,
                       [this](Stream& stream) { behind_.push_back(&stream); }};
  Publisher publisher_{options_, ledger_, states_};
};

TEST_F(StreamStatesTest, AStreamIsToldFirstWhereItIs) {
  const Step step = states_.Next(Begin(Start()));
  EXPECT_EQ(step.kind, Step::Kind::kWrite);
  EXPECT_EQ(step.chunk.upto, At(5));
}

TEST_F(StreamStatesTest, WhoHasAllIsGivenWhatIsNewAtOnceAndTogether) {
  Reader& first = BeginAndGreet(Start());
  Reader& second = BeginAndGreet(Start());
  const std::vector<Delivery> deliveries = Tell(6);
  ASSERT_THAT(deliveries, SizeIs(1));
  EXPECT_THAT(deliveries[0].streams, SizeIs(2));
  EXPECT_EQ(deliveries[0].step.chunk.upto, At(6));
  EXPECT_EQ(states_.Written(first, true).kind, Step::Kind::kNothing);
  EXPECT_EQ(states_.Written(second, true).kind, Step::Kind::kNothing);
}

TEST_F(StreamStatesTest, WhoIsBusyTakesTogetherWhatGathered) {
  Reader& stream = Begin(Start());
  states_.Next(stream);
  for (int64_t number : {6, 7}) {
    ASSERT_THAT(Tell(number), SizeIs(1));
  }
  const Step step = states_.Written(stream, true);
  EXPECT_EQ(step.kind, Step::Kind::kWrite);
  EXPECT_EQ(step.chunk.upto, At(7));
}

TEST_F(StreamStatesTest, WhoIsBusyWhileItIsForgottenIsGivenTheLog) {
  Reader& stream = Begin(Start());
  states_.Next(stream);
  for (int64_t number : {6, 7, 8}) Tell(number, 2000);
  EXPECT_EQ(states_.Written(stream, true).kind, Step::Kind::kNothing);
  EXPECT_THAT(behind_, ElementsAre(&stream));
  EXPECT_EQ(states_.WhereBehind(stream)->position, At(5));
}

TEST_F(StreamStatesTest, OneThatBeginsEarlierIsGivenTheLogAndMustShowThatItIsOfThisHistory) {
  StreamStart start = Start();
  start.after = At(2);
  Reader& stream = Begin(start);
  EXPECT_EQ(states_.Next(stream).kind, Step::Kind::kNothing);
  EXPECT_THAT(behind_, ElementsAre(&stream));
  EXPECT_FALSE(states_.WhereBehind(stream)->trusted);
}

TEST_F(StreamStatesTest, OneThatMeetsWhatIsInMemoryIsNotBehindAnyMore) {
  StreamStart start = Start();
  start.after = At(2);
  Reader& stream = Begin(start);
  states_.Next(stream);
  EXPECT_EQ(states_.Advance(stream, {.fields = {}, .upto = At(5)}, false).kind, Step::Kind::kWrite);
  EXPECT_EQ(states_.WhereBehind(stream), std::nullopt);
}

TEST_F(StreamStatesTest, NobodyIsGivenTheLogBeforeRightsAreLookedAt) {
  StreamStart start = Start();
  start.after = At(2);
  Reader& stream = Begin(start);
  states_.Next(stream);
  EXPECT_EQ(states_.Advance(stream, {.fields = {grpc::Slice("x")}, .upto = At(3)}, true).kind,
            Step::Kind::kNothing);
  EXPECT_THAT(behind_, ElementsAre(&stream, &stream));
  EXPECT_EQ(states_.WhereBehind(stream)->position, At(2));
}

TEST_F(StreamStatesTest, WhoWasSilentForLongIsGivenProgress) {
  BeginAndGreet(Start());
  now_ += absl::Seconds(9);
  EXPECT_THAT(states_.LookAtTimers(), IsEmpty());
  now_ += absl::Seconds(2);
  const auto overdue = states_.LookAtTimers();
  ASSERT_THAT(overdue, SizeIs(1));
  EXPECT_EQ(overdue[0].step.kind, Step::Kind::kWrite);
}

TEST_F(StreamStatesTest, WhoTakesNothingIsEndedAndThenCancelled) {
  StreamStart start = Start();
  start.progress_interval = absl::Minutes(5);
  states_.Next(Begin(start));
  now_ += options_.stall + options_.tick;
  const auto ended = states_.LookAtTimers();
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(schedule::ReasonOf(ended[0].step.status), v1::ERROR_REASON_READER_STALLED);
  EXPECT_FALSE(ended[0].cancel);
  now_ += options_.grace + options_.tick;
  const auto cancelled = states_.LookAtTimers();
  ASSERT_THAT(cancelled, SizeIs(1));
  EXPECT_TRUE(cancelled[0].cancel);
}

TEST_F(StreamStatesTest, AFinishedStreamHasNothingNext) {
  Reader& stream = BeginAndGreet(Start());
  EXPECT_EQ(states_.End(stream, absl::OkStatus()).kind, Step::Kind::kFinish);
  EXPECT_EQ(states_.Next(stream).kind, Step::Kind::kNothing);
  EXPECT_EQ(states_.End(stream, absl::OkStatus()).kind, Step::Kind::kNothing);
  for (const Delivery& delivery : Tell(6)) EXPECT_THAT(delivery.streams, IsEmpty());
}

TEST_F(StreamStatesTest, ASnapshotIsReadBeforeAnythingIsTold) {
  StreamStart start = Start();
  start.snapshot = true;
  Reader& stream = Begin(start);
  EXPECT_EQ(states_.Next(stream).kind, Step::Kind::kRead);
  EXPECT_FALSE(states_.reads_nothing());
  EXPECT_EQ(states_.SnapshotRead(stream, absl::UnavailableError("")).kind, Step::Kind::kFinish);
  EXPECT_TRUE(states_.reads_nothing());
}

}  // namespace
}  // namespace taqvim::watch
