// One connection: its requests one after the other, and their answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "client/web/http/exchange.h"
#include "client/web/http/loop.h"
#include "client/web/http/output.h"
#include "client/web/http/request_reader.h"
#include "client/web/http/response.h"
#include "client/web/http/response_head.h"
#include "client/web/http/service.h"

namespace taqvim::web {

// Everything is called on the thread of its loop, but as Exchange says. Whoever starts it keeps
// it until `closed` is called.
class Connection : public Exchange, public std::enable_shared_from_this<Connection> {
 public:
  struct Peer {
    // Empty where it has none.
    std::string address;
    // Whether the address is said by each request (X-Forwarded-For).
    bool is_edge = false;
  };

  // Takes the descriptor over.
  Connection(std::shared_ptr<Service> service, Loop& loop, int descriptor, Peer peer,
             std::function<void(Connection*)> closed);
  ~Connection() override;

  void Start();
  // Takes no more requests: closes, at once or when the current one is answered.
  void Finish();
  // Closes at once, so that the other side sees that something is missing.
  void Abort();

  Loop& loop() override { return loop_; }
  void Send(uint64_t number, Response response) override;
  void Begin(uint64_t number, int status, Headers headers) override;
  void Write(uint64_t number, std::string bytes, absl::AnyInvocable<void(bool)> done) override;
  void End(uint64_t number) override;
  void Break(uint64_t number) override;
  void OnGone(uint64_t number, absl::AnyInvocable<void()> gone) override;

 private:
  // Lingering: it has said its last, and waits for the other side to have heard it.
  enum class Phase { kReading, kAnswering, kLingering, kClosed };
  // What is known of the request that is read or answered, when its answer is written.
  struct Current {
    std::string method;
    std::string path;
    std::string address;
    std::string network;
    std::string trace_id;
    bool is_head = false;
    bool is_http_11 = true;
    // Whether its address is counted as having one more at once.
    bool is_counted = false;
    bool keep_alive = false;
    int status = 0;
    bool is_stream = false;
    bool is_chunked = false;
    bool has_body = true;
    uint64_t bytes = 0;
    absl::Time began;
  };

  // What the timer waits for.
  enum class Wait { kNothing, kRequest, kHead, kBody, kLinger };

  bool Is(uint64_t number) const { return phase_ == Phase::kAnswering && number == number_; }
  bool IsLast() const;
  // Takes in what comes, also while a request is answered, so that it is known when the caller
  // goes. Whoever sends on and on beside a stream is closed.
  void Listen();
  void OnReadable();
  void OnEnd();
  void OnTime();
  void StartTimer(Wait wait, absl::Duration time);
  // Reads a request as far as it has come.
  void Read();
  void WaitForMore();
  // Looks, once, at a request whose head is there; false when it has been refused.
  bool Admit();
  void TurnAway(absl::string_view sentence, absl::Duration wait);
  void ContinueBody();
  void Dispatch();
  void Refuse(const Refusal& refusal);
  void NameCurrent();
  void Answer(Response response);
  void WriteHead(int status, const Headers& headers, Bytes body, const Framing& framing,
                 absl::AnyInvocable<void(bool)> done);
  void Complete();
  // What is over of a request, answered or not.
  void LeaveCurrent(bool complete);
  void Linger();
  void Close();

  const std::shared_ptr<Service> service_;
  Loop& loop_;
  const Peer peer_;
  const std::function<void(Connection*)> closed_;
  Descriptor descriptor_;
  Timer timer_;
  Output output_;
  RequestReader reader_;
  Phase phase_ = Phase::kReading;
  Wait wait_ = Wait::kNothing;
  std::string input_;  // what came and is not read yet
  bool listens_ = false;
  bool ended_ = false;      // the other side sends no more
  bool finishing_ = false;  // no more requests
  uint64_t number_ = 0;     // of the request that was answered last, or is being
  uint64_t completed_ = 0;  // of the one that was answered last
  bool is_named_ = false;   // whether there is a current one
  Current current_;
  absl::AnyInvocable<void()> gone_;
};

}  // namespace taqvim::web
