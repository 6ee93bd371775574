#include "client/cli/output/answer_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/cli/command/own_flags.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event_requests.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::optional<FieldChoice>> Read(const std::vector<std::string>& words,
                                                Format format) {
  static const std::vector<Flag> flags = {FieldsFlag(*v1::Event::descriptor())};
  const auto arguments = ParseArguments(words, PointersTo(flags));
  EXPECT_TRUE(arguments.ok()) << arguments.status();
  return ReadFields(*arguments, *v1::Event::descriptor(), format);
}

TEST(ReadFields, AreForPrograms) {
  EXPECT_FALSE(Read({}, Format::kText)->has_value());
  EXPECT_TRUE(Read({"--fields", "name"}, Format::kJson)->has_value());
  EXPECT_TRUE(Read({"--fields", "name"}, Format::kYaml)->has_value());
  for (const Format format : {Format::kText, Format::kCsv, Format::kName}) {
    const auto status = Read({"--fields", "name"}, format).status();
    EXPECT_TRUE(IsUsageError(status));
    EXPECT_THAT(status.message(), HasSubstr("--columns"));
  }
}

TEST(ReadFields, AreKnown) {
  const auto status = Read({"--fields", "name,titel"}, Format::kJson).status();
  EXPECT_TRUE(IsUsageError(status));
  EXPECT_THAT(status.message(), HasSubstr("--fields: Event has no field \"titel\""));
}

TEST(KeepFields, AreThoseOfEachAndLeaveWhatTheAnswerSaysBesides) {
  v1::ListEventsResponse response;
  response.set_next_page_token("more");
  for (const char* name : {"events/a", "events/b"}) {
    v1::Event& event = *response.add_events();
    event.set_name(name);
    event.set_etag("x");
  }
  KeepFields(**Read({"--fields", "name"}, Format::kJson), *v1::Event::descriptor(), &response);
  EXPECT_EQ(response.events(0).ByteSizeLong(), response.events(1).ByteSizeLong());
  EXPECT_EQ(response.events(1).name(), "events/b");
  EXPECT_EQ(response.events(1).etag(), "");
  EXPECT_EQ(response.next_page_token(), "more");
}

}  // namespace
}  // namespace taqvim::cli
