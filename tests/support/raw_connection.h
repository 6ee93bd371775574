// A connection of a client that may say anything, in plain text or over TLS.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "absl/time/time.h"

namespace taqvim::testing {

// From where a client comes, and how.
struct Caller {
  // An address of this machine, such as `127.0.0.2`; any when it is empty.
  std::string from;
  // Whether it speaks TLS, and in it HTTP/2. It trusts whoever answers.
  bool tls = false;
};

// It takes in what the other side says also while it sends, so that neither waits for
// the other. The other side may be silent, and take nothing, for a minute; then the
// connection is closed. Not thread-safe.
class RawConnection {
 public:
  // To `127.0.0.1:8750` or `unix:/path`. One that cannot be made is closed, and
  // standard error says why.
  RawConnection(const std::string& address, const Caller& caller);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // Whether it stands, as far as is known.
  bool is_open() const { return socket_ >= 0; }
  // What is no longer taken is lost.
  void Send(const std::string& bytes);
  // Takes in what has come, and waits, if nothing has. False once it is closed and all
  // was taken in.
  bool Receive();
  // Takes in what has come.
  void ReceiveNoWait();
  // What was taken in; whoever has read a part of it, removes that.
  std::string& received() { return received_; }

 private:
  struct FreeTls {
    void operator()(SSL* tls) const;
  };

  void HandShake();
  // What OpenSSL or the system says of one attempt: how many bytes it moved, 0 when it
  // has to wait for the `events` of poll(2), and -1 when the connection has ended.
  ssize_t SendSome(const char* bytes, size_t size, short& events);
  ssize_t ReceiveSome(char* bytes, size_t size, short& events);
  ssize_t Moved(int result, short& events) const;
  // False when nothing of it comes for too long.
  bool Await(short events) const;
  void Close();

  int socket_ = -1;
  std::unique_ptr<SSL, FreeTls> tls_;
  std::string received_;
};

// Lets this process have as many descriptors as it may, and those that it starts.
void RaiseDescriptors();

}  // namespace taqvim::testing
