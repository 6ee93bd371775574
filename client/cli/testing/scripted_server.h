// A server in this process that answers as a test says, and the commands that call it.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/session/special_command.h"
#include "client/client.h"
#include "google/protobuf/descriptor.h"
#include "proto/status_macros.h"

namespace taqvim::cli {

// Methods are told by their requests: each has a type of its own. Those for which no
// answer is known are UNIMPLEMENTED. Its answers are called on other threads, one
// at a time for a client that calls one at a time.
class ScriptedServer {
 public:
  // Of the contract's methods, or of those of another pool, which must outlive it.
  explicit ScriptedServer(const google::protobuf::DescriptorPool& pool =
                              *google::protobuf::DescriptorPool::generated_pool());
  ~ScriptedServer();

  // From the bytes of a request to those of a response.
  using Handler = std::function<absl::StatusOr<std::string>(const std::string& request)>;
  // Answers requests of the type of that full name.
  void AnswerBytes(const std::string& request, Handler handler);

  template <class Request, class Response>
  void Answer(std::function<absl::StatusOr<Response>(const Request&)> answer) {
    AnswerBytes(Request::descriptor()->full_name(),
                [answer](const std::string& bytes) -> absl::StatusOr<std::string> {
                  Request request;
                  request.ParseFromString(bytes);
                  ASSIGN_OR_RETURN(const auto response, answer(request));
                  return response.SerializeAsString();
                });
  }

  // What was asked by requests of the type, in order.
  template <class Request>
  std::vector<Request> Asked() const {
    std::vector<Request> requests;
    for (const std::string& bytes : BytesOf(Request::descriptor()->full_name())) {
      requests.emplace_back().ParseFromString(bytes);
    }
    return requests;
  }

  // Its clock stands still but for the pauses between attempts, which take no time.
  client::Client& client() { return *client_; }
  // Another client of it.
  std::unique_ptr<client::Client> MakeClient();

 private:
  class Service;

  std::vector<std::string> BytesOf(const std::string& request) const;
  absl::StatusOr<std::string> Handle(const std::string& request, const std::string& bytes);

  // The name of the request of `/taqvim.v1.EventService/GetEvent`; empty for no method.
  std::string RequestOf(const std::string& path) const;

  const google::protobuf::DescriptorPool& pool_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Handler> handlers_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<std::string>> asked_ ABSL_GUARDED_BY(mutex_);
  absl::Time now_ = absl::FromUnixSeconds(1'760'000'000);
  std::unique_ptr<Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<client::Client> client_;
};

// What came of a command.
struct RanCommand {
  absl::StatusOr<int> code;
  std::string out;
  std::string err;
};

// Runs the command with the words behind its name against that server.
RanCommand RunCommand(ScriptedServer& server, const SpecialCommand& command,
                      const std::vector<std::string>& words, const GlobalOptions& options = {});

}  // namespace taqvim::cli
