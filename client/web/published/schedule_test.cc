#include "client/web/published/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

class ScheduleTest : public testing::Test {
 protected:
  void PutEvent(const std::string& text) { schedule_.PutEvent(FromText<v1::Event>(text), {}); }
  void PutVenue(const std::string& country) {
    v1::Resource resource;
    resource.mutable_venue()->set_name("venues/opera");
    resource.mutable_venue()->set_country(country);
    schedule_.Put(resource);
  }
  std::vector<std::string> EventsOf(const std::string& name) const {
    std::vector<std::string> names;
    for (const PublishedEvent* event : schedule_.EventsOf(name))
      names.push_back(event->event.name());
    return names;
  }

  Schedule schedule_;
};

constexpr char kGala[] = R"(
  name: 'events/gala' owner: 'organizations/library' programme: 'events/days'
  bookings { space: 'venues/opera/spaces/hall' } bookings { participant: 'participants/choir' }
  partners { organization: 'organizations/ministry' }
)";

TEST_F(ScheduleTest, FindsEventsByAllThatTheyReferTo) {
  PutVenue("KZ");
  PutEvent(kGala);
  PutEvent("name: 'events/days' culture_days { guest_country: 'AZ' host_country: 'KZ' }");
  for (const char* name : {"organizations/library", "organizations/ministry", "venues/opera",
                           "venues/opera/spaces/hall", "participants/choir"}) {
    EXPECT_THAT(EventsOf(name), ElementsAre("events/gala")) << name;
  }
  EXPECT_THAT(EventsOf("events/days"), ElementsAre("events/days", "events/gala"));
  EXPECT_THAT(EventsOf("countries/KZ"), ElementsAre("events/days", "events/gala"));
  EXPECT_THAT(EventsOf("countries/AZ"), ElementsAre("events/days"));
  EXPECT_THAT(EventsOf("venues/none"), IsEmpty());
}

TEST_F(ScheduleTest, ForgetsWhatIsNoLongerSaid) {
  PutEvent(kGala);
  PutEvent("name: 'events/gala' owner: 'organizations/library'");
  EXPECT_THAT(EventsOf("venues/opera"), IsEmpty());
  EXPECT_THAT(EventsOf("organizations/library"), ElementsAre("events/gala"));
  EXPECT_FALSE(schedule_.Knows("participants/choir"));
  schedule_.Remove("events/gala");
  EXPECT_FALSE(schedule_.Knows("events/gala"));
  EXPECT_FALSE(schedule_.Knows("organizations/library"));
}

TEST_F(ScheduleTest, GivesEachEventThatIsPutAnotherEdition) {
  PutEvent(kGala);
  const uint64_t first = schedule_.FindEvent("events/gala")->edition;
  PutEvent(kGala);
  EXPECT_GT(schedule_.FindEvent("events/gala")->edition, first);
  Schedule other;
  other.PutEvent(FromText<v1::Event>(kGala), {});
  EXPECT_GT(other.FindEvent("events/gala")->edition, schedule_.FindEvent("events/gala")->edition);
}

TEST_F(ScheduleTest, KnowsCountriesWhicheverCameFirst) {
  PutEvent(kGala);
  EXPECT_THAT(EventsOf("countries/KZ"), IsEmpty());
  PutVenue("KZ");
  EXPECT_THAT(EventsOf("countries/KZ"), ElementsAre("events/gala"));
  PutVenue("UZ");
  EXPECT_THAT(EventsOf("countries/KZ"), IsEmpty());
  EXPECT_THAT(EventsOf("countries/UZ"), ElementsAre("events/gala"));
}

TEST(DaysOf, IncludeTheLastDayAndNoMidnight) {
  const auto days = [](const std::string& text) { return DaysOf(FromText<v1::Period>(text)); };
  const CivilDays evening = days(R"(timed { start { year: 2035 month: 5 day: 1 hours: 20 }
                                            end { year: 2035 month: 5 day: 2 } })");
  EXPECT_EQ(evening.first, absl::CivilDay(2035, 5, 1));
  EXPECT_EQ(evening.last, absl::CivilDay(2035, 5, 1));
  const CivilDays week = days(R"(dated { first_day { year: 2035 month: 5 day: 1 }
                                         last_day { year: 2035 month: 5 day: 7 } })");
  EXPECT_EQ(week.last, absl::CivilDay(2035, 5, 7));
  const CivilDays permanent =
      days("dated { first_day { year: 2035 month: 5 day: 1 } permanent: true }");
  EXPECT_TRUE(permanent.Meets({absl::CivilDay(2900, 1, 1), absl::CivilDay(2900, 1, 2)}));
  EXPECT_FALSE(evening.Meets({absl::CivilDay(2035, 5, 2), absl::CivilDay(2035, 5, 2)}));
}

TEST(VenueOf, IsTheVenueOfASpace) {
  EXPECT_EQ(VenueOf("venues/opera/spaces/hall"), "venues/opera");
  EXPECT_EQ(VenueOf("venues/opera"), "venues/opera");
  EXPECT_EQ(VenueOf("events/gala"), "");
}

}  // namespace
}  // namespace taqvim::web
