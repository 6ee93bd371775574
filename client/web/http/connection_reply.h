// The reply to a request of a exchange.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "client/web/http/exchange.h"
#include "client/web/http/reply.h"

namespace taqvim::web {

// Has the connection's loop do what it is asked for, and holds its callers to what a Reply
// asks of them.
class ConnectionReply : public Reply {
 public:
  ConnectionReply(std::shared_ptr<Exchange> exchange, uint64_t number);
  ~ConnectionReply() override;

  void Send(Response response) override;
  void Begin(int status, Headers headers) override;
  void Write(std::string bytes, absl::AnyInvocable<void(bool still_there)> done) override;
  void End() override;
  void Break() override;
  void OnGone(absl::AnyInvocable<void()> gone) override;

 private:
  enum class Stage { kOpen, kStreaming, kComplete };

  // Calls the function with the exchange on its loop.
  template <typename Function>
  void Run(Function function);

  const std::shared_ptr<Exchange> exchange_;
  const uint64_t number_;
  Stage stage_ = Stage::kOpen;
  // Shared with the callback of a piece that is under way.
  const std::shared_ptr<std::atomic<bool>> is_writing_;
};

}  // namespace taqvim::web
