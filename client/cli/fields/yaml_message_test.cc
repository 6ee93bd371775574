#include "client/cli/fields/yaml_message.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "client/cli/fields/yaml_filler.h"
#include "client/cli/text/usage_error.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;

std::string Refusal(const std::string& text) {
  const absl::Status status = ParseYaml(text, "file.yaml").status();
  EXPECT_TRUE(IsUsageError(status)) << text;
  return std::string(status.message());
}

TEST(ParseYaml, SaysWhereATextIsNotYaml) {
  EXPECT_THAT(Refusal("owner: a\n  b: ]"), HasSubstr("file.yaml:2: This is not YAML"));
  EXPECT_THAT(Refusal("owner: a\n---\nowner: b"), HasSubstr("second document"));
}

TEST(ToYaml, IsReadBackTheSame) {
  v1::Event event;
  ASSERT_TRUE(FillFromYaml(YAML::Load(R"(
title: {en: "yes: no", ru: "строка\nвторая"}
guest_country: AZ
stops:
  - {city: Astana, first_day: 2025-10-09, last_day: 2025-10-11}
bookings:
  - {space: a/b, start: 2025-10-10T18:00+05:00, end: 2025-10-10T20:00, set_up: 90m}
create_time: 2025-01-01T00:00:00.5Z
)"),
                           "", &event)
                  .ok());
  v1::Event again;
  const std::string text = EmitYaml(ToYaml(event));
  ASSERT_TRUE(FillFromYaml(YAML::Load(text), "", &again).ok()) << text;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event, again)) << text;
}

// Python's and Ruby's usual readers take NO for false, 18:00 for 1080 and +7 for a number.
TEST(EmitYaml, QuotesWhatReadersOfYaml11TakeForSomethingElse) {
  v1::Event event;
  (*event.mutable_title())["no"] = "Yes";
  (*event.mutable_title())["en"] = "Nobody";
  event.mutable_culture_days()->set_guest_country("NO");
  event.mutable_contact()->set_telephone("+7 7172");
  event.mutable_contact()->set_name("1984");
  event.add_labels("18:00");
  event.add_labels("<<");
  event.add_labels("1_000");
  event.mutable_period()->mutable_dated()->mutable_first_day()->set_year(2035);
  event.mutable_period()->mutable_dated()->mutable_first_day()->set_month(5);
  event.mutable_period()->mutable_dated()->mutable_first_day()->set_day(1);
  event.set_hold_rank(7);
  EXPECT_EQ(EmitYaml(ToYaml(event)), R"(title:
  en: Nobody
  "no": "Yes"
period:
  dated:
    first_day: 2035-05-01
culture_days:
  guest_country: "NO"
hold_rank: 7
labels:
  - "18:00"
  - "<<"
  - "1_000"
contact:
  name: "1984"
  telephone: +7 7172
)");
  v1::Event again;
  ASSERT_TRUE(FillFromYaml(YAML::Load(EmitYaml(ToYaml(event))), "", &again).ok());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event, again));
}

}  // namespace
}  // namespace taqvim::cli
