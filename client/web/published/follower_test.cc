// The follower over a server of the test's own, which answers when events take place when the test
// lets it.
#include "client/web/published/follower.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "taqvim/v1/change_service.grpc.pb.h"
#include "taqvim/v1/event_service.grpc.pb.h"

namespace taqvim::web {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// So many that they are asked about together.
constexpr int kMany = 60;

std::string NameOfEvent(int number) { return absl::StrCat("events/e", number); }

v1::WatchChangesResponse Snapshot(const std::vector<std::string>& events) {
  v1::WatchChangesResponse response;
  for (const std::string& name : events) {
    response.add_resources()->mutable_event()->set_name(name);
  }
  response.set_snapshot_complete(true);
  return response;
}

v1::WatchChangesResponse Published(const std::vector<std::string>& events) {
  v1::WatchChangesResponse response;
  v1::Revision& revision = *response.add_revisions();
  for (const std::string& name : events) {
    v1::Change& change = *revision.add_changes();
    change.set_kind(v1::CHANGE_KIND_ENTERED);
    change.set_name(name);
    change.mutable_after()->mutable_event()->set_name(name);
  }
  return response;
}

v1::WatchChangesResponse Unpublished(const std::string& event) {
  v1::WatchChangesResponse response;
  v1::Change& change = *response.add_revisions()->add_changes();
  change.set_kind(v1::CHANGE_KIND_LEFT);
  change.set_name(event);
  return response;
}

grpc::Status HistoryReplaced() {
  google::rpc::ErrorInfo info;
  info.set_reason("HISTORY_REPLACED");
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::OUT_OF_RANGE);
  status.add_details()->PackFrom(info);
  return {grpc::StatusCode::OUT_OF_RANGE, "The history was replaced.", status.SerializeAsString()};
}

// Tells what the test gives it, until it is ended or is to break off.
class ToldChanges final : public v1::ChangeService::Service {
 public:
  grpc::Status WatchChanges(grpc::ServerContext*, const v1::WatchChangesRequest*,
                            grpc::ServerWriter<v1::WatchChangesResponse>* writer) override {
    const absl::MutexLock lock(&mutex_);
    const auto has_to_say = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return ended_ || !said_.empty();
    };
    for (;;) {
      mutex_.Await(absl::Condition(&has_to_say));
      if (ended_) return grpc::Status::OK;
      const auto next = std::move(said_.front());
      said_.pop_front();
      if (!next) return HistoryReplaced();
      writer->Write(*next);
    }
  }
  // Gives what is told its number and its token.
  void Say(v1::WatchChangesResponse response) {
    const absl::MutexLock lock(&mutex_);
    ++number_;
    for (v1::Revision& revision : *response.mutable_revisions()) revision.set_number(number_);
    response.set_revision_token(absl::StrCat("t", number_));
    said_.push_back(std::move(response));
  }
  void ReplaceHistory() {
    const absl::MutexLock lock(&mutex_);
    said_.push_back(std::nullopt);
  }
  void End() {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
  }

 private:
  absl::Mutex mutex_;
  std::deque<std::optional<v1::WatchChangesResponse>> said_ ABSL_GUARDED_BY(mutex_);
  int64_t number_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

// Says of all events that they take place at no time, which is enough to be shown; holds what it is
// asked while the test wants that.
class HeldTimes final : public v1::EventService::Service {
 public:
  grpc::Status ListOccurrences(grpc::ServerContext*, const v1::ListOccurrencesRequest* request,
                               v1::ListOccurrencesResponse*) override {
    const absl::MutexLock lock(&mutex_);
    requests_.push_back(*request);
    const auto may_answer = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !held_; };
    mutex_.Await(absl::Condition(&may_answer));
    return answer_;
  }
  void Hold() {
    const absl::MutexLock lock(&mutex_);
    held_ = true;
  }
  void Release() {
    const absl::MutexLock lock(&mutex_);
    held_ = false;
  }
  void AnswerBy(grpc::Status answer) {
    const absl::MutexLock lock(&mutex_);
    answer_ = std::move(answer);
  }
  // Waits until it has been asked more often than that.
  void AwaitMoreThan(size_t asked) {
    const absl::MutexLock lock(&mutex_);
    const auto has_more = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return requests_.size() > asked;
    };
    mutex_.Await(absl::Condition(&has_more));
  }
  std::vector<v1::ListOccurrencesRequest> requests() const {
    const absl::MutexLock lock(&mutex_);
    return requests_;
  }

 private:
  mutable absl::Mutex mutex_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status answer_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::ListOccurrencesRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

class FollowerTest : public ::testing::Test {
 protected:
  FollowerTest()
      : server_(grpc::ServerBuilder()
                    .RegisterService(&changes_)
                    .RegisterService(&times_)
                    .BuildAndStart()),
        client_(server_->InProcessChannel({}), {}) {
    FollowerOptions options;
    options.log = [this](const std::string& sentence) {
      const absl::MutexLock lock(&mutex_);
      log_.push_back(sentence);
    };
    follower_ = std::make_unique<Follower>(client_, copy_, std::move(options));
  }
  ~FollowerTest() override {
    times_.Release();
    follower_.reset();
    changes_.End();
  }

