#include "client/client.h"

#include <chrono>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "client/error.h"
#include "client/request_id.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "proto/status_macros.h"
#include "proto/trace_context.h"

namespace taqvim::client {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

grpc::ByteBuffer ToBuffer(const Message& message) {
  grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

absl::Status FromBuffer(const grpc::ByteBuffer& buffer, Message* message) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok() ||
      !message->ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return absl::InternalError(absl::StrCat("The server's answer is not a ",
                                            message->GetDescriptor()->full_name(),
                                            "; is it a Taqvim server of this version?"));
  }
  return absl::OkStatus();
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

using MethodsByRequest =
    absl::flat_hash_map<const google::protobuf::Descriptor*, const MethodDescriptor*>;

// Each request is of one method.
MethodsByRequest MethodsOfTheContract() {
  MethodsByRequest methods;
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  for (absl::string_view file : absl::StrSplit(TAQVIM_SERVICE_FILES, ',')) {
    const auto* service =
        pool.FindFileByName(absl::StrCat("taqvim/v1/", file, ".proto"))->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      methods.emplace(service->method(i)->input_type(), service->method(i));
    }
  }
  return methods;
}

}  // namespace

struct Client::Connection {
  std::shared_ptr<grpc::Channel> channel;
  grpc::GenericStub stub;
};

std::unique_ptr<Client> Client::Connect(const std::string& server, ClientOptions options) {
  // Nothing is shown, so nothing can be wrong with it.
  return *Connect(server, Credentials(), std::move(options));
}

absl::StatusOr<std::unique_ptr<Client>> Client::Connect(const std::string& server,
                                                        const Credentials& credentials,
                                                        ClientOptions options) {
  ASSIGN_OR_RETURN(auto channel, MakeChannel(server, credentials));
  return std::make_unique<Client>(std::move(channel), std::move(options));
}

Client::Client(std::shared_ptr<grpc::Channel> channel, ClientOptions options)
    : options_(std::move(options)),
      connection_(new Connection{channel, grpc::GenericStub(std::move(channel))}) {}

Client::~Client() = default;

const std::shared_ptr<grpc::Channel>& Client::channel() const { return connection_->channel; }

absl::Status Client::Call(const MethodDescriptor& method, const Message& request,
                          Message* response) {
  const Environment& environment = options_.environment;
  const std::unique_ptr<Message> sent(request.New());
  sent->CopyFrom(request);
  const std::string request_id = EnsureRequestId(environment, sent.get());
  const int attempts = IsRepeatable(method) ? options_.retry.attempts : 1;
  const absl::Time deadline = environment.now() + options_.timeout;
  for (int number = 1;; ++number) {
    const absl::Time begun = environment.now();
    absl::Status status = Send(method, *sent, deadline - begun, response);
    if (options_.on_attempt) {
      options_.on_attempt(
          {method.full_name(), request_id, number, status, environment.now() - begun});
    }
    if (number >= attempts || !IsRetryable(status)) return status;
    const absl::Duration pause = PauseAfter(options_.retry, number, status, environment.random());
    if (environment.now() + pause >= deadline) return status;
    environment.sleep(pause);
  }
}

absl::Status Client::Send(const MethodDescriptor& method, const Message& request,
                          absl::Duration timeout, Message* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(timeout));
  if (options_.shows != nullptr) context.set_credentials(options_.shows);
  const std::string traceparent = options_.traceparent ? options_.traceparent() : "";
  if (ParseTraceparent(traceparent)) context.AddMetadata(kTraceparent, traceparent);
  const grpc::ByteBuffer sent = ToBuffer(request);
  grpc::ByteBuffer answer;
  grpc::Status status;
  absl::Notification done;
  const std::string path = PathOf(method);
  connection_->stub.UnaryCall(&context, path, grpc::StubOptions(), &sent, &answer,
                              [&](grpc::Status result) {
                                status = std::move(result);
                                done.Notify();
                              });
  done.WaitForNotification();
  return status.ok() ? FromBuffer(answer, response) : FromGrpc(status);
}

const MethodDescriptor* Client::MethodOf(const google::protobuf::Descriptor& request) {
  static const auto& methods = *new MethodsByRequest(MethodsOfTheContract());
  const auto found = methods.find(&request);
  return found == methods.end() ? nullptr : found->second;
}

}  // namespace taqvim::client
