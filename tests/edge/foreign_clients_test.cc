// Clients of other makes, and the command line, through the edge.
//
// TAQVIM_SILENCE_SECONDS says for how long a stream is silent, and TAQVIM_PAUSE_SECONDS
// for how long a reader reads nothing; without them nothing waits. The long form is 600
// and 30.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/edge/edge.h"
#include "tests/support/bookings.h"

namespace taqvim::edge {
namespace {

using ::testing::HasSubstr;
using testing::ReadFile;

constexpr char kLeyla[] = "leyla";

// The number that an environment variable has, else the usual one.
int Number(const char* variable, int usual) {
  const char* text = std::getenv(variable);
  return text == nullptr ? usual : std::atoi(text);
}

class ForeignClient : public ::testing::TestWithParam<std::string> {
 protected:
  ForeignClient() {
    testing::EnterLibrary(edge_.server().client());
    edge_.Grant(kLeyla, "ROLE_VIEWER");
    const auto leyla = edge_.authority().Issue({.common_name = kLeyla});
    testing::ReplaceFile(File("leyla.pem"), leyla.certificate);
    testing::ReplaceFile(File("leyla.key"), leyla.key);
    testing::ReplaceFile(File("ca.pem"), edge_.authority().certificate());
  }

  std::string File(const std::string& name) const { return edge_.dir().Path(name); }

  // What a client of that make says of a scenario; `done` when all is as it has to be.
  std::string Play(const std::string& scenario, std::map<std::string, std::string> more = {}) {
    std::map<std::string, std::string> settings = {
        {"descriptors", Quoted(DESCRIPTOR_SET)},
        {"protos", absl::StrCat("[", Quoted(PROTOS), ", ",
                                Quoted(PROTOS "/node_modules/google-proto-files"), "]")},
        {"edge", Quoted(edge_.address())},
        {"direct", Quoted(edge_.server().address())},
        {"ca", Quoted(File("ca.pem"))},
        {"certificate", Quoted(File("leyla.pem"))},
        {"key", Quoted(File("leyla.key"))},
        {"token", Quoted(edge_.token())},
        {"token_principal", Quoted(testing::kWebsite)}};
    settings.merge(more);
    std::vector<std::string> entries;
    for (const auto& [name, value] : settings) {
      entries.push_back(absl::StrCat(Quoted(name), ": ", value));
    }
    testing::ReplaceFile(File("settings"), absl::StrCat("{", absl::StrJoin(entries, ", "), "}"));
    std::vector<std::string> command = {"/usr/bin/env"};
    for (const std::string& word : Program()) command.push_back(word);
    command.insert(command.end(), {scenario, File("settings")});
    testing::Process client(command, File("client.log"));
    return client.Wait() == 0 ? "done" : absl::StrCat(ReadFile(File("client.log")), edge_.errors());
  }

  testing::Edge edge_;

 private:
  static std::string Quoted(const std::string& text) { return absl::StrCat("\"", text, "\""); }
  static std::vector<std::string> Program() {
    if (GetParam() == "grpcio") return {PYTHON, CLIENTS "/grpcio_client.py"};
    return {"node", CLIENTS "/grpc_js_client.js"};
  }
};

TEST_P(ForeignClient, IsWhomItsCertificateOrItsTokenNames) {
  EXPECT_EQ(Play("principal", {{"principal", absl::StrCat("\"", kLeyla, "\"")}}), "done");
}

TEST_P(ForeignClient, WritesABatchOfFourMebibytes) { EXPECT_EQ(Play("batch"), "done"); }

TEST_P(ForeignClient, IsRefusedWithAllDetails) {
  // So many concerts are in the way that the details are as long as they may be.
  v1::BatchWriteEventsRequest batch;
  for (int day = 1; day <= 28; ++day) {
    const std::string date = absl::StrCat("2030-05-", day < 10 ? "0" : "", day);
    testing::AddBooked(batch, absl::StrCat("day-", day),
                       testing::Concert(std::string(400, 'x'), testing::Space("hall"),
                                        date + " 10:00", date + " 12:00"));
  }
  ASSERT_TRUE(edge_.server().client().Call<v1::BatchWriteEventsResponse>(batch).ok());
  EXPECT_EQ(Play("refusal", {{"least_details", "4096"}}), "done");
}

TEST_P(ForeignClient, CallsThousandsOfTimesOnOneChannel) {
  EXPECT_EQ(Play("many", {{"calls", "5000"}}), "done");
}

TEST_P(ForeignClient, IsToldAfterALongSilence) {
  const std::string seconds = absl::StrCat(Number("TAQVIM_SILENCE_SECONDS", 0));
  EXPECT_EQ(Play("silence", {{"seconds", seconds}}), "done");
}

TEST_P(ForeignClient, CancelsAtTheServer) {
  EXPECT_EQ(Play("cancel"), "done");
  edge_.server().AwaitLog("Ended a stream.", "code=CANCELLED");
}

TEST_P(ForeignClient, GoesOnAfterAPause) {
  const std::string seconds = absl::StrCat(Number("TAQVIM_PAUSE_SECONDS", 0));
  EXPECT_EQ(Play("pause", {{"seconds", seconds}, {"batches", "6"}}), "done");
}

INSTANTIATE_TEST_SUITE_P(Made, ForeignClient, ::testing::Values("grpcio", "grpc_js"),
                         [](const auto& made) { return made.param; });

}  // namespace
}  // namespace taqvim::edge
