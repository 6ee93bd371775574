// A server that finds other rules of a time zone than those by which it booked.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"
#include "tests/support/zone_data.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using testing::Book;
using testing::Get;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ZoneData;

constexpr int64_t kHour = 3600;

class MovedTimes : public ::testing::Test {
 protected:
  MovedTimes() {
    testing::EnterLibrary(server_.client(), {"hall"}, "Asia/Almaty");
    testing::EnterParticipant(server_.client(), "ensemble");
    gala_ =
        testing::Concert("Gala", testing::Space("hall"), "2035-10-10 18:00", "2035-10-10 20:00");
    gala_.add_bookings()->set_participant("participants/ensemble");
    // 20:00 in Astana is 19:00 in Tashkent, by the data from before.
    tour_ =
        testing::Concert("Tour", testing::Space("hall"), "2035-10-10 19:00", "2035-10-10 21:00");
    tour_.clear_bookings();
    tour_.add_bookings()->set_participant("participants/ensemble");
    tour_.set_time_zone("Asia/Tashkent");
  }

  void StartAgainWith(const std::string& zone_data) {
    ASSERT_EQ(server_.Stop(), 0);
    zones_.Use(zone_data);
    server_.Start();
  }

  // When the hall is taken on that day.
  int64_t StartInHall() {
    auto request = testing::FromText<v1::QueryOccupancyRequest>(
        "resources: 'venues/library/spaces/hall' window { first_day { year: 2035 month: 10 day: 9 "
        "} last_day { year: 2035 month: 10 day: 11 } }");
    auto answer = server_.client().Call<v1::QueryOccupancyResponse>(request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() && answer->occupancies_size() == 1
               ? answer->occupancies(0).start_time().seconds()
               : 0;
  }

  // What the command line prints.
  std::string Taqvim(const std::vector<std::string>& words) {
    std::vector<std::string> command = {TAQVIM, "--server", server_.address()};
    command.insert(command.end(), words.begin(), words.end());
    const std::string out = server_.dir().Path("out");
    std::filesystem::remove(out);
    testing::Process process(command, out);
    EXPECT_EQ(process.Wait(), 0) << testing::ReadFile(out);
    return testing::ReadFile(out);
  }

  ZoneData zones_;
  testing::Taqvimd server_;
  v1::Event gala_, tour_;
};

TEST_F(MovedTimes, AnEveningStaysAtEighteenAndTheTourAfterItBecomesContested) {
  ASSERT_TRUE(Book(server_.client(), "gala", gala_).ok());
  ASSERT_TRUE(Book(server_.client(), "tour", tour_).ok());
  const int64_t before = StartInHall();
  EXPECT_THAT(Taqvim({"conflicts", "list", "-o", "name"}), IsEmpty());

  StartAgainWith("after");
  EXPECT_EQ(StartInHall() - before, kHour);
  const auto gala = Get(server_.client(), "events/gala");
  ASSERT_TRUE(gala.ok()) << gala.status();
  EXPECT_EQ(gala->period().SerializeAsString(), gala_.period().SerializeAsString());
  EXPECT_THAT(server_.log(), AllOf(HasSubstr("some of it collides now"),
                                   HasSubstr("time_zones=Asia/Almaty events=1")));
  EXPECT_THAT(Taqvim({"conflicts", "list"}),
              AllOf(HasSubstr("contested"), HasSubstr("events/tour"), HasSubstr("events/gala"),
                    HasSubstr("participants/ensemble"), HasSubstr("2035-10-10 19:00"),
                    HasSubstr("Move or cancel events/tour, or move or cancel events/gala.")));
  EXPECT_THAT(Taqvim({"conflicts", "list", "-o", "yaml"}),
              HasSubstr("2035-10-10 19:00 to 20:00 (Asia/Tashkent)"));

  // Later starts find nothing to do, and whoever moves resolves it.
  const std::string log = server_.log();
  StartAgainWith("after");
  EXPECT_THAT(server_.log().substr(log.size()), Not(HasSubstr("rules of time zones")));
  Taqvim({"events", "cancel", "gala"});
  EXPECT_THAT(Taqvim({"conflicts", "list", "-o", "name"}), IsEmpty());
}

TEST_F(MovedTimes, ACommandMovesWhatNewDataMovesWithoutARestart) {
  ASSERT_TRUE(Book(server_.client(), "gala", gala_).ok());
  ASSERT_TRUE(Book(server_.client(), "tour", tour_).ok());
  const int64_t before = StartInHall();
  EXPECT_EQ(Taqvim({"times", "rederive"}), "Done.\n");
  zones_.Use("after");
  // What it would do is said, and nothing moves.
  EXPECT_THAT(Taqvim({"times", "rederive", "--dry-run"}),
              AllOf(HasSubstr("events/gala"), HasSubstr("events/tour")));
  EXPECT_EQ(StartInHall(), before);
  Taqvim({"events", "update", "gala", "--title", "en=Gala concert"});
  EXPECT_EQ(StartInHall(), before);
  EXPECT_THAT(Taqvim({"times", "rederive"}), HasSubstr("events/gala"));
  EXPECT_EQ(StartInHall() - before, kHour);
  EXPECT_THAT(Taqvim({"conflicts", "list"}),
              AllOf(HasSubstr("contested"), HasSubstr("events/tour"), HasSubstr("events/gala")));
  // What is booked from now on follows the new rules, as a restart finds.
  v1::Event after =
      testing::Concert("After", testing::Space("hall"), "2035-10-10 20:00", "2035-10-10 21:00");
  ASSERT_TRUE(Book(server_.client(), "after", after).ok());
  const std::string log = server_.log();
  StartAgainWith("after");
  EXPECT_THAT(server_.log().substr(log.size()), Not(HasSubstr("rules of time zones")));
  EXPECT_THAT(Taqvim({"times", "rederive", "--time-zone", "Asia/Almaty", "-o", "json"}),
              AllOf(Not(HasSubstr("remaining")), Not(HasSubstr("movedEvents"))));
}

}  // namespace
}  // namespace taqvim::e2e
