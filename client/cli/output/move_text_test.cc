#include "client/cli/output/move_text.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Event EventOf(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event));
  return event;
}

v1::Event Asked(const std::string& approval) {
  return EventOf(R"(
    period { timed { start { year: 2025 month: 10 day: 10 hours: 18 } } }
    bookings { id: 'b1' space: 'venues/library/spaces/hall' time_zone: 'Asia/Almaty' }
    move {
      period { timed { start { year: 2025 month: 10 day: 10 hours: 18 } } }
      bookings { id: 'b1' space: 'venues/museum/spaces/room' time_zone: 'Asia/Almaty' }
      holds { booking: 'b1' }
      principal: 'users/aisel' ask_time { seconds: 1790000000 }
      expire_time { seconds: 1791209600 }
      approvals { booking: 'b1' venue: 'venues/museum' )" +
                 approval + " } }");
}

TEST(MoveText, ShowsWhereItIsBesideWhereItShallBe) {
  EXPECT_EQ(MoveText(Asked("state: APPROVAL_STATE_PENDING"), Style(), {}),
            "\nMove; asked for by users/aisel 2026-09-21 19:13; lapses 2026-10-05 19:13\n"
            "FIELD              NOW                         MOVE\n"
            "bookings.b1.space  venues/library/spaces/hall  venues/museum/spaces/room\n"
            "Still to be approved: b1 by venues/museum\n");
}

TEST(MoveText, SaysWhyItWasRefused) {
  const std::string text = MoveText(
      Asked("state: APPROVAL_STATE_REFUSED reason { key: 'en' value: 'The floor is wet' }"),
      Style(), {});
  EXPECT_THAT(text, HasSubstr("Refused: b1 by venues/museum (The floor is wet)\n"));
  EXPECT_THAT(text, Not(HasSubstr("Still")));
}

TEST(MoveText, OfAnEventThatStaysSaysNothing) {
  EXPECT_EQ(MoveText(EventOf("name: 'events/gala'"), Style(), {}), "");
}

}  // namespace
}  // namespace taqvim::cli
