#include "server/rpc/testing/server_fixture.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim::rpc::testing {
namespace {

// `a.b.Service.Method` as gRPC spells it.
std::string PathOf(const std::string& method) {
  const size_t dot = method.rfind('.');
  return "/" + method.substr(0, dot) + "/" + method.substr(dot + 1);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.Valid() || !buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

}  // namespace

google::rpc::Status Outcome::Details() const {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

std::string Outcome::Reason() const {
  std::vector<std::string> reasons;
  const google::rpc::Status all = Details();
  for (const auto& any : all.details()) {
    google::rpc::ErrorInfo info;
    if (any.UnpackTo(&info)) reasons.push_back(info.reason());
  }
  return reasons.size() == 1 ? reasons[0] : "not exactly one reason";
}

std::string Outcome::Field() const {
  const google::rpc::Status all = Details();
  for (const auto& any : all.details()) {
    google::rpc::BadRequest detail;
    if (any.UnpackTo(&detail)) return detail.field_violations(0).field();
  }
  return "none";
}

ServerFixture::ServerFixture(const LimitOptions& limits, const std::string& vfs) {
  storage::SqliteOptions options;
  options.path = directory_.File("data");
  options.create = true;
  options.vfs = vfs;
  options.env.now = [this] { return absl::Now() + absl::Seconds(clock_ahead_.load()); };
  sqlite_ = storage::OpenSqliteStore(std::move(options)).value();
  store_ = std::make_unique<GatedStore>(*sqlite_);
  log_ = std::make_unique<Log>(LogLevel::kDebug, LogFormat::kText, [this](absl::string_view line) {
    absl::MutexLock lock(&mutex_);
    lines_.emplace_back(line);
  });
  server_ = Server::Start({.store = store_.get(),
                           .log = log_.get(),
                           .exposure = {.anonymous_role = v1::ROLE_ADMIN},
                           .limits = limits})
                .value();
  channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
}

ServerFixture::~ServerFixture() {
  store_->OpenGate();
  server_.reset();
}

Outcome ServerFixture::Call(const std::string& method, const std::string& request) {
  grpc::ClientContext context;
  return Call(method, request, context);
}

Outcome ServerFixture::Call(const std::string& method, const std::string& request,
                            grpc::ClientContext& context) {
  grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer> stub(channel_);
  const grpc::Slice slice(request);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  Outcome outcome;
  absl::Notification done;
  stub.UnaryCall(&context, PathOf(method), {}, &sent, &received, [&](grpc::Status status) {
    outcome.status = std::move(status);
    done.Notify();
  });
  done.WaitForNotification();
  outcome.response = BytesOf(received);
  return outcome;
}

v1::CreateOrganizationRequest ServerFixture::Organization(const std::string& id) {
  v1::CreateOrganizationRequest request;
  request.set_organization_id(id);
  request.mutable_organization()->set_country("AZ");
  (*request.mutable_organization()->mutable_title())["en"] = "National Library";
  return request;
}

Outcome ServerFixture::CreateOrganization(const v1::CreateOrganizationRequest& request) {
  return Call(kCreateOrganization, request.SerializeAsString());
}

int ServerFixture::Organizations() {
  v1::ListOrganizationsResponse response;
  EXPECT_TRUE(response.ParseFromString(Call(kListOrganizations, "").response));
  return response.organizations_size();
}

std::vector<std::string> ServerFixture::log_lines() {
  absl::MutexLock lock(&mutex_);
  return lines_;
}

void ServerFixture::AwaitLog(const std::string& text) {
  absl::MutexLock lock(&mutex_);
  auto logged = [this, &text]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    for (const std::string& line : lines_) {
      if (absl::StrContains(line, text)) return true;
    }
    return false;
  };
  mutex_.Await(absl::Condition(&logged));
}

}  // namespace taqvim::rpc::testing
