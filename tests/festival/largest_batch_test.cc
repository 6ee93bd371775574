// The largest batch that there can be, 5,000 events and 4 MiB of request, sent twice under one
// request id by each client as it is without any setting: it is written once, and answered
// the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "taqvim/v1/event_service.pb.h"
#include "tests/festival/world.h"

namespace taqvim::festival {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr size_t kRequestBytes = 4 << 20;

class LargestBatch : public ::testing::Test {
 protected:
  LargestBatch() {
    const std::string places = world_.File("places.yaml");
    WriteFile({.events = 0, .first_day = world_.first_day()}, places);
    EXPECT_EQ(world_.Run({"apply", "-f", places}), 0) << world_.Errors();
    before_ = Revisions();
  }
  // Each festival is at a time of its own.
  FestivalPlan Plan(const std::string& id) {
    return {.id = id, .events = 4999, .text = 190, .first_day = world_.first_day() + 77 * plans_++};
  }
  v1::BatchWriteEventsRequest Request(const std::string& id) {
    auto request = RequestOf(Plan(id), absl::StrCat("the-largest-of-", id));
    EXPECT_LE(request.ByteSizeLong(), kRequestBytes);
    EXPECT_GT(request.ByteSizeLong(), kRequestBytes / 10 * 9);
    return request;
  }
  size_t Revisions() {
    return Listed({"all", "", {}}, world_.server().address(), beginning_).size();
  }
  void ExpectOneMore() {
    const size_t now = Revisions();
    EXPECT_EQ(now, before_ + 1);
    before_ = now;
  }

  World world_;
  std::string beginning_ = world_.NewestToken();
  size_t before_ = 0;
  int plans_ = 0;
};

TEST_F(LargestBatch, SentTwiceUnderOneRequestIdIsWrittenOnce) {
  for (const std::string& make : kMakes) {
    ForeignClient client(make, world_.server().address(), world_.server().dir());
    const std::string id = "by-" + absl::StrReplaceAll(make, {{"_", "-"}});
    std::ofstream(world_.File("request")) << Request(id).SerializeAsString();
    world_.Timed(make, [&] {
      client.Start("send", {{"request", absl::StrCat("\"", world_.File("request"), "\"")},
                            {"answer", absl::StrCat("\"", world_.File("answer"), "\"")}});
      EXPECT_EQ(client.Wait(), "done");
    });
    EXPECT_EQ(testing::ReadFile(world_.File("answer")), world_.NewestToken());
    ExpectOneMore();
  }

  const v1::BatchWriteEventsRequest request = Request("by-cpp");
  world_.Timed("the C++ client", [&] {
    const auto client = client::Client::Connect(world_.server().address());
    const auto first = client->Call<v1::BatchWriteEventsResponse>(request);
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_THAT(first->events(), SizeIs(5000));
    const auto second = client->Call<v1::BatchWriteEventsResponse>(request);
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  });
  ExpectOneMore();

  // The command line sends again what broke off: the line is slow, and breaks as soon as the
  // batch is written.
  const std::string file = world_.File("by-cli.yaml");
  WriteFile(Plan("by-cli"), file);
  world_.wire().SlowDown();
  Audience first({"the first", "", {}}, testing::OwnChannel(world_.server().address()),
                 world_.NewestToken(), [&] { world_.wire().Cut(); });
  world_.Timed("taqvim apply, broken off", [&] {
    EXPECT_EQ(world_.Run({"--verbose", "apply", "-f", file}, /*through_wire=*/true), 0)
        << world_.Errors();
  });
  EXPECT_THAT(world_.Errors(), HasSubstr("BatchWriteEvents, attempt 2"));
  ExpectOneMore();
}

}  // namespace
}  // namespace taqvim::festival
