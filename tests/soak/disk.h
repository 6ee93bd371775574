// A disk of a server's own, which can be full.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace taqvim::soak {

// A file system in memory that this process and those that it starts see, and no others; it goes
// with the last of them.
class Disk {
 public:
  // Makes one at the folder, which is there. To be called before there are threads. An error, with
  // what keeps it from that, where the system lets nobody mount who is not root.
  static absl::StatusOr<std::unique_ptr<Disk>> Mount(const std::string& folder);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // Makes it as large as what is on it.
  void Fill();
  // Makes it large again: half of the machine's memory.
  void MakeRoom();

 private:
  explicit Disk(std::string folder) : folder_(std::move(folder)) {}

  const std::string folder_;
};

}  // namespace taqvim::soak
