// A connection of a client of HTTP that may say anything.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "client/web/http/headers.h"

namespace taqvim::web::testing {

// A response as it came.
struct RawResponse {
  // 0: the connection was closed before there was one.
  int status = 0;
  Headers headers;
  std::string body;
  // Whether all of the body came: as much as was said, or up to the last chunk.
  bool is_complete = false;
};

// Waits for the other side a minute at most; then what is waited for fails. Not thread-safe.
class RawClient {
 public:
  // To `127.0.0.1:8080`, `[::1]:8080` or `unix:/path`; from an address of this machine, such
  // as `127.0.0.2`, unless it is empty. `receive_buffer`: how many bytes the system keeps of
  // what is not read; 0: as many as it likes.
  explicit RawClient(absl::string_view address, absl::string_view from = "",
                     int receive_buffer = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool is_connected() const { return socket_ >= 0; }
  // False when the other side takes no more.
  bool Send(absl::string_view bytes);
  // Sends as many bytes of no meaning as are taken, so many at most, and returns how many.
  size_t SendWhatIsTaken(size_t most);
  // Closes its own side for sending.
  void ShutDownSend();
  void Close();

  // The next response; those with 100 are responses. `to_head`: to a request without a body.
  RawResponse Receive(bool to_head = false);
  // The head of the next one, whose body stays unread.
  RawResponse ReceiveHead();
  // At least so many bytes, or those before the end.
  std::string ReceiveBytes(size_t least);
  // All that comes until the connection is closed.
  std::string ReceiveRest();
  // Whether something, or the end, can be received without waiting.
  bool HasMore() const;
  // Whether what was waited for last ended with an error of the connection.
  bool WasReset() const { return was_reset_; }
  // Whether it is closed by the other side, and nothing was left to read.
  bool IsClosed();

 private:
  bool ReceiveMore();
  // What comes before the mark, which is taken away, too; false where the end comes before.
  bool ReceiveUntil(absl::string_view mark, std::string* text);
  bool ReceiveExactly(size_t size, std::string* text);
  void ReceiveChunks(RawResponse* response);

  int socket_ = -1;
  bool was_reset_ = false;
  std::string received_;
};

// `GET path HTTP/1.1` with a host, and more fields, each with its CR LF.
std::string Get(absl::string_view path, absl::string_view more = "");

}  // namespace taqvim::web::testing
