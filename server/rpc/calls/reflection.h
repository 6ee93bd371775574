// Server reflection services, v1 and v1alpha, for callers that have a role.
#pragma once

#include <grpcpp/impl/server_builder_option.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "server/rpc/callers/authenticate.h"
#include "server/rpc/limits/open_streams.h"
#include "server/rpc/log/log.h"

namespace taqvim::rpc {

// The names of the files that a stream has already sent.
using SentFiles = absl::flat_hash_set<std::string>;

// Answers one question of a stream from the descriptors that are linked into the
// program. A file comes with the files that it needs, without those sent before.
grpc::reflection::v1::ServerReflectionResponse Reflect(
    const grpc::reflection::v1::ServerReflectionRequest& question,
    const std::vector<std::string>& services, SentFiles& sent);

// Adds both services to a server. They list whatever services the server has. A
// stream ends within a second when its caller is served no longer, or has no role
// any more.
class ReflectionOption final : public grpc::ServerBuilderOption {
 public:
  // All outlive the server.
  ReflectionOption(const Authenticator& authenticator, OpenStreams& streams, const Log& log)
      : authenticator_(authenticator), streams_(streams), log_(log) {}

  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override;

 private:
  const Authenticator& authenticator_;
  OpenStreams& streams_;
  const Log& log_;
};

}  // namespace taqvim::rpc
