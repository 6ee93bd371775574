// A server that finds other rules of a time zone than those by which it booked.
//
// The two sets of zone data are made by zic, from what the IANA database said of
// Kazakhstan before and after its clocks were set back on 1 March 2024.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using testing::Book;
using testing::Get;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int64_t kHour = 3600;
constexpr char kTashkent[] =
    "Zone\tAsia/Tashkent\t4:37:11\t-\tLMT\t1924 May 2\n"
    "\t\t\t5:00\t-\t+05\n";
constexpr char kAlmatyBefore[] =
    "Zone\tAsia/Almaty\t5:07:48\t-\tLMT\t1924 May 2\n"
    "\t\t\t6:00\t-\t+06\n";
constexpr char kAlmatyAfter[] =
    "Zone\tAsia/Almaty\t5:07:48\t-\tLMT\t1924 May 2\n"
    "\t\t\t6:00\t-\t+06\t2024 Mar 1 0:00\n"
    "\t\t\t5:00\t-\t+05\n";

// Zone data that a program finds at TZDIR, of which there are two sets.
class ZoneData {
 public:
  ZoneData() {
    Make("before", kAlmatyBefore);
    Make("after", kAlmatyAfter);
    Use("before");
    setenv("TZDIR", dir_.Path("zoneinfo").c_str(), 1);
  }
  ~ZoneData() { unsetenv("TZDIR"); }

  // What programs that start from now on find.
  void Use(const std::string& set) {
    std::filesystem::remove(dir_.Path("zoneinfo"));
    std::filesystem::create_directory_symlink(dir_.Path(set), dir_.Path("zoneinfo"));
  }

 private:
  void Make(const std::string& set, const std::string& almaty) {
    const std::string source = dir_.Path(set + ".zi");
    std::ofstream(source) << almaty << kTashkent;
    testing::Process zic({"/usr/sbin/zic", "-d", dir_.Path(set), source}, dir_.Path("zic.log"));
    ASSERT_EQ(zic.Wait(), 0) << testing::ReadFile(dir_.Path("zic.log"));
    std::ofstream(dir_.Path(set) + "/tzdata.zi")
        << "Z Asia/Almaty 5 - +05\nZ Asia/Tashkent 5 - +05\n";
  }

  testing::TempDir dir_;
};

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
