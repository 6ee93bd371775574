// Calls over gRPC-Web as a browser makes them, byte by byte.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/web/http/chunked_body.h"
#include "client/web/http/headers.h"
#include "client/web/http/server.h"
#include "client/web/http/testing/raw_client.h"
#include "client/web/relay/relay.h"
#include "grpcpp/support/status.h"

namespace taqvim::web::testing {

// A relay behind a server of its own, on a free port.
class RelaySite {
 public:
  // Ends the process if it cannot be started.
  explicit RelaySite(Relay::Options relay, HttpServer::Options http = {});
  // Stops both, at once.
  ~RelaySite();

  Relay& relay() { return *relay_; }
  HttpServer& server() { return *server_; }
  const std::string& address() const { return server_->address(); }

 private:
  std::unique_ptr<Relay> relay_;
  std::unique_ptr<HttpServer> server_;
};

// A message with what stands before it.
std::string Framed(absl::string_view message, char flags = 0);

// The request with that body and more fields, each with its CR LF.
std::string Post(absl::string_view path, absl::string_view body, absl::string_view more = "",
                 absl::string_view content_type = "application/grpc-web+proto");

// `Cookie: ` with the session, as browsers send it where the site is not https.
std::string Cookie(absl::string_view secret);

// An answer, as far as it has come.
struct WebAnswer {
  // Of HTTP; 0: none came.
  int http = 0;
  Headers headers;
  // What is no call has a sentence instead of frames.
  std::string sentence;
  std::vector<std::string> messages;
  // What the trailers say; none: they have not come.
  std::optional<grpc::Status> end;
};

// One call on a connection of its own. Not thread-safe.
class WebCall {
 public:
  WebCall(const std::string& address, absl::string_view path, absl::string_view message,
          absl::string_view more = "", int receive_buffer = 0);
  // Sends the request as it is.
  WebCall(const std::string& address, absl::string_view request, int receive_buffer = 0);

  // Waits until the head, so many messages, or all has come; or the connection has ended.
  const WebAnswer& AwaitHead();
  const WebAnswer& AwaitMessages(size_t count);
  const WebAnswer& AwaitEnd();
  // Goes.
  void Close() { client_.Close(); }

 private:
  bool ReceiveMore();
  void TakeFrames();

  RawClient client_;
  WebAnswer answer_;
  std::string body_;
  size_t length_ = 0;  // of a body that is not in chunks
  std::unique_ptr<ChunkedBody> chunks_;
};

// The whole answer to one call.
WebAnswer CallWeb(const std::string& address, absl::string_view path, absl::string_view message,
                  absl::string_view more = "");

}  // namespace taqvim::web::testing
