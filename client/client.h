// Client of a Taqvim server: calls its unary methods, and retries them safely.
//
//   auto client = Client::Connect("127.0.0.1:8750");
//   v1::GetEventRequest request;
//   request.set_name("events/gala");
//   auto response = client->Call<v1::GetEventResponse>(request);
//
// A call is sent again, after a pause, while the server is unavailable and the deadline
// allows it. A write is sent again only under the same request id, which it is given
// before it is first sent, so it happens at most once; one that has none, such as of an access
// token, is sent once.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/credentials.h"
#include "client/environment.h"
#include "client/retry.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace taqvim::client {

// One attempt of a call, for logs.
struct Attempt {
  std::string method;  // such as `taqvim.v1.EventService.GetEvent`
  std::string request_id;
  int number = 1;
  absl::Status status;
  absl::Duration elapsed;
};

struct ClientOptions {
  // How long a call may take, all its attempts together.
  absl::Duration timeout = absl::Seconds(30);
  RetryPolicy retry;
  Environment environment = Environment::System();
  // What each call shows, of MakeCallCredentials, over a channel that carries secrets and shows
  // none; unset where the channel shows what there is to show.
  std::shared_ptr<grpc::CallCredentials> shows;
  // Asked before each attempt, on the caller's thread: where the call stands in a trace, as the
  // value of `traceparent` (proto/trace_context.h), which is sent with it. What is none is not
  // sent.
  std::function<std::string()> traceparent;
  // Called after each attempt, on the caller's thread.
  std::function<void(const Attempt&)> on_attempt;
};

// Thread-safe.
class Client {
 public:
  // A client of the server at `host:port`, without encryption. It connects with
  // the first call.
  static std::unique_ptr<Client> Connect(const std::string& server, ClientOptions options = {});

  // A client that shows those credentials; INVALID_ARGUMENT as MakeChannel.
  static absl::StatusOr<std::unique_ptr<Client>> Connect(const std::string& server,
                                                         const Credentials& credentials,
                                                         ClientOptions options = {});

  Client(std::shared_ptr<grpc::Channel> channel, ClientOptions options);
  ~Client();

  // Calls a unary method; request and response are generated or dynamic messages
  // of its types. Errors are those of the contract, with their details as
  // payloads (see client/error.h); UNAVAILABLE when the server was not reached in
  // any attempt, DEADLINE_EXCEEDED when it did not answer in time.
  absl::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, google::protobuf::Message* response);

  // The same, by the type of the request: each method has its own.
  template <class Response, class Request>
  absl::StatusOr<Response> Call(const Request& request) {
    Response response;
    const auto* method = MethodOf(*Request::descriptor());
    if (method == nullptr || method->output_type() != Response::descriptor()) {
      return absl::InternalError(Request::descriptor()->full_name() + " has no such response.");
    }
    if (absl::Status status = Call(*method, request, &response); !status.ok()) return status;
    return response;
  }

  // The connection, which a Subscriber may share.
  const std::shared_ptr<grpc::Channel>& channel() const;

 private:
  struct Connection;
  // The method of the request's file that takes such requests, or nullptr.
  static const google::protobuf::MethodDescriptor* MethodOf(
      const google::protobuf::Descriptor& request);
  absl::Status Send(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, absl::Duration timeout,
                    google::protobuf::Message* response);

  const ClientOptions options_;
  const std::unique_ptr<Connection> connection_;
};

}  // namespace taqvim::client
