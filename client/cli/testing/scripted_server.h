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
#include "proto/status_macros.h"

namespace taqvim::cli {

// Methods are told by their requests: each has a type of its own. Those for which no
// answer is known are UNIMPLEMENTED. Its answers are called on other threads, one
// at a time for a client that calls one at a time.
class ScriptedServer {
 public:
  ScriptedServer();
  ~ScriptedServer();

  template <class Request, class Response>
  void Answer(std::function<absl::StatusOr<Response>(const Request&)> answer) {
    Put(Request::descriptor()->full_name(),
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
  using Handler = std::function<absl::StatusOr<std::string>(const std::string& request)>;

  void Put(const std::string& request, Handler handler);
  std::vector<std::string> BytesOf(const std::string& request) const;
  absl::StatusOr<std::string> Handle(const std::string& request, const std::string& bytes);

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
