#include "client/client.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "client/error.h"
#include "google/rpc/error_details.pb.h"
#include "taqvim/v1/access_service.grpc.pb.h"
#include "taqvim/v1/event_service.grpc.pb.h"

namespace taqvim::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Answers with what the test wants next, and remembers what it was asked.
class ScriptedService final : public v1::EventService::Service {
 public:
  grpc::Status CreateEvent(grpc::ServerContext*, const v1::CreateEventRequest* request,
                           v1::CreateEventResponse* response) override {
    response->mutable_event()->set_name("events/" + request->event_id());
    return Next(request->request_id());
  }
  grpc::Status GetEvent(grpc::ServerContext* context, const v1::GetEventRequest*,
                        v1::GetEventResponse*) override {
    const auto [first, last] = context->client_metadata().equal_range("traceparent");
    for (auto said = first; said != last; ++said) {
      traceparents.emplace_back(said->second.data(), said->second.size());
    }
    if (hangs) {
      while (!context->IsCancelled()) std::this_thread::yield();
    }
    return Next("");
  }

  std::deque<grpc::Status> script;
  std::vector<std::string> request_ids;
  std::vector<std::string> traceparents;  // of GetEvent
  std::atomic<bool> hangs = false;

 private:
  grpc::Status Next(const std::string& request_id) {
    absl::MutexLock lock(&mutex_);
    request_ids.push_back(request_id);
    if (script.empty()) return grpc::Status::OK;
    grpc::Status status = script.front();
    script.pop_front();
    return status;
  }
  absl::Mutex mutex_;
};

// Is down whenever a token is asked for.
class TokenService final : public v1::AccessService::Service {
 public:
  grpc::Status CreateAccessToken(grpc::ServerContext*, const v1::CreateAccessTokenRequest*,
                                 v1::CreateAccessTokenResponse*) override {
    ++asked;
    return {grpc::StatusCode::UNAVAILABLE, "down"};
  }

  std::atomic<int> asked = 0;
};

grpc::Status WithDetails(grpc::StatusCode code, const std::string& message,
                         const std::vector<const google::protobuf::Message*>& details) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(message);
  for (const auto* detail : details) status.add_details()->PackFrom(*detail);
  return {code, message, status.SerializeAsString()};
}

class ClientTest : public ::testing::Test {
 protected:
  ClientTest() {
    server_ =
        grpc::ServerBuilder().RegisterService(&service_).RegisterService(&tokens_).BuildAndStart();
    channel_ = server_->InProcessChannel({});
  }

  std::unique_ptr<Client> MakeClient(absl::Duration timeout = absl::Seconds(30)) {
    ClientOptions options;
    options.timeout = timeout;
    options.environment = {.now = [this] { return now_; },
                           .random = [] { return uint64_t{0}; },
                           .sleep =
                               [this](absl::Duration pause) {
                                 pauses_.push_back(pause);
                                 now_ += pause;
                               }};
    return std::make_unique<Client>(channel_, options);
  }

  absl::StatusOr<v1::CreateEventResponse> Create(Client& client) {
    v1::CreateEventRequest request;
    request.set_event_id("gala");
    return client.Call<v1::CreateEventResponse>(request);
  }

  ScriptedService service_;
  TokenService tokens_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  std::vector<absl::Duration> pauses_;
};

const grpc::Status kDown(grpc::StatusCode::UNAVAILABLE, "down");

TEST_F(ClientTest, AnswersWithTheResponse) {
  auto response = Create(*MakeClient());
  ASSERT_TRUE(response.ok()) << response.status().ToString();
  EXPECT_EQ(response->event().name(), "events/gala");
  EXPECT_THAT(pauses_, IsEmpty());
}

TEST_F(ClientTest, SendsAWriteAgainUnderTheSameRequestId) {
  service_.script = {kDown, kDown};
  ASSERT_TRUE(Create(*MakeClient()).ok());
  ASSERT_THAT(service_.request_ids, SizeIs(3));
  EXPECT_THAT(service_.request_ids[0], SizeIs(36));
  EXPECT_EQ(service_.request_ids[1], service_.request_ids[0]);
  EXPECT_EQ(service_.request_ids[2], service_.request_ids[0]);
  EXPECT_THAT(pauses_, ElementsAre(absl::Milliseconds(50), absl::Milliseconds(100)));
}

TEST_F(ClientTest, GivesEachCallAnIdOfItsOwn) {
  auto client = MakeClient();
  ASSERT_TRUE(Create(*client).ok());
  now_ += absl::Seconds(1);
  ASSERT_TRUE(Create(*client).ok());
  ASSERT_THAT(service_.request_ids, SizeIs(2));
  EXPECT_NE(service_.request_ids[0], service_.request_ids[1]);
}

