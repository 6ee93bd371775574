// Relay from gRPC-Web (PROTOCOL-WEB.md of gRPC) to gRPC, byte for byte.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/credentials.h"
#include "client/web/http/reply.h"
#include "client/web/relay/own_origin.h"
#include "client/web/relay/relayed_call.h"
#include "client/web/relay/session_cookie.h"
#include "client/web/relay/sign_in.h"
#include "client/web/relay/strangers.h"
#include "client/web/relay/under_way.h"
#include "client/web/relay/upstream.h"

namespace taqvim::web {

// Takes `POST /taqvim.v1.SERVICE/METHOD` of browsers, in binary gRPC-Web, and makes the call at
// taqvimd. Messages go through as they are; it knows the names of the methods, and nothing of
// what they mean.
//
// Whose call it is: who shows a session (SessionCookie) calls with its secret as bearer token;
// who shows none calls with nothing, if the server takes whoever shows nothing for no more than a
// viewer (Strangers). Nobody ever calls with the site's own token, and no `authorization` of the
// request goes on, nor does any other of its headers but `grpc-timeout` and, where it is
// one (proto/trace_context.h), `traceparent`.
//
// What the caller gets: 404 for what is no method of the contract, so also for reflection and
// health; 405 for another verb; 415 for another content type than application/grpc-web, alone or
// with +proto, so also for -text and +json; 403 where a page of another site sends it. All else
// is 200 with the messages and, at the end, a frame of trailers with the status, its message and
// its details: of the server, or of the relay itself for a frame that is malformed, a
// grpc-timeout that is none (INVALID_ARGUMENT), and too much at once (RESOURCE_EXHAUSTED, see
// CallLimits). An answer without trailers is one that was broken off.
//
// `/session` is for signing in and out (SignIn).
//
// A call ends when its caller goes, after its grpc-timeout, or, a unary one, after a minute
// without one. Thread-safe.
class Relay {
 public:
  struct Options {
    // The server, and how it is reached; token and certificate are not used.
    std::string server;
    client::Credentials credentials;
    // What people type to come here, such as https://schedule.library.kz.
    std::string public_address;
    CallLimits limits;
    // Told of each call of a method of the contract that ended, as its caller is told, or as
    // cancelled where that has gone, and how long it took; not of what is no call. From several
    // threads; must not block.
    std::function<void(const std::string& method, grpc::StatusCode code, absl::Duration took)>
        counts = nullptr;
    // For tests.
    Strangers::Clock clock = [] { return absl::Now(); };
  };

  // Connects with the first call. INVALID_ARGUMENT, with a sentence, where the server cannot be
  // reached so.
  static absl::StatusOr<std::unique_ptr<Relay>> Create(const Options& options);
  // Ends what is under way, and waits until it has ended: its HTTP server must have been stopped.
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Whether a request of the path is for Answer.
  static bool Answers(absl::string_view path);
  // Does not block.
  void Answer(const Request& request, std::shared_ptr<Reply> reply);

  // Ends all calls with UNAVAILABLE, and takes no more.
  void End() { under_way_.End(); }

  // What is under way, for metrics and tests.
  const UnderWay& under_way() const { return under_way_; }

 private:
  Relay(const Options& options, std::unique_ptr<Upstream> upstream);
  void AnswerCall(const Request& request, std::shared_ptr<Reply> reply);
  // What is to be called when a call of the method, which begins now, has ended.
  std::function<void(const grpc::Status& end)> WhenEnded(const std::string& method) const;
  void Start(bool is_stream, RelayedCall relayed);

  const decltype(Options::counts) counts_;
  const OwnOrigin origin_;
  const SessionCookie cookie_;
  const std::unique_ptr<Upstream> upstream_;
  Strangers strangers_;
  UnderWay under_way_;
  SignIn sign_in_;
};

}  // namespace taqvim::web
