// What watch_bench measures beside each other: servers that can be told to change
// something, and stream it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "taqvim/v1/change_service.grpc.pb.h"
#include "taqvim/v1/directory_service.grpc.pb.h"
#include "tests/bench/echo.grpc.pb.h"
#include "tests/bench/servers.h"
#include "tests/bench/subscribers.h"

namespace taqvim::bench {

// One of them.
struct Subject {
  std::string name;
  testing::ServerProcess* server;
  StreamKind kind;
  // Makes one change; returns when it is accepted.
  std::function<void()> change;

  std::string address() const { return server->address(); }
};

class Watched {
 public:
  Watched();

  // The bare server, and taqvimd.
  const std::vector<Subject>& both() const { return subjects_; }
  const Subject& taqvim() const { return subjects_[1]; }

  // Makes so many changes, several at once.
  static void MakeChanges(const Subject& subject, int changes);

  // Makes so many changes over which streams can catch up.
  void MakeBacklog(int changes);
  // Streams that are sent the last so many of them, as fast as they take them.
  StreamKind Backlog(const Subject& subject, int changes) const;

 private:
  void Publish();
  void Write();
  void TakeSample();
  v1::ListChangesResponse Changes(const std::string& after);
  // The token, and those of all revisions after it, in order.
  std::vector<std::string> TokensAfter(const std::string& token);

  Servers servers_;
  const std::unique_ptr<EchoService::Stub> echo_;
  const std::unique_ptr<v1::DirectoryService::Stub> directory_;
  const std::unique_ptr<v1::ChangeService::Stub> changes_;
  std::vector<Subject> subjects_;
  // What taqvimd streams of one change, as the bare server does.
  std::string sample_;
  // Before the backlog, and of each of its revisions.
  std::vector<std::string> tokens_;
};

}  // namespace taqvim::bench
