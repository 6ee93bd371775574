// HTTP/2 by hand, to send a server what no library would.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/raw_connection.h"

struct nghttp2_hd_inflater;

namespace taqvim::testing {

// One connection to a server of gRPC. It waits, as HTTP/2 wants it, until the server has
// room for messages, and for nothing else. Not thread-safe.
class RawHttp2 {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // What a server said in a call.
  struct Answer {
    // Of gRPC, such as `16`; empty when the call was ended without one.
    std::string status;
    // Headers and trailers, `name: value` one a line, and the bytes of all messages.
    std::string text;
    bool has_message = false;
    bool ended = false;
  };

  // RFC 9113, 6.
  enum Type {
    kData,
    kHeaders,
    kPriority,
    kResetStream,
    kSettings,
    kPushPromise,
    kPing,
    kGoAway,
    kWindowUpdate,
    kContinuation
  };
  enum Flag { kNoFlag = 0, kEndStream = 1, kAck = 1, kEndHeaders = 4 };

  // To `127.0.0.1:8750` or `unix:/path`. A connection that cannot be made is closed.
  explicit RawHttp2(const std::string& address, const Caller& caller = {});
  ~RawHttp2();
  RawHttp2(const RawHttp2&) = delete;
  RawHttp2& operator=(const RawHttp2&) = delete;

  // Says that it speaks HTTP/2, and lets the server send as much as it likes.
  void Greet();
  // Begins a call of a method such as `/taqvim.v1.EventService/GetEvent`, with these
  // headers beside those that each call has; returns its stream.
  int Begin(const std::string& path, const Headers& more = {});
  // Sends one message of gRPC, and that it is the last. Flagged, it says of itself
  // that it is compressed.
  void SendMessage(int stream, const std::string& bytes, bool flagged);
  // Sends one message of gRPC, and leaves open whether another follows.
  void SendPart(int stream, const std::string& bytes);
  // Sends bytes of messages as they are.
  void SendBytes(int stream, const std::string& bytes);
  // Says that nothing follows; breaks the call off.
  void SendEnd(int stream);
  void Reset(int stream);
  // Sends any frame.
  void SendFrame(int type, int flags, int stream, const std::string& payload);
  // The headers that each call of the method has, as HPACK.
  static std::string Block(const std::string& path, const Headers& more = {});

  // From Hold() on what is sent is kept, until Release() sends it all at once.
  void Hold() { held_ = true; }
  void Release();

  // Returns once the server has ended the call or the connection: what it said in the
  // call, which is forgotten then.
  Answer AwaitAnswer(int stream);
  // Its text.
  std::string AwaitEnd(int stream) { return AwaitAnswer(stream).text; }
  // Takes in what the server has said, and says whether it has ended the call.
  bool HasEnded(int stream);
  // Takes in what the server has said, and forgets it; whether the connection stands.
  bool Drain();
  // Waits until the server says something; whether it did.
  bool AwaitAnything();
  // Whether the server closes the connection, rather than say anything more.
  bool IsClosed();

 private:
  struct Stream {
    int64_t window = 0;
    Answer answer;
  };
  struct Frame {
    int type = 0;
    int flags = 0;
    int stream = 0;
    std::string payload;
  };

  void Send(const std::string& bytes);
  void SendData(int stream, const std::string& bytes, bool last);
  // How many of so many bytes the server takes now, of the call; waits until it is one
  // at least. 0 when it takes no more.
  size_t AwaitRoom(int stream, size_t wanted);
  // Looks at the frames that have come.
  void TakeFrames();
  // The frame that begins there, and where the next one does; false when it has not
  // come whole.
  bool TakeFrame(Frame& frame, size_t& at);
  void Take(const Frame& frame);
  void TakeSettings(const Frame& frame);
  void TakeWindow(const Frame& frame);
  void TakeData(const Frame& frame);
  void TakeHeaders(const Frame& frame);
  // The answer of a call that is not forgotten, else nullptr.
  Answer* Find(int stream);

  RawConnection connection_;
  bool held_ = false;
  std::string holding_;
  int next_stream_ = 1;
  // Calls that were neither answered nor broken off.
  std::map<int, Stream> streams_;
  int64_t window_ = 65'535;
  int64_t first_window_ = 65'535;
  std::string header_block_;
  nghttp2_hd_inflater* inflater_ = nullptr;
};

}  // namespace taqvim::testing
