// Reader of requests from the bytes of a connection, in whatever pieces they come.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/chunked_body.h"
#include "client/web/http/head_scanner.h"
#include "client/web/http/limits.h"
#include "client/web/http/refusal.h"
#include "client/web/http/request.h"

namespace taqvim::web {

// Reads one request after the other (RFC 9112). How the bytes are cut makes no difference.
// What HeadScanner refuses is refused; and, with 400: no Host in HTTP/1.1 or two of them, two
// Content-Length or one that is no number, a Transfer-Encoding beside one, in HTTP/1.0, or two
// of them, chunks or their extensions that are malformed, a target that is none; 413 for a
// body that is too long, 501 for a transfer coding but `chunked`, 417 for an Expect but
// `100-continue`. After a refusal nothing more is read: where the next request begins is not
// known. Memory: the limits of head and body, and a line of a chunk. Not
// thread-safe; no sockets, no clock.
class RequestReader {
 public:
  enum class State { kIdle, kHead, kBody, kDone, kRefused };

  // The limits outlive it.
  explicit RequestReader(const HttpLimits& limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Takes bytes until a request is done or refused, and returns how many it took: what is
  // left is of the next one.
  size_t Take(absl::string_view bytes);

  State state() const { return state_; }
  // While the body is read: whether the caller waits to be told to send it (RFC 9110, 10.1.1).
  bool expects_continue() const { return expects_continue_; }
  // What of a request that is being read, or is refused, is known: after the head all but the
  // body, before it nothing.
  const Request& request() const { return request_; }
  const Refusal& refusal() const { return refusal_; }
  // Of what was read last: whether its caller speaks HTTP/1.1, and would go on.
  bool is_http_11() const { return is_http_11_; }
  bool keep_alive() const { return keep_alive_; }

  // The request that is done; the next one is read from now on.
  Request Next();

 private:
  class Parser;

  void EndHead();
  bool ReadTarget(absl::string_view target);
  bool CheckHost();
  bool CheckFraming();
  bool CheckExpectation();
  size_t TakeBody(absl::string_view bytes);
  bool Refuse(int status, absl::string_view sentence);

  const HttpLimits& limits_;
  State state_ = State::kIdle;
  std::unique_ptr<HeadScanner> scanner_;
  std::unique_ptr<Parser> parser_;
  std::unique_ptr<ChunkedBody> chunks_;
  Request request_;
  Refusal refusal_;
  bool is_http_11_ = true;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
};

}  // namespace taqvim::web
