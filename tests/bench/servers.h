// The servers that a bench measures beside each other.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace taqvim::bench {

// Makes the data file of the folder, if it has none.
void MakeDataFile(const testing::TempDir& dir);

// The command that starts taqvimd, which serves everybody, on the data file in the
// folder, which is made if need be; `flags` are more of its own.
std::vector<std::string> TaqvimdCommand(const testing::TempDir& dir,
                                        const std::vector<std::string>& flags = {});

// A bare gRPC server and taqvimd, which serves everybody, on a new data file.
struct Servers {
  // `flags` are more of taqvimd's.
  explicit Servers(const std::vector<std::string>& flags = {});

  const testing::TempDir dir;
  testing::ServerProcess bare;
  testing::ServerProcess taqvim;
};

// So many connections, each of its own.
std::vector<std::shared_ptr<grpc::Channel>> Connect(const testing::ServerProcess& server,
                                                    int count);
std::shared_ptr<grpc::Channel> Connect(const testing::ServerProcess& server);

// Ends the bench, with the error, when a call of its own failed.
void Require(const grpc::Status& status);

}  // namespace taqvim::bench
