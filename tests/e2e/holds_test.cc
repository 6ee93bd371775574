// Holds and approvals from outside: the command line, a real server, its timer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "google/protobuf/util/time_util.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using google::protobuf::util::TimeUtil;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Holds : public ::testing::Test {
 protected:
  struct Ran {
    int code;
    std::string out;
    std::string err;
  };

  Holds() { testing::EnterLibrary(server_.client()); }

  Ran Taqvim(const std::vector<std::string>& words) {
    std::vector<std::string> command = {TAQVIM, "--server", server_.address()};
    command.insert(command.end(), words.begin(), words.end());
    const std::string out = server_.dir().Path("out"), err = server_.dir().Path("err");
    std::filesystem::remove(out);
    std::filesystem::remove(err);
    testing::Process process(command, out, err);
    const int code = process.Wait();
    return {code, testing::ReadFile(out), testing::ReadFile(err)};
  }
  std::string Output(const std::vector<std::string>& words) {
    const Ran ran = Taqvim(words);
    EXPECT_EQ(ran.code, 0) << words[0] << " " << words[1] << "\n" << ran.err;
    return ran.out;
  }

  void Hold(const std::string& id, absl::Duration lasts = absl::Hours(24)) {
    v1::Event event =
        testing::Concert(id, testing::Space("hall"), "2030-10-10 18:00", "2030-10-10 20:00");
    *event.mutable_expire_time() =
        TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(absl::Now() + lasts));
    const auto created = testing::Create(server_.client(), id, event);
    ASSERT_TRUE(created.ok()) << created.status();
  }

  // Asks until the event is in that state, for half a minute at most.
  v1::EventState Await(const std::string& name, v1::EventState state) {
    const absl::Time patience = absl::Now() + absl::Seconds(30);
    auto event = testing::Get(server_.client(), name);
    while (event.ok() && event->state() != state && absl::Now() < patience) {
      event = testing::Get(server_.client(), name);
    }
    return event.ok() ? event->state() : v1::EVENT_STATE_UNSPECIFIED;
  }

  void SetPolicy(v1::BookingPolicy policy) {
    v1::GetVenueRequest get;
    get.set_name("venues/library");
    auto venue = server_.client().Call<v1::GetVenueResponse>(get);
    ASSERT_TRUE(venue.ok()) << venue.status();
    v1::UpdateVenueRequest update;
    *update.mutable_venue() = venue->venue();
    update.mutable_venue()->set_booking_policy(policy);
    update.mutable_update_mask()->add_paths("booking_policy");
    const auto updated = server_.client().Call<v1::UpdateVenueResponse>(update);
    ASSERT_TRUE(updated.ok()) << updated.status();
  }

  testing::Taqvimd server_;
};

TEST_F(Holds, AreRankedReorderedAndInTheWayOfThoseBehind) {
  Hold("first");
  Hold("second");
  EXPECT_EQ(testing::Get(server_.client(), "events/second")->hold_rank(), 2);
  const Ran refused = Taqvim({"events", "confirm", "second"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("events/first"), HasSubstr("hold-ahead")));
  Output({"holds", "prioritize", "second", "--order", "-1"});
  EXPECT_EQ(testing::Get(server_.client(), "events/first")->hold_rank(), 2);
  Output({"events", "confirm", "second"});
  EXPECT_TRUE(testing::Get(server_.client(), "events/first")->holds(0).blocked());
}

TEST_F(Holds, LapseByThemselvesWhileNobodyWritesAndThroughARestart) {
  Hold("soon", absl::Seconds(2));
  Hold("later", absl::Seconds(4));
  EXPECT_EQ(Await("events/soon", v1::EVENT_STATE_EXPIRED), v1::EVENT_STATE_EXPIRED);
  EXPECT_EQ(server_.Stop(), 0);
  server_.Start();
  EXPECT_EQ(Await("events/later", v1::EVENT_STATE_EXPIRED), v1::EVENT_STATE_EXPIRED);
}

TEST_F(Holds, ThatHaveLapsedLetTheNextOneThrough) {
  Hold("first", absl::Seconds(2));
  Hold("second");
  EXPECT_EQ(Await("events/first", v1::EVENT_STATE_EXPIRED), v1::EVENT_STATE_EXPIRED);
  EXPECT_EQ(testing::Get(server_.client(), "events/second")->hold_rank(), 1);
  Output({"events", "confirm", "second"});
  EXPECT_THAT(Taqvim({"events", "confirm", "first"}).err, HasSubstr("is expired"));
  EXPECT_THAT(Taqvim({"bookings", "approve", "first", "--venue", "library"}).err,
              HasSubstr("lapsed at 20"));
}

TEST_F(Holds, OfAVenueThatApprovesAreAskedForApprovedAndRefused) {
  SetPolicy(v1::BOOKING_POLICY_APPROVAL);
  Hold("gala");
  EXPECT_THAT(Taqvim({"events", "confirm", "gala"}).err,
              HasSubstr("Not confirmed yet; still to be approved: hall by venues/library."));
  EXPECT_EQ(testing::Get(server_.client(), "events/gala")->state(), v1::EVENT_STATE_TENTATIVE);
  EXPECT_THAT(Output({"bookings", "pending", "--venue", "library"}),
              AllOf(HasSubstr("events/gala"), HasSubstr("hall")));
  Output({"bookings", "refuse", "gala", "--venue", "library", "--reason", "en=The floor is wet"});
  EXPECT_THAT(Output({"events", "get", "gala"}), HasSubstr("The floor is wet"));
  EXPECT_THAT(Output({"bookings", "pending"}), Not(HasSubstr("events/gala")));
  EXPECT_EQ(Taqvim({"events", "confirm", "gala"}).code, 5);
  EXPECT_EQ(Taqvim({"bookings", "approve", "gala", "--booking", "hall"}).err, "");
  EXPECT_EQ(testing::Get(server_.client(), "events/gala")->state(), v1::EVENT_STATE_CONFIRMED);
}

}  // namespace
}  // namespace taqvim::e2e
