// A disk of a target that hangs, as far as those who write to the target can tell.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "storage/target/target.h"

namespace taqvim::storage::testing {

// All that is written to a target that is encrypted goes through `age`. While this exists, that is
// a program which takes nothing until it is let go, and then hands everything on as it is, either
// way. For one thread, that makes it before there are others.
class HangingAge {
 public:
  // In a folder that does not exist.
  explicit HangingAge(const std::string& folder)
      : way_(folder + "/way"), hangs_(folder + "/hangs"), path_(std::getenv("PATH")) {
    std::filesystem::create_directory(folder);
    const std::string program = folder + "/age";
    std::ofstream(program) << "#!/bin/sh\n[ -e " << hangs_ << " ] && read -r go <" << way_
                           << "\nexec cat\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    std::ofstream(hangs_).close();
    EXPECT_EQ(mkfifo(way_.c_str(), S_IRUSR | S_IWUSR), 0);
    setenv("PATH", absl::StrCat(folder, ":", path_).c_str(), 1);
  }
  ~HangingAge() {
    if (let_go_ >= 0) close(let_go_);
    setenv("PATH", path_.c_str(), 1);
  }
  HangingAge(const HangingAge&) = delete;
  HangingAge& operator=(const HangingAge&) = delete;

  // With which it is used.
  Target::Keys keys() const { return {.recipient = "any", .identity = "any"}; }

  // Hands everything on at once, as if it had been let go, or hangs again.
  void SetHangs(bool hangs) {
    if (hangs) std::ofstream(hangs_).close();
    if (!hangs) std::filesystem::remove(hangs_);
  }
  // Waits until somebody writes to the target, who hangs from then on.
  void AwaitHang() {
    let_go_ = open(way_.c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_GE(let_go_, 0);
  }
  // For good. After AwaitHang().
  void LetGo() {
    std::filesystem::remove(hangs_);
    ASSERT_EQ(write(let_go_, "\n", 1), 1);
  }

 private:
  const std::string way_;
  const std::string hangs_;
  const std::string path_;
  int let_go_ = -1;
};

}  // namespace taqvim::storage::testing
