#include "server/rpc/calls/reflection.h"

#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>
#include <grpcpp/impl/service_type.h>

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/message.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "server/access/token_kinds.h"
#include "server/base/errors.h"
#include "server/rpc/wire/grpc_handlers.h"
#include "server/rpc/wire/status.h"

namespace taqvim::rpc {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using Handler =
    grpc::internal::CallbackBidiHandler<ServerReflectionRequest, ServerReflectionResponse>;
using Reactor = grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse>;

// Both versions have the same messages on the wire.
constexpr const char* kPaths[] = {
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
};

absl::Status CheckRole(const absl::StatusOr<access::Identity>& identity) {
  if (!identity.ok()) return identity.status();
  if (!access::kUsualKinds.Has(identity->kind)) {
    return absl::PermissionDeniedError("It shows a feed key or an invitation.");
  }
  if (identity->rights->any()) return absl::OkStatus();
  return absl::PermissionDeniedError("It has no role.");
}

grpc::Status Told(const absl::Status& status) {
  return ToGrpc(absl::IsUnauthenticated(status)
                    ? schedule::Unauthenticated()
                    : schedule::PermissionDenied("Whoever has a role may ask, and shows no feed "
                                                 "key or invitation."));
}

// What all streams of a server share.
struct Shared {
  const Authenticator& authenticator;
  OpenStreams& streams;
  const Log& log;
  std::vector<std::string> services;

  void LogRefusal(absl::string_view sentence, absl::string_view principal,
                  const absl::Status& cause, const grpc::CallbackServerContext& context) const {
    log.WarnSeldom(sentence, cause.message(),
                   {{"method", kPaths[0]},
                    {"cause", cause.message()},
                    {"principal", principal},
                    {"peer", authenticator.PeerOf(context)}});
  }
};

// A stream that is refused at once.
class Refusal final : public Reactor {
 public:
  explicit Refusal(const absl::Status& status) { Finish(Told(status)); }
  void OnDone() override { delete this; }
};

// Reads a question, writes its answer, and so on until the client has no more, or
// may ask no more.
class Stream final : public Reactor {
 public:
  Stream(const Shared& shared, grpc::CallbackServerContext& context, access::Identity identity)
      : shared_(shared), context_(context) {
    StartRead(&question_);
    const std::string principal = identity.principal;
    entry_ = shared.streams.Enter(
        std::move(identity), [this, principal](const absl::StatusOr<access::Identity>& changed) {
          const absl::Status status = CheckRole(changed);
          if (!status.ok()) End(principal, status);
        });
  }

  void OnReadDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    if (ended_) return;
    if (!ok) return FinishWith(grpc::Status::OK);
    answer_ = Reflect(question_, shared_.services, sent_);
    writing_ = true;
    StartWrite(&answer_);
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (ended_) return Finish(status_);
    if (!ok) return FinishWith(grpc::Status::OK);
    StartRead(&question_);
  }

  void OnDone() override { delete this; }

 private:
  // A write that waits for a client who does not read is given up.
  void End(const std::string& principal, const absl::Status& cause) {
    absl::MutexLock lock(&mutex_);
    if (ended_) return;
    shared_.LogRefusal("Ended a stream.", principal, cause, context_);
    if (!writing_) return FinishWith(Told(cause));
    ended_ = true;
    status_ = Told(cause);
    context_.TryCancel();
  }

  void FinishWith(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ended_ = true;
    Finish(status);
  }

  const Shared& shared_;
  grpc::CallbackServerContext& context_;
  SentFiles sent_;
  ServerReflectionRequest question_;
  ServerReflectionResponse answer_;
  absl::Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status status_ ABSL_GUARDED_BY(mutex_);
  OpenStreams::Entry entry_;
};

Reactor* Start(const Shared& shared, grpc::CallbackServerContext& context) {
  auto identity = shared.authenticator.Authenticate(context);
  if (const absl::Status status = CheckRole(identity); !status.ok()) {
    shared.LogRefusal("Refused a call.", identity.ok() ? identity->principal : "", status, context);
    return new Refusal(status);
  }
  return new Stream(shared, context, *std::move(identity));
}

class Service final : public grpc::Service {
 public:
  Service(const char* path, const Shared& shared) {
    AddMethod(new grpc::internal::RpcServiceMethod(path, grpc::internal::RpcMethod::BIDI_STREAMING,
                                                   nullptr));
    MarkMethodCallback(0, new Handler([&shared](grpc::CallbackServerContext* context) {
                         return Start(shared, *context);
                       }));
  }
};

// The way in by which a service learns of all others.
class Plugin final : public grpc::ServerBuilderPlugin {
 public:
  Plugin(const Authenticator& authenticator, OpenStreams& streams, const Log& log)
      : shared_(new Shared{authenticator, streams, log, {}}) {}

  std::string name() override { return "taqvim.reflection"; }
  void InitServer(grpc::ServerInitializer* server) override {
    for (const char* path : kPaths) {
      // The services last as long as what they share.
      server->RegisterService(std::shared_ptr<grpc::Service>(
          new Service(path, *shared_),
          [shared = shared_](grpc::Service* service) { delete service; }));
    }
  }
  void Finish(grpc::ServerInitializer* server) override {
    shared_->services = *server->GetServiceList();
  }
  void ChangeArguments(const std::string&, void*) override {}

 private:
  const std::shared_ptr<Shared> shared_;
};

}  // namespace

void ReflectionOption::UpdatePlugins(
    std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) {
  // These are served without their descriptors; this links them in.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  google::protobuf::LinkMessageReflection<grpc::reflection::v1alpha::ServerReflectionRequest>();
  plugins->push_back(std::make_unique<Plugin>(authenticator_, streams_, log_));
}

}  // namespace taqvim::rpc
