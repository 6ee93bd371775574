// `CliTest`: the program `taqvim` against a server of its own, as scripts run it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/taqvimd.h"

namespace taqvim::e2e {

// The exit code for what is accepted and waits for an approval.
inline constexpr int kWaits = 5;

class CliTest : public ::testing::Test {
 protected:
  struct Ran {
    int code;
    std::string out;
    std::string err;
  };

  // Runs a command in a pipe, with more words.
  Ran Run(std::vector<std::string> command, const std::vector<std::string>& words) {
    command.insert(command.end(), words.begin(), words.end());
    const std::string out = server_.dir().Path("out"), err = server_.dir().Path("err");
    std::filesystem::remove(out);
    std::filesystem::remove(err);
    testing::Process process(command, out, err);
    const int code = process.Wait();
    return {code, testing::ReadFile(out), testing::ReadFile(err)};
  }
  // Runs `taqvim` so.
  Ran Taqvim(const std::vector<std::string>& words) {
    return Run({TAQVIM, "--server", server_.address()}, words);
  }
  // The same, which must succeed; what it prints.
  std::string Output(const std::vector<std::string>& words) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 0) << words[0] << " " << words[1] << "\n" << ran.err;
    return ran.out;
  }

  // The same, where what it asks for has to be approved by others.
  std::string Waiting(const std::vector<std::string>& words) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, kWaits) << words[0] << " " << words[1] << "\n" << ran.err;
    return ran.out;
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = server_.dir().Path(name);
    std::ofstream(path) << text;
    return path;
  }

  testing::Taqvimd server_;
};

}  // namespace taqvim::e2e
