// HTTP/2 by hand, to send a server what no library would.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace taqvim::testing {

// One connection to a server of gRPC, in plain text. It sends little: what a server
// takes without being asked whether it has room, 65,535 bytes in all. Aborts when it
// cannot connect. Not thread-safe.
class RawHttp2 {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // To `127.0.0.1:8750` or `unix:/path`, from that address of this machine, if any.
  explicit RawHttp2(const std::string& address, const std::string& from = "");
  ~RawHttp2();
  RawHttp2(const RawHttp2&) = delete;
  RawHttp2& operator=(const RawHttp2&) = delete;

  // Says that it speaks HTTP/2.
  void Greet();
  // Begins a call of a method such as `/taqvim.v1.EventService/GetEvent`, with these
  // headers beside those that each call has; returns its stream.
  int Begin(const std::string& path, const Headers& more = {});
  // Sends one message of gRPC, and that it is the last. Flagged, it says of itself
  // that it is compressed.
  void SendMessage(int stream, const std::string& bytes, bool flagged);
  // Sends one message of gRPC, and leaves open whether another follows.
  void SendPart(int stream, const std::string& bytes);
  // Says that nothing follows; breaks the call off.
  void SendEnd(int stream);
  void Reset(int stream);
  // Returns once the server has ended the call or the connection: what it said in the
  // call, headers among it, most of which gRPC sends as they are.
  std::string AwaitEnd(int stream);
  // Whether the server closes the connection, rather than say anything more.
  bool IsClosed();

 private:
  struct Frame {
    int type = 0;
    int flags = 0;
    int stream = 0;
    std::string payload;
  };

  void Send(const std::string& bytes) const;
  void SendData(int stream, std::string bytes, bool last) const;
  void SendFrame(int type, int flags, int stream, const std::string& payload) const;
  // False once there is none.
  bool Receive(Frame& frame) const;
  bool ReceiveBytes(std::string& bytes, size_t size) const;

  int socket_ = -1;
  int next_stream_ = 1;
};

}  // namespace taqvim::testing
