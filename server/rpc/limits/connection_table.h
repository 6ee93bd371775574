// Which connections there are, and of whom, so that nobody takes all of them.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace taqvim::rpc {

// 0: no limit.
struct ConnectionLimits {
  int in_all = 10'000;
  // From one address. Of IPv6 the addresses of a network of 64 bits are one, since
  // whoever has one has the others.
  int of_an_address = 256;
};

// A list of connections by their descriptors. gRPC closes what it is given and does
// not say so. So one is known by its descriptor and the number of its socket (st_ino),
// and looked for again when its descriptor comes back, or a limit is reached: then all
// of the same address, and some of the others, the next some the next time. Not
// thread-safe.
class ConnectionTable {
 public:
  enum class Verdict { kAdmitted, kTooMany, kTooManyOfAnAddress };
  // The number of the socket that has the descriptor now, 0 without one.
  using NumberOf = std::function<ino_t(int descriptor)>;

  explicit ConnectionTable(ConnectionLimits limits, NumberOf number = SocketNumber)
      : limits_(limits), number_(std::move(number)) {}

  // Enters a connection that has just been made, unless a limit is reached. One without
  // an address, of an edge, counts in all alone.
  Verdict Admit(int descriptor, const std::string& address);

 private:
  struct Connection {
    ino_t number;
    std::string address;
  };
  using Descriptors = absl::flat_hash_set<int>;

  static constexpr int kLookedAtOnce = 64;

  static ino_t SocketNumber(int descriptor);
  bool IsGone(int descriptor) const;
  void Forget(int descriptor);
  bool HasReached(int limit, size_t count) const { return limit > 0 && count >= size_t(limit); }
  bool IsFull() const { return HasReached(limits_.in_all, connections_.size()); }
  bool IsFull(const std::string& address) const;
  void LookAtThoseOf(const std::string& address);
  void LookAtSome();

  const ConnectionLimits limits_;
  const NumberOf number_;
  std::map<int, Connection> connections_;
  absl::flat_hash_map<std::string, Descriptors> of_address_;
  // The descriptor after which is looked next.
  int looked_at_ = -1;
};

}  // namespace taqvim::rpc
