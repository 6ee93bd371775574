// A wire between clients and a server.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace taqvim::testing {

// Forwards what comes to a loopback port of its own, which stays the same while
// servers come and go. Thread-safe.
class Wire {
 public:
  // Leads nowhere: who connects is turned away.
  Wire();
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // Where connections made from now on lead: an address such as `127.0.0.1:8750`.
  void LeadTo(const std::string& address);
  // Breaks the connections that there are.
  void Cut();
  // From now on what comes back takes its time, some hundred KiB a second, so that a large
  // answer is under way for long.
  void SlowDown() { slow_ = true; }

 private:
  class Connection;
  void Accept();

  std::atomic<bool> slow_ = false;
  int listener_ = -1;
  int port_ = 0;
  absl::Mutex mutex_;
  int server_port_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Connection>> connections_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace taqvim::testing