  std::vector<std::string> Many() const {
    std::vector<std::string> names;
    for (int i = 0; i < kMany; ++i) names.push_back(NameOfEvent(i));
    return names;
  }
  // Follows a snapshot of those, and waits until it is shown.
  void Begin(const std::vector<std::string>& events) {
    changes_.Say(Snapshot(events));
    AwaitShown([&](const std::set<std::string>& shown) { return shown.size() == events.size(); });
  }
  // Waits until what is shown is so.
  void AwaitShown(const std::function<bool(const std::set<std::string>&)>& condition) {
    while (!copy_.state().complete || !condition(Shown())) std::this_thread::yield();
  }
  std::set<std::string> Shown() const {
    std::set<std::string> names;
    copy_.Inspect([&](const Schedule& schedule) {
      for (const auto& [name, event] : schedule.events()) names.insert(name);
    });
    return names;
  }
  void AwaitLogged(const std::string& part) {
    const absl::MutexLock lock(&mutex_);
    const auto is_logged = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return testing::Matches(Contains(HasSubstr(part)))(log_);
    };
    mutex_.Await(absl::Condition(&is_logged));
  }

  ToldChanges changes_;
  HeldTimes times_;
  std::unique_ptr<grpc::Server> server_;
  client::Client client_;
  Copy copy_;
  absl::Mutex mutex_;
  std::vector<std::string> log_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Follower> follower_;
};

TEST_F(FollowerTest, RemovesWhatIsUnpublishedWhileTheTimesOfManyOtherEventsAreRead) {
  Begin({"events/talk", "events/gala"});
  const size_t asked = times_.requests().size();
  times_.Hold();
  changes_.Say(Published(Many()));
  times_.AwaitMoreThan(asked);
  changes_.Say(Unpublished("events/talk"));
  changes_.Say(Unpublished(NameOfEvent(7)));
  AwaitShown([](const auto& shown) { return !shown.contains("events/talk"); });
  EXPECT_THAT(Shown(), ElementsAre("events/gala"));
  // Some of those that are being read may be gone, too.
  changes_.Say(Unpublished("events/gala"));
  AwaitShown([](const auto& shown) { return shown.empty(); });
  times_.Release();
  AwaitShown([](const auto& shown) { return shown.size() >= kMany - 1; });
  EXPECT_FALSE(Shown().contains(NameOfEvent(7)));
  EXPECT_EQ(Shown().size(), kMany - 1);
}

TEST_F(FollowerTest, ReadsTimesThatAreNoOlderThanWhatWasTold) {
  Begin({"events/gala"});
  EXPECT_EQ(times_.requests().back().min_revision_token(), "t1");
  changes_.Say(Published({"events/fair"}));
  AwaitShown([](const auto& shown) { return shown.contains("events/fair"); });
  EXPECT_EQ(times_.requests().back().name(), "events/fair");
  EXPECT_EQ(times_.requests().back().min_revision_token(), "t2");
}

TEST_F(FollowerTest, AsksAgainWhatCouldNotBeReadWhenTheStreamTellsSomething) {
  Begin({"events/gala"});
  const size_t asked = times_.requests().size();
  times_.AnswerBy({grpc::StatusCode::INTERNAL, "no"});
  changes_.Say(Published({"events/fair"}));
  AwaitLogged("could not be read");
  times_.AnswerBy(grpc::Status::OK);
  // Progress, by which the server says that nothing else has changed.
  changes_.Say({});
  AwaitShown([](const auto& shown) { return shown.contains("events/fair"); });
  EXPECT_EQ(times_.requests().size(), asked + 2);
}

TEST_F(FollowerTest, ShowsNothingOfAHistoryThatWasReplacedWhileTimesWereRead) {
  Begin({"events/gala"});
  const size_t asked = times_.requests().size();
  times_.Hold();
  changes_.Say(Published(Many()));
  times_.AwaitMoreThan(asked);
  changes_.ReplaceHistory();
  changes_.Say(Snapshot({"events/fair"}));
  while (copy_.state().complete) std::this_thread::yield();
  AwaitLogged("read anew");
  times_.Release();
  AwaitShown([](const auto& shown) { return !shown.empty(); });
  EXPECT_THAT(Shown(), ElementsAre("events/fair"));
}

TEST_F(FollowerTest, EndsWhileTimesAreReadAndAsksNothingMore) {
  Begin({});
  const size_t asked = times_.requests().size();
  times_.Hold();
  changes_.Say(Published({"events/a", "events/b", "events/c"}));
  times_.AwaitMoreThan(asked);
  follower_->Stop();
  EXPECT_TRUE(follower_->Wait().ok());
  times_.Release();
  follower_.reset();
  EXPECT_EQ(times_.requests().size(), asked + 1);
  EXPECT_THAT(Shown(), IsEmpty());
  const absl::MutexLock lock(&mutex_);
  EXPECT_THAT(log_, ElementsAre("The schedule was read: 0 events."));
}

TEST_F(FollowerTest, IsDestroyedBeforeAnythingWasTold) {
  follower_.reset();
  EXPECT_FALSE(copy_.state().complete);
  EXPECT_THAT(times_.requests(), IsEmpty());
}

}  // namespace
}  // namespace taqvim::web
