// One of the examples, run as its users would run it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/watch/history.h"

namespace taqvim::watching {

class Mirror {
 public:
  // Its command is followed by the server's address and the file.
  Mirror(std::string name, std::vector<std::string> command, const std::string& server,
         const testing::TempDir& dir);

  const std::string& name() const { return name_; }
  void Start();
  // At any moment.
  void Kill();
  // Waits until its file stands for the token; false when it does not in time.
  bool WaitFor(const std::string& token) const;
  // What its file has.
  State Read() const;

 private:
  const std::string name_;
  const std::string file_;
  const std::string log_;
  std::vector<std::string> command_;
  std::unique_ptr<testing::Process> process_;
};

}  // namespace taqvim::watching
