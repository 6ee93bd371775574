// `taqvim`, and the library that it is made of, through the edge over TLS.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "taqvim/v1/access_service.pb.h"
#include "tests/edge/edge.h"
#include "tests/support/bookings.h"

namespace taqvim::edge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::ReadFile;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr size_t kMaxRequestBytes = 4 << 20;

// As other systems end lines. Stored, each end is one byte, so that a request is larger
// than what it stores.
v1::BatchWriteEventsRequest LargeBatch() {
  std::string text;
  for (int line = 0; line < 2500; ++line) text += "x\r\n";
  v1::BatchWriteEventsRequest batch;
  for (int i = 0; i < 100; ++i) {
    auto event = testing::Concert("A concert", "", "2030-05-01 18:00", "2030-05-01 20:00");
    event.clear_bookings();
    event.set_time_zone("Asia/Almaty");
    for (const char* language : {"az", "en", "kk", "ru", "uz"}) {
      (*event.mutable_description())[language] = text;
    }
    (*event.mutable_description())["tr"] = text.substr(0, 3900);
    *batch.add_writes()->mutable_create() =
        testing::CreateRequest(absl::StrCat("concert-", i), event);
  }
  return batch;
}

class CommandLine : public ::testing::Test {
 protected:
  CommandLine() {
    testing::EnterLibrary(edge_.server().client());
    edge_.Grant("leyla", "ROLE_VIEWER");
    setenv("XDG_CONFIG_HOME", File("config").c_str(), 1);
    const auto leyla = edge_.authority().Issue({.common_name = "leyla"});
    testing::ReplaceFile(File("leyla.pem"), leyla.certificate);
    testing::ReplaceFile(File("leyla.key"), leyla.key);
    testing::ReplaceFile(File("ca.pem"), edge_.authority().certificate());
    testing::ReplaceFile(File("token"), edge_.token());
    Run({"context", "create", "website", "--address", edge_.address(), "--ca", File("ca.pem"),
         "--token-file", File("token")});
    Run({"context", "create", "leyla", "--address", edge_.address(), "--ca", File("ca.pem"),
         "--certificate", File("leyla.pem"), "--key", File("leyla.key")});
    Run({"context", "create", "past-the-edge", "--address", edge_.server().address(),
         "--token-file", File("token")});
  }
  ~CommandLine() override { unsetenv("XDG_CONFIG_HOME"); }

  std::string File(const std::string& name) const { return edge_.dir().Path(name); }

  // What a command prints, with its exit code.
  std::string Run(const std::vector<std::string>& words) {
    const std::string output = File(absl::StrCat("output-", ++runs_));
    std::vector<std::string> command = {TAQVIM};
    command.insert(command.end(), words.begin(), words.end());
    const int code = testing::Process(command, output).Wait();
    return absl::StrCat(ReadFile(output), "exit code ", code);
  }
  // A file from which a command reads its request.
  std::string Body(const google::protobuf::Message& request) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(request, &json).ok());
    testing::ReplaceFile(File("body.json"), json);
    return File("body.json");
  }
  void AwaitOutput(testing::Process& process, const std::string& file, const std::string& text) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!absl::StrContains(ReadFile(file), text)) {
      ASSERT_LT(absl::Now(), deadline) << text << " is not in:\n" << ReadFile(file);
      ASSERT_FALSE(process.Ended()) << ReadFile(file);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  testing::Edge edge_;

 private:
  int runs_ = 0;
};

TEST_F(CommandLine, IsWhomItsCertificateOrItsTokenNames) {
  EXPECT_THAT(Run({"--context", "leyla", "grants", "mine"}),
              AllOf(HasSubstr("leyla"), HasSubstr("exit code 0")));
  EXPECT_THAT(Run({"--context", "website", "grants", "mine"}),
              AllOf(HasSubstr(testing::kWebsite), HasSubstr("exit code 0")));
}

TEST_F(CommandLine, WritesABatchOfFourMebibytes) {
  const v1::BatchWriteEventsRequest batch = LargeBatch();
  ASSERT_LE(batch.ByteSizeLong(), kMaxRequestBytes);
  ASSERT_GT(batch.ByteSizeLong(), kMaxRequestBytes * 98 / 100);
  EXPECT_THAT(
      Run({"--context", "website", "events", "batch-write", "-o", "name", "-f", Body(batch)}),
      AllOf(HasSubstr("events/concert-99"), HasSubstr("exit code 0")));
}

TEST_F(CommandLine, ShowsARefusalAsItDoesPastTheEdge) {
  v1::BatchWriteEventsRequest batch;
  for (int day = 10; day <= 28; ++day) {
    testing::AddBooked(batch, absl::StrCat("day-", day),
                       testing::Concert(std::string(400, 'x'), testing::Space("hall"),
                                        absl::StrCat("2030-05-", day, " 10:00"),
                                        absl::StrCat("2030-05-", day, " 12:00")));
  }
  ASSERT_TRUE(edge_.server().client().Call<v1::BatchWriteEventsResponse>(batch).ok());
  const std::string body = Body(testing::CreateRequest(
      "in-the-way", testing::Concert("In the way", testing::Space("hall"), "2030-05-10 08:00",
                                     "2030-05-28 23:00")));
  const auto refusal = [&](const char* context) {
    return Run({"--context", context, "events", "create", "-f", body});
  };
  EXPECT_THAT(refusal("website"), AllOf(HasSubstr("events/day-10"), HasSubstr("exit code 1")));
  EXPECT_EQ(refusal("website"), refusal("past-the-edge"));
}

TEST_F(CommandLine, FollowsChangesAndCancelsAtTheServer) {
  const std::string output = File("watch");
  testing::Process watch({TAQVIM, "--context", "website", "changes", "watch", "-o", "json",
                          "--snapshot", "--progress-interval", "1h"},
                         output);
  AwaitOutput(watch, output, "snapshotComplete");
  const char* silence = std::getenv("TAQVIM_SILENCE_SECONDS");
  absl::SleepFor(absl::Seconds(silence == nullptr ? 0 : std::atoi(silence)));
  ASSERT_TRUE(testing::Create(edge_.server().client(), "gala",
                              testing::Concert("The gala", testing::Space("hall"),
                                               "2030-05-01 18:00", "2030-05-01 20:00"))
                  .ok());
  AwaitOutput(watch, output, "events/gala");
  EXPECT_THAT(ReadFile(output), ::testing::Not(HasSubstr("startOver")));
  watch.Signal(SIGINT);
  EXPECT_EQ(watch.Wait(), 0);
  edge_.server().AwaitLog("Ended a stream.", "code=CANCELLED");
}

TEST_F(CommandLine, CallsThousandsOfTimesOnOneChannel) {
  const auto client = testing::ConnectOnce(edge_.address(), edge_.ShowToken());
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&client] {
      for (int call = 0; call < 625; ++call) {
        const auto answer = client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
        ASSERT_TRUE(answer.ok()) << answer.status();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace taqvim::edge
