// A program that what is written to a target, or read from it, passes through.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace taqvim::storage {

// For one thread. Destroying one that has not finished ends the program.
class Filter {
 public:
  enum class Way {
    kOut,  // what is written to `descriptor()` goes through the program into the file
    kIn,   // what is in the file is read from it
  };
  // Starts the program, found by PATH, on an open file. NOT_FOUND when there is none of that name.
  static absl::StatusOr<std::unique_ptr<Filter>> Start(const std::vector<std::string>& command,
                                                       int file, Way way);
  ~Filter();
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  int descriptor() const { return descriptor_; }
  // Closes the descriptor and waits for the program's end. UNAVAILABLE when it says that it
  // failed; what it printed went to standard error.
  absl::Status Finish();

 private:
  explicit Filter(std::string name) : name_(std::move(name)) {}
  void Close();

  const std::string name_;
  int descriptor_ = -1;
  pid_t process_ = -1;
};

}  // namespace taqvim::storage
