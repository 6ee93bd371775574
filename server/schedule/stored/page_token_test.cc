#include "server/schedule/stored/page_token.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

v1::ListEventsRequest Question() {
  return FromText<v1::ListEventsRequest>("filter { text: 'concert' } page_size: 10");
}

const std::string kPosition("\0\x01position\xff", 11);  // NOLINT: no other code runs before

TEST(PageToken, GivesBackItsPosition) {
  auto next = Question();
  next.set_page_token(MakePageToken(Question(), kPosition));
  const auto position = PositionOf(next);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(*position, kPosition);
}

TEST(PageToken, ThatIsEmptyIsTheBeginning) { EXPECT_EQ(*PositionOf(Question()), ""); }

TEST(PageToken, AllowsAnotherPageSize) {
  auto next = Question();
  next.set_page_size(500);
  next.set_page_token(MakePageToken(Question(), kPosition));
  EXPECT_TRUE(PositionOf(next).ok());
}

TEST(PageToken, OfAnotherQuestionFails) {
  auto next = Question();
  next.mutable_filter()->set_text("exhibition");
  next.set_page_token(MakePageToken(Question(), kPosition));
  const auto position = PositionOf(next);
  EXPECT_EQ(ReasonOf(position.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  EXPECT_THAT(ViolationsOf(position.status()),
              ElementsAre(Pair("page_token", HasSubstr("another question"))));
}

TEST(PageToken, OfAnotherMethodFails) {
  v1::ListVenuesRequest venues;
  venues.set_page_token(MakePageToken(v1::ListEventsRequest(), kPosition));
  EXPECT_FALSE(PositionOf(venues).ok());
}

TEST(PageToken, ThatIsDamagedFails) {
  const std::string token = MakePageToken(Question(), kPosition);
  auto next = Question();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    next.set_page_token(damaged);
    EXPECT_EQ(ReasonOf(PositionOf(next).status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN) << i;
  }
  for (const std::string& wrong : {std::string("x"), std::string("!!!"), token.substr(1),
                                   token.substr(0, token.size() - 4), token + "AAAA"}) {
    next.set_page_token(wrong);
    EXPECT_EQ(ReasonOf(PositionOf(next).status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN) << wrong;
  }
}

TEST(PageSize, IsAHundredWhenItIsNotSaid) {
  EXPECT_EQ(PageSize(0), 100);
  EXPECT_EQ(PageSize(7), 7);
}

}  // namespace
}  // namespace taqvim::schedule
