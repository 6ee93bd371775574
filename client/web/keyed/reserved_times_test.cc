#include "client/web/keyed/reserved_times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <class Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

std::string Timed(int day, int from, int to) {
  return absl::StrCat("period { timed { start { year: 2035 month: 5 day: ", day, " hours: ", from,
                      " } end { year: 2035 month: 5 day: ", day, " hours: ", to, " } } } ");
}

class ReservedTimesTest : public ::testing::Test {
 protected:
  ReservedTimesTest() {
    published_.Put(
        FromText<v1::Resource>("venue { name: 'venues/opera' time_zone: 'Asia/Almaty' }"));
  }

  // A confirmed event that books the hall.
  v1::Event& Add(const std::string& more) {
    auto event =
        FromText<v1::Event>(absl::StrCat("name: 'events/e", events_.size(),
                                         "' state: EVENT_STATE_CONFIRMED bookings { id: 'hall' "
                                         "space: 'venues/opera/spaces/hall' } ",
                                         more));
    events_.push_back({std::move(event), {}});
    return events_.back().event;
  }
  // As an Almaty clock has them.
  std::vector<std::string> Times() const {
    absl::TimeZone almaty;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Almaty", &almaty));
    std::vector<std::string> times;
    for (const ReservedBlock& block : ReservedTimes(published_, events_, feed_)) {
      times.push_back(absl::StrCat(absl::FormatTime("%m-%d %H:%M", block.start, almaty), " to ",
                                   block.end == absl::InfiniteFuture()
                                       ? "ever"
                                       : absl::FormatTime("%m-%d %H:%M", block.end, almaty)));
    }
    return times;
  }

  Schedule published_;
  std::vector<PublishedEvent> events_;
  v1::EventFilter feed_ = FromText<v1::EventFilter>("spaces: 'venues/opera/spaces/hall'");
};

TEST_F(ReservedTimesTest, AreThoseOfWhatIsConfirmedAndNotPublished) {
  Add(Timed(12, 18, 20));
  Add(Timed(13, 18, 20)).set_state(v1::EVENT_STATE_TENTATIVE);
  Add(Timed(14, 18, 20)).set_state(v1::EVENT_STATE_CANCELLED);
  Add(Timed(15, 18, 20)).mutable_bookings(0)->set_space("venues/opera/spaces/foyer");
  published_.PutEvent(Add(Timed(16, 18, 20)), {});
  EXPECT_THAT(Times(), ElementsAre("05-12 18:00 to 05-12 20:00"));
}

TEST_F(ReservedTimesTest, AreOneWhereTheyTouch) {
  Add(Timed(12, 20, 22));
  Add(Timed(12, 10, 12));
  Add(Timed(12, 18, 20));
  Add(Timed(12, 19, 23));
  Add(Timed(12, 21, 22));
  EXPECT_THAT(Times(), ElementsAre("05-12 10:00 to 05-12 12:00", "05-12 18:00 to 05-12 23:00"));
}

TEST_F(ReservedTimesTest, AreThoseOfTheBookingsAndOfEachOccurrence) {
  Add(Timed(12, 18, 20)).mutable_bookings(0)->MergeFrom(FromText<v1::Booking>(Timed(12, 9, 11)));
  Add(absl::StrCat(Timed(13, 18, 20), "recurrence { rule: 'FREQ=DAILY' }"));
  for (const int day : {13, 14}) {
    Occurrence occurrence{.day = absl::CivilDay(2035, 5, day)};
    occurrence.period = FromText<v1::Event>(Timed(day, 18, 20)).period();
    events_.back().occurrences.push_back(occurrence);
  }
  events_.back().occurrences.back().held = true;
  EXPECT_THAT(Times(), ElementsAre("05-12 09:00 to 05-12 11:00", "05-13 18:00 to 05-13 20:00"));
}

TEST_F(ReservedTimesTest, AreWholeDaysWhereDaysAreBooked) {
  Add("period { dated { first_day { year: 2035 month: 5 day: 12 } last_day { year: 2035 month: 5 "
      "day: 13 } } }");
  EXPECT_THAT(Times(), ElementsAre("05-12 00:00 to 05-14 00:00"));
  Add("period { dated { first_day { year: 2035 month: 5 day: 20 } permanent: true } }");
  EXPECT_THAT(Times(), ElementsAre("05-12 00:00 to 05-14 00:00", "05-20 00:00 to ever"));
  feed_.Clear();
  feed_.add_venues("venues/another");
  EXPECT_THAT(Times(), IsEmpty());
}

}  // namespace
}  // namespace taqvim::web