TEST_F(ClientTest, SendsOnceWhatHasNoRequestIdAndIsNoRead) {
  v1::CreateAccessTokenRequest request;
  auto client = MakeClient();
  EXPECT_FALSE(client->Call<v1::CreateAccessTokenResponse>(request).ok());
  EXPECT_EQ(tokens_.asked, 1);
  EXPECT_THAT(pauses_, IsEmpty());
}

TEST_F(ClientTest, GivesUpAfterTheLastAttempt) {
  service_.script.assign(20, kDown);
  EXPECT_TRUE(absl::IsUnavailable(Create(*MakeClient()).status()));
  EXPECT_THAT(service_.request_ids, SizeIs(RetryPolicy().attempts));
}

TEST_F(ClientTest, DoesNotWaitBeyondTheDeadline) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(10);
  service_.script = {WithDetails(grpc::StatusCode::UNAVAILABLE, "stopping", {&info})};
  EXPECT_TRUE(absl::IsUnavailable(Create(*MakeClient(absl::Seconds(5))).status()));
  EXPECT_THAT(service_.request_ids, SizeIs(1));
  EXPECT_THAT(pauses_, IsEmpty());
}

TEST_F(ClientTest, DoesNotRepeatARefusal) {
  service_.script = {grpc::Status(grpc::StatusCode::ABORTED, "stale")};
  EXPECT_TRUE(absl::IsAborted(Create(*MakeClient()).status()));
  EXPECT_THAT(service_.request_ids, SizeIs(1));
}

TEST_F(ClientTest, EndsACallThatIsNotAnsweredInTime) {
  service_.hangs = true;
  auto client = MakeClient(absl::Milliseconds(50));
  const auto response = client->Call<v1::GetEventResponse>(v1::GetEventRequest());
  EXPECT_TRUE(absl::IsDeadlineExceeded(response.status())) << response.status().ToString();
}

TEST_F(ClientTest, TakesTheDetailsOfARefusalApart) {
  google::rpc::ErrorInfo info;
  info.set_reason("SCHEDULE_CONFLICT");
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("event.bookings[0].space");
  violation->set_description("does not exist");
  v1::ConflictReport report;
  report.set_total(40);
  report.add_conflicts()->set_counterpart("events/opera");
  service_.script = {
      WithDetails(grpc::StatusCode::FAILED_PRECONDITION, "taken", {&info, &bad, &report})};
  const RemoteError error = DecodeError(Create(*MakeClient()).status());
  EXPECT_EQ(error.code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(error.message, "taken");
  EXPECT_EQ(error.reason, "SCHEDULE_CONFLICT");
  ASSERT_THAT(error.field_violations, SizeIs(1));
  EXPECT_EQ(error.field_violations[0].field, "event.bookings[0].space");
  ASSERT_TRUE(error.conflicts.has_value());
  EXPECT_EQ(error.conflicts->total(), 40);
}

TEST_F(ClientTest, KeepsAllDetailsForPrograms) {
  google::rpc::ErrorInfo info;
  info.set_reason("OVERLOADED");
  service_.script = {WithDetails(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy", {&info})};
  const google::rpc::Status status = ToRpcStatus(Create(*MakeClient()).status());
  google::rpc::ErrorInfo kept;
  ASSERT_EQ(status.details_size(), 1);
  ASSERT_TRUE(status.details(0).UnpackTo(&kept));
  EXPECT_EQ(kept.reason(), "OVERLOADED");
}

TEST_F(ClientTest, RefusesAResponseOfAnotherMethod) {
  const auto response = MakeClient()->Call<v1::GetEventResponse>(v1::ListEventsRequest());
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInternal);
}

TEST(Connect, ToNobodyIsUnavailable) {
  ClientOptions options;
  options.retry.attempts = 1;
  const auto response =
      Client::Connect("127.0.0.1:1", options)->Call<v1::GetEventResponse>(v1::GetEventRequest());
  EXPECT_TRUE(absl::IsUnavailable(response.status()));
}

TEST_F(ClientTest, SaysWhereItsCallsStandInATrace) {
  constexpr char kWhere[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  std::string where = kWhere;
  ClientOptions options;
  options.traceparent = [&where] { return where; };
  Client client(channel_, options);
  ASSERT_TRUE(client.Call<v1::GetEventResponse>(v1::GetEventRequest()).ok());
  EXPECT_THAT(service_.traceparents, ElementsAre(kWhere));
  where = "none";
  ASSERT_TRUE(client.Call<v1::GetEventResponse>(v1::GetEventRequest()).ok());
  EXPECT_THAT(service_.traceparents, ElementsAre(kWhere));
}

}  // namespace
}  // namespace taqvim::client
