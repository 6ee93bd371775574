#include "client/cli/session/server_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

TEST(CheckServerAddress, TakesWhatGrpcResolves) {
  for (const char* address :
       {"127.0.0.1:8750", "localhost:1", "schedule.library.kz:65535", "[::1]:8750",
        "unix:/run/taqvim.socket", "unix:data.socket", "dns:///schedule.library.kz:443"}) {
    EXPECT_TRUE(CheckServerAddress(address).ok()) << address;
  }
}

TEST(CheckServerAddress, SaysWhatIsWrong) {
  const struct {
    const char* address;
    const char* says;
  } kWrong[] = {
      {"localhost", "has no port"},
      {"[::1]", "has no port"},
      {":8750", "has no host"},
      {"", "has no port"},
      {"localhost:0", "has the port \"0\""},
      {"localhost:65536", "has the port \"65536\""},
      {"localhost:", "has the port \"\""},
      {"localhost:http", "has the port \"http\""},
      {"localhost:+80", "has the port \"+80\""},
      {"http://localhost", "has the port \"//localhost\""},
  };
  for (const auto& [address, says] : kWrong) {
    const auto status = CheckServerAddress(address);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << address;
    EXPECT_THAT(std::string(status.message()), HasSubstr(says)) << address;
  }
}

}  // namespace
}  // namespace taqvim::cli
