// A new server behind its edge, as docs/operations.md sets them up, with a little world
// and who may call there.
#pragma once

#include <string>
#include <vector>

#include "client/credentials.h"
#include "tests/edge/edge.h"
#include "tests/support/raw_http2.h"

namespace taqvim::abuse {

// By which way one comes: to the server's own address on loopback, in plain text, or
// through the edge, over TLS.
enum class Door { kDirect, kEdge };

std::string NameOf(Door door);

// Not thread-safe, but what is const is.
class Scene {
 public:
  // The rooms of the library, beside its hall, in which the victim books.
  static constexpr int kRooms = 25;

  // With taqvimd's limits, and the edge's, as they are where nothing is said.
  Scene();
  ~Scene();

  std::string address(Door door) const;
  // What shows the victim's token, by that way. It may do everything.
  client::Credentials VictimsCredentials(Door door) const;
  // What shows the token of somebody else, who may do what the role of that name may.
  testing::RawHttp2::Headers Show(const std::string& role);

  testing::Taqvimd& server() { return edge_.server(); }
  // Starts the server anew with a standard error that nobody reads.
  void LeaveTheLogUnread();
  // Of what the server has logged; 0 where nobody reads it.
  int64_t LogBytes() const;

 private:
  std::string LogFile() const;

  testing::Edge edge_;
  std::string address_;
  int unread_ = -1;
};

}  // namespace taqvim::abuse
