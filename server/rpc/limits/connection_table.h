// Table of open connections, with quotas: in all and for each address.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace taqvim::rpc {

// Quotas of connections; 0: no limit.
struct ConnectionLimits {
  int in_all = 10'000;
  // From one address. The addresses of an IPv6 network of 64 bits count as one, since
  // whoever has one has the others.
  int of_an_address = 256;
};

// Open connections by descriptor. gRPC closes connections without notice, so an entry
// is known by its descriptor and the inode number of its socket (st_ino), and checked
// again when its descriptor is used anew or a limit is reached: then all entries of the
// same address, and 64 others in turn. Not thread-safe.
class ConnectionTable {
 public:
  enum class Verdict { kAdmitted, kTooMany, kTooManyOfAnAddress };
  // The inode number of the socket that has the descriptor now; 0 when none has.
  using NumberOf = std::function<ino_t(int descriptor)>;

  explicit ConnectionTable(ConnectionLimits limits, NumberOf number = SocketNumber)
      : limits_(limits), number_(std::move(number)) {}

  // Adds a connection that was just accepted, unless a limit is reached. One without an
  // address, such as an edge's, counts only towards the limit in all.
  Verdict Admit(int descriptor, const std::string& address);

  // How many are open. Looks at all of them, and forgets those that are gone.
  size_t CountOpen();

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
  // Where the next check of some entries goes on.
  int looked_at_ = -1;
};

}  // namespace taqvim::rpc
