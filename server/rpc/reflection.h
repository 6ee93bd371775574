// Server reflection v1. (The library's own plugin serves v1alpha.)
#pragma once

#include <grpcpp/impl/server_builder_option.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "grpc/reflection/v1/reflection.pb.h"

namespace taqvim::rpc {

// The names of the files that a stream has already sent.
using SentFiles = absl::flat_hash_set<std::string>;

// Answers one question of a stream from the descriptors that are linked into the
// program. A file comes with the files that it needs, without those sent before.
grpc::reflection::v1::ServerReflectionResponse Reflect(
    const grpc::reflection::v1::ServerReflectionRequest& question,
    const std::vector<std::string>& services, SentFiles& sent);

// Adds the service to a server. It lists whatever services the server has.
class ReflectionOption final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override;
};

}  // namespace taqvim::rpc
