#include "client/subscriber.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "client/error.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/change_service.grpc.pb.h"

namespace taqvim::client {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Writer = grpc::ServerWriter<v1::WatchChangesResponse>;
// What the server does with one stream.
using Scene = std::function<grpc::Status(grpc::ServerContext*, Writer*)>;

std::string Token(int64_t number) { return absl::StrCat("t", number); }

v1::WatchChangesResponse Revisions(const std::vector<int64_t>& numbers) {
  v1::WatchChangesResponse response;
  for (int64_t number : numbers) {
    v1::Revision& revision = *response.add_revisions();
    revision.set_number(number);
    revision.set_revision_token(Token(number));
    response.set_revision_token(Token(number));
  }
  return response;
}

v1::WatchChangesResponse Progress(int64_t number) {
  v1::WatchChangesResponse response;
  response.set_revision_token(Token(number));
  return response;
}

v1::WatchChangesResponse Page(const std::string& venue) {
  v1::WatchChangesResponse response;
  response.add_resources()->mutable_venue()->set_name(venue);
  return response;
}

v1::WatchChangesResponse Mark(int64_t number) {
  v1::WatchChangesResponse response = Progress(number);
  response.set_snapshot_complete(true);
  return response;
}

grpc::Status Refusal(grpc::StatusCode code, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status status;
  status.set_code(code);
  status.add_details()->PackFrom(info);
  return {code, reason, status.SerializeAsString()};
}

const grpc::Status kGone(grpc::StatusCode::UNAVAILABLE, "down");
const grpc::Status kExpired = Refusal(grpc::StatusCode::OUT_OF_RANGE, "TOKEN_EXPIRED");

Scene Say(const std::vector<v1::WatchChangesResponse>& responses, const grpc::Status& end = kGone) {
  return [=](grpc::ServerContext*, Writer* writer) {
    for (const auto& response : responses) writer->Write(response);
    return end;
  };
}

Scene SayAndStay(const std::vector<v1::WatchChangesResponse>& responses) {
  return [=](grpc::ServerContext* context, Writer* writer) {
    for (const auto& response : responses) writer->Write(response);
    while (!context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::CANCELLED;
  };
}

// Plays a scene for each stream, the last one also for all that follow.
class ScriptedChanges final : public v1::ChangeService::Service {
 public:
  grpc::Status WatchChanges(grpc::ServerContext* context, const v1::WatchChangesRequest* request,
                            Writer* writer) override {
    Scene scene;
    {
      absl::MutexLock lock(&mutex_);
      requests_.push_back(*request);
      scene = scenes.front();
      if (scenes.size() > 1) scenes.pop_front();
    }
    return scene(context, writer);
  }
  std::vector<v1::WatchChangesRequest> requests() const {
    absl::MutexLock lock(&mutex_);
    return requests_;
  }

  // Set before the first stream.
  std::deque<Scene> scenes;

 private:
  mutable absl::Mutex mutex_;
  std::vector<v1::WatchChangesRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

class SubscriberTest : public ::testing::Test {
 protected:
  SubscriberTest() {
    server_ = grpc::ServerBuilder().RegisterService(&service_).BuildAndStart();
    options_.token = Token(1);
    options_.environment = {.now = [this] { return now_; },
                            .random = [] { return uint64_t{0}; },
                            .sleep = nullptr,
                            .wait =
                                [this](absl::Duration pause, const absl::Notification&) {
                                  pauses_.push_back(pause);
                                  now_ += pause;
                                }};
    options_.on_interruption = [this](const Interruption& interruption) {
      interruptions_.push_back(interruption);
    };
  }
  ~SubscriberTest() override { subscriber_.reset(); }

  // Follows until that many deliveries have been told; why it then ended.
  absl::Status Follow(size_t deliveries) {
    Start([this, deliveries](const Delivery& told) {
      Record(told);
      if (told_.size() == deliveries) subscriber_->Stop();
      return absl::OkStatus();
    });
    return subscriber_->Wait();
  }
  void Start(Subscriber::Callback callback) {
    started_.emplace();
    subscriber_ =
        std::make_unique<Subscriber>(server_->InProcessChannel({}), options_,
                                     [this, callback = std::move(callback)](const Delivery& told) {
                                       started_->WaitForNotification();
                                       return callback(told);
                                     });
    started_->Notify();
  }
  void Record(const Delivery& told) {
    told_.push_back(told.response);
    if (told.begins_snapshot) reasons_.push_back(told.reason);
    for (const auto& revision : told.response.revisions()) numbers_.push_back(revision.number());
  }
  // After which token each stream began.
  std::vector<std::string> Beginnings() const {
    std::vector<std::string> tokens;
    for (const auto& request : service_.requests())
      tokens.push_back(request.after_revision_token());
    return tokens;
  }

  ScriptedChanges service_;
  std::unique_ptr<grpc::Server> server_;
  SubscriberOptions options_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  std::vector<absl::Duration> pauses_;
  std::vector<Interruption> interruptions_;
  std::vector<v1::WatchChangesResponse> told_;
  std::vector<int64_t> numbers_;
  std::vector<absl::Status> reasons_;
  std::optional<absl::Notification> started_;
  std::unique_ptr<Subscriber> subscriber_;
};

TEST_F(SubscriberTest, DeliversRevisionsInOrderWithTheirToken) {
  service_.scenes = {SayAndStay({Progress(1), Revisions({2, 3}), Revisions({5})})};
  EXPECT_TRUE(Follow(3).ok());
  EXPECT_THAT(numbers_, ElementsAre(2, 3, 5));
  EXPECT_EQ(subscriber_->token(), Token(5));
  EXPECT_THAT(interruptions_, IsEmpty());
}

TEST_F(SubscriberTest, AsksForWhatItIsToFollow) {
  options_.token = "";
  options_.include_before = true;
  options_.progress_interval = absl::Milliseconds(2500);
  options_.filter.add_resource_kinds(v1::RESOURCE_KIND_EVENT);
  service_.scenes = {SayAndStay({Progress(1)})};
  EXPECT_TRUE(Follow(1).ok());
  const v1::WatchChangesRequest request = service_.requests()[0];
  EXPECT_EQ(request.after_revision_token(), "");
  EXPECT_TRUE(request.snapshot());
  EXPECT_TRUE(request.include_before());
  EXPECT_EQ(request.filter().resource_kinds_size(), 1);
  EXPECT_EQ(request.progress_interval().seconds(), 2);
  EXPECT_EQ(request.progress_interval().nanos(), 500'000'000);
}

TEST_F(SubscriberTest, GoesOnAfterTheLastTokenHoweverAStreamEnds) {
  service_.scenes = {Say({Revisions({2}), Progress(4)}), Say({Revisions({5})}, grpc::Status::OK),
                     Say({Revisions({6})}, Refusal(grpc::StatusCode::ABORTED, "READER_STALLED")),
                     Say({Revisions({7})}, grpc::Status(grpc::StatusCode::INTERNAL, "RST_STREAM")),
                     SayAndStay({Revisions({8})})};
  EXPECT_TRUE(Follow(6).ok());
  EXPECT_THAT(numbers_, ElementsAre(2, 5, 6, 7, 8));
  EXPECT_THAT(Beginnings(), ElementsAre(Token(1), Token(4), Token(5), Token(6), Token(7)));
  EXPECT_THAT(reasons_, IsEmpty());
}

// A part of a revision with one change.
v1::WatchChangesResponse Part(int64_t number, const std::string& name, bool continues) {
  v1::WatchChangesResponse response;
  v1::Revision& revision = *response.add_revisions();
  revision.set_number(number);
  revision.add_changes()->set_name(name);
  revision.set_continues(continues);
  if (!continues) revision.set_revision_token(Token(number));
  response.set_revision_token(Token(continues ? number - 1 : number));
  return response;
}

TEST_F(SubscriberTest, HandsOverARevisionThatCameInPartsAsAWhole) {
  service_.scenes = {SayAndStay({Revisions({2}), Part(3, "a", true), Part(3, "b", true),
                                 Part(3, "c", false), Revisions({4})})};
  EXPECT_TRUE(Follow(3).ok());
  EXPECT_THAT(numbers_, ElementsAre(2, 3, 4));
  ASSERT_THAT(told_[1].revisions(), SizeIs(1));
  const v1::Revision& whole = told_[1].revisions(0);
  EXPECT_FALSE(whole.continues());
  EXPECT_EQ(whole.revision_token(), Token(3));
  ASSERT_THAT(whole.changes(), SizeIs(3));
  for (int i : {0, 1, 2}) EXPECT_EQ(whole.changes(i).name(), std::string(1, 'a' + i));
}

TEST_F(SubscriberTest, BeginsAnewWithARevisionOfWhichPartsAreMissing) {
  service_.scenes = {Say({Part(2, "a", true), Part(2, "b", true)}),
                     SayAndStay({Part(2, "a", true), Part(2, "b", false)})};
  EXPECT_TRUE(Follow(1).ok());
  EXPECT_THAT(numbers_, ElementsAre(2));
  EXPECT_THAT(told_[0].revisions(0).changes(), SizeIs(2));
  EXPECT_THAT(Beginnings(), Each(Token(1)));
  EXPECT_EQ(subscriber_->token(), Token(2));
}

TEST_F(SubscriberTest, PausesForLongerWhileNothingNewIsTold) {
  service_.scenes = {Say({}),
                     Say({}),
                     Say({Progress(1)}),
                     Say({}),
                     Say({Revisions({2})}),
                     SayAndStay({Revisions({3})})};
  EXPECT_TRUE(Follow(3).ok());
  // Of each pause a random half is taken off: here all of it.
  EXPECT_THAT(pauses_,
              ElementsAre(absl::Milliseconds(50), absl::Milliseconds(100), absl::Milliseconds(200),
                          absl::Milliseconds(400), absl::Milliseconds(50)));
  EXPECT_EQ(interruptions_[3].failures, 4);
  EXPECT_EQ(interruptions_[4].failures, 0);
  EXPECT_EQ(interruptions_[3].status.message(), "down");
}

TEST_F(SubscriberTest, CountsAStreamThatStoodForLongAsAGoodOne) {
  const Scene stood = [this](grpc::ServerContext*, Writer*) {
    now_ += absl::Hours(1);
    return kGone;
  };
  service_.scenes = {Say({}), stood, SayAndStay({Revisions({2})})};
  EXPECT_TRUE(Follow(1).ok());
  EXPECT_EQ(interruptions_[1].failures, 0);
}

TEST_F(SubscriberTest, GivesUpAfterAsManyStreamsAsItMayTry) {
  options_.retry.attempts = 3;
  service_.scenes = {Say({})};
  EXPECT_TRUE(absl::IsUnavailable(Follow(1)));
  EXPECT_THAT(service_.requests(), SizeIs(3));
}

TEST_F(SubscriberTest, TellsNoRevisionTwice) {
  service_.scenes = {Say({Revisions({2, 3})}),
                     SayAndStay({Revisions({3, 3, 4}), Revisions({2, 5})})};
  EXPECT_TRUE(Follow(3).ok());
  EXPECT_THAT(numbers_, ElementsAre(2, 3, 4, 5));
}

TEST_F(SubscriberTest, IsToldASnapshotAndThenWhatChanges) {
  options_.token = "";
  v1::WatchChangesResponse meanwhile = Revisions({7});
  meanwhile.clear_revision_token();
  service_.scenes = {SayAndStay({Page("venues/a"), meanwhile, Mark(8), Revisions({9})})};
  EXPECT_TRUE(Follow(4).ok());
  EXPECT_THAT(reasons_, ElementsAre(absl::OkStatus()));
  EXPECT_THAT(numbers_, ElementsAre(7, 9));
  EXPECT_EQ(subscriber_->token(), Token(9));
}

TEST_F(SubscriberTest, BeginsASnapshotAgainThatBrokeOffAndSaysWhy) {
  options_.token = "";
  service_.scenes = {Say({Page("venues/a")}), Say({}), SayAndStay({Page("venues/a"), Mark(8)})};
  EXPECT_TRUE(Follow(3).ok());
  EXPECT_THAT(Beginnings(), Each(""));
  for (const auto& request : service_.requests()) EXPECT_TRUE(request.snapshot());
  ASSERT_THAT(reasons_, SizeIs(2));
  EXPECT_TRUE(reasons_[0].ok());
  EXPECT_EQ(reasons_[1].message(), "down");
}

TEST_F(SubscriberTest, HasNoTokenUntilItsSnapshotIsComplete) {
  options_.token = "";
  service_.scenes = {SayAndStay({Page("venues/a")})};
  EXPECT_TRUE(Follow(1).ok());
  EXPECT_EQ(subscriber_->token(), "");
}

// Begins with that, and without a snapshot: what is there now is not asked for.
TEST_F(SubscriberTest, FollowsFromNowOnWithoutASnapshot) {
  options_.token = "";
  options_.snapshot = false;
  service_.scenes = {Say({}), Say({Progress(4)}), SayAndStay({Revisions({5})})};
  EXPECT_TRUE(Follow(2).ok());
  EXPECT_THAT(Beginnings(), ElementsAre("", "", Token(4)));
  for (const auto& request : service_.requests()) EXPECT_FALSE(request.snapshot());
}

class LostHistory : public SubscriberTest, public ::testing::WithParamInterface<grpc::Status> {};

TEST_P(LostHistory, MakesItStartOverWithASnapshotAndSayWhy) {
  service_.scenes = {Say({Revisions({20})}), Say({}, GetParam()), Say({}),
                     SayAndStay({Page("venues/a"), Mark(8), Revisions({9})})};
  EXPECT_TRUE(Follow(4).ok());
  EXPECT_THAT(Beginnings(), ElementsAre(Token(1), Token(20), "", ""));
  EXPECT_TRUE(service_.requests()[3].snapshot());
  ASSERT_THAT(reasons_, SizeIs(1));
  EXPECT_EQ(DecodeError(reasons_[0]).reason, GetParam().error_message());
  // Numbers of another history may begin anew.
  EXPECT_THAT(numbers_, ElementsAre(20, 9));
  EXPECT_EQ(subscriber_->token(), Token(9));
}

// Whoever is stopped then is told the same when it goes on after that token.
TEST_P(LostHistory, LeavesTheTokenUntilTheSnapshotBegins) {
  service_.scenes = {Say({Revisions({20})}), Say({}, GetParam()), SayAndStay({})};
  absl::Notification lost;
  options_.on_interruption = [&](const Interruption& interruption) {
    if (!DecodeError(interruption.status).reason.empty()) lost.Notify();
  };
  Start([](const Delivery&) { return absl::OkStatus(); });
  lost.WaitForNotification();
  EXPECT_EQ(subscriber_->token(), Token(20));
  subscriber_->Stop();
  EXPECT_TRUE(subscriber_->Wait().ok());
  EXPECT_EQ(subscriber_->token(), Token(20));
}

INSTANTIATE_TEST_SUITE_P(
    Reasons, LostHistory,
    ::testing::Values(kExpired, Refusal(grpc::StatusCode::FAILED_PRECONDITION, "HISTORY_REPLACED"),
                      Refusal(grpc::StatusCode::FAILED_PRECONDITION, "TOKEN_OF_OTHER_STORE"),
                      Refusal(grpc::StatusCode::ABORTED, "RIGHTS_CHANGED")),
    [](const auto& param) { return param.param.error_message(); });

TEST_F(SubscriberTest, EndsWithARefusalThatWaitingDoesNotMend) {
  service_.scenes = {Say({Revisions({2})}),
                     Say({}, Refusal(grpc::StatusCode::PERMISSION_DENIED, "PERMISSION_DENIED"))};
  const absl::Status ended = Follow(2);
  EXPECT_TRUE(absl::IsPermissionDenied(ended)) << ended;
  EXPECT_EQ(subscriber_->token(), Token(2));
}

TEST_F(SubscriberTest, EndsWithTheErrorOfTheCallbackAndKeepsTheTokenBefore) {
  service_.scenes = {SayAndStay({Revisions({2}), Revisions({3}), Revisions({4})})};
  Start([this](const Delivery& told) {
    Record(told);
    return told_.size() < 2 ? absl::OkStatus() : absl::DataLossError("full");
  });
  EXPECT_EQ(subscriber_->Wait(), absl::DataLossError("full"));
  EXPECT_THAT(numbers_, ElementsAre(2, 3));
  EXPECT_EQ(subscriber_->token(), Token(2));
}

TEST_F(SubscriberTest, TakesAStreamThatIsSilentForTooLongAsLost) {
  options_.progress_interval = absl::Milliseconds(50);
  service_.scenes = {SayAndStay({Revisions({2})}), SayAndStay({Revisions({3})})};
  EXPECT_TRUE(Follow(2).ok());
  EXPECT_THAT(Beginnings(), ElementsAre(Token(1), Token(2)));
  EXPECT_TRUE(absl::IsUnavailable(interruptions_[0].status));
}

// The callback waits for longer than the stream may be silent.
TEST_F(SubscriberTest, DoesNotMistakeItsOwnSlownessForSilence) {
  options_.progress_interval = absl::Milliseconds(50);
  service_.scenes = {SayAndStay({Revisions({2}), Revisions({3})})};
  Start([this](const Delivery& told) {
    Record(told);
    absl::Notification never;
    if (told_.size() == 1) never.WaitForNotificationWithTimeout(absl::Milliseconds(150));
    if (told_.size() == 2) subscriber_->Stop();
    return absl::OkStatus();
  });
  EXPECT_TRUE(subscriber_->Wait().ok());
  EXPECT_THAT(service_.requests(), SizeIs(1));
  EXPECT_THAT(numbers_, ElementsAre(2, 3));
}

TEST_F(SubscriberTest, StopsDuringAPause) {
  absl::Notification pausing;
  options_.environment.wait = [&](absl::Duration, const absl::Notification& ended) {
    pausing.Notify();
    ended.WaitForNotification();
  };
  service_.scenes = {Say({})};
  Start([](const Delivery&) { return absl::OkStatus(); });
  pausing.WaitForNotification();
  subscriber_->Stop();
  EXPECT_TRUE(subscriber_->Wait().ok());
  EXPECT_THAT(service_.requests(), SizeIs(1));
}

TEST_F(SubscriberTest, StopsWhenItIsToldOfAnInterruption) {
  options_.on_interruption = [this](const Interruption&) { subscriber_->Stop(); };
  service_.scenes = {Say({Revisions({2})})};
  absl::Notification told;
  Start([&](const Delivery&) {
    told.Notify();
    return absl::OkStatus();
  });
  told.WaitForNotification();
  EXPECT_TRUE(subscriber_->Wait().ok());
  subscriber_->Stop();
  EXPECT_THAT(service_.requests(), SizeIs(1));
}

TEST_F(SubscriberTest, StopsWhileItWaitsForTheServer) {
  absl::Notification told;
  service_.scenes = {SayAndStay({Progress(2)})};
  Start([&](const Delivery&) {
    told.Notify();
    return absl::OkStatus();
  });
  told.WaitForNotification();
  subscriber_->Stop();
  subscriber_->Stop();
  EXPECT_TRUE(subscriber_->Wait().ok());
}

TEST_F(SubscriberTest, CompletesTheDeliveryThatIsUnderWayWhenItIsDestroyed) {
  absl::Notification begun, go_on;
  bool completed = false;
  service_.scenes = {SayAndStay({Revisions({2}), Revisions({3})})};
  Start([&](const Delivery& told) {
    Record(told);
    begun.Notify();
    go_on.WaitForNotification();
    completed = true;
    return absl::OkStatus();
  });
  begun.WaitForNotification();
  subscriber_->Stop();
  std::thread destroyer([this] { subscriber_.reset(); });
  go_on.Notify();
  destroyer.join();
  EXPECT_TRUE(completed);
  EXPECT_THAT(numbers_, ElementsAre(2));
}

TEST(SubscriberOfNobody, KeepsTryingUntilItIsStopped) {
  SubscriberOptions options;
  absl::Notification tried;
  options.on_interruption = [&](const Interruption& interruption) {
    EXPECT_TRUE(absl::IsUnavailable(interruption.status));
    if (interruption.failures == 3) tried.Notify();
  };
  options.retry.first_pause = absl::Milliseconds(1);
  Subscriber subscriber(grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()),
                        options, [](const Delivery&) { return absl::OkStatus(); });
  tried.WaitForNotification();
  subscriber.Stop();
  EXPECT_TRUE(subscriber.Wait().ok());
}

}  // namespace
}  // namespace taqvim::client
