// Many clients want the same slot at the same moment: one gets it, and each of
// the others learns who did.
#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/time_util.h"
#include "tests/support/bookings.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using google::protobuf::util::TimeUtil;
using testing::IsRefusal;

constexpr int kClients = 64;
constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

// An hour of its own for each round, from 1 January 2036 in Astana.
struct Slot {
  explicit Slot(int round) {
    const absl::CivilHour hour = absl::CivilHour(2036, 1, 1) + round;
    start = absl::StrFormat("%04d-%02d-%02d %02d:00", hour.year(), hour.month(), hour.day(),
                            hour.hour());
    end = absl::StrFormat("%04d-%02d-%02d %02d:45", hour.year(), hour.month(), hour.day(),
                          hour.hour());
    first_second = absl::ToUnixSeconds(absl::FromCivil(hour, absl::FixedTimeZone(5 * 3600)));
  }

  std::string start, end;
  int64_t first_second;
};

std::string EventId(int round, int client) { return absl::StrCat("concert-", round, "-", client); }

// A concert that needs the hall and the orchestra.
v1::Event Wanted(int round, int client) {
  const Slot slot(round);
  v1::Event event = testing::Concert(absl::StrCat("Concert of client ", client),
                                     testing::Space("hall"), slot.start, slot.end);
  v1::Booking& orchestra = *event.add_bookings();
  orchestra.set_id("orchestra");
  orchestra.set_participant("participants/orchestra");
  return event;
}

// Clients with connections of their own that all call at once, round after round.
class Race : public ::testing::Test {
 protected:
  Race() {
    testing::EnterLibrary(server_.client());
    testing::EnterParticipant(server_.client(), "orchestra");
    for (int i = 0; i < kClients; ++i) clients_.push_back(testing::ConnectOnce(server_.address()));
  }

  using Attempt = std::function<absl::StatusOr<v1::Event>(client::Client&, int round, int client)>;
  using Verdict = std::function<void(int round, const std::vector<absl::StatusOr<v1::Event>>&)>;

  void Run(int clients, int rounds, const Attempt& attempt, const Verdict& verdict) {
    std::vector<absl::StatusOr<v1::Event>> results(clients);
    std::barrier line(clients + 1);
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
      threads.emplace_back([&, i] {
        for (int round = 0; round < rounds; ++round) {
          line.arrive_and_wait();
          results[i] = attempt(*clients_[i], round, i);
          line.arrive_and_wait();
        }
      });
    }
    for (int round = 0; round < rounds; ++round) {
      line.arrive_and_wait();
      line.arrive_and_wait();
      verdict(round, results);
    }
    for (std::thread& thread : threads) thread.join();
  }

  testing::Taqvimd server_;
  std::vector<std::unique_ptr<client::Client>> clients_;
};

// The index of the only result that is OK; -1 when it is not the only one.
int Winner(const std::vector<absl::StatusOr<v1::Event>>& results) {
  int winner = -1, winners = 0;
  for (size_t i = 0; i < results.size(); ++i) {
    if (!results[i].ok()) continue;
    winner = static_cast<int>(i);
    ++winners;
  }
  EXPECT_EQ(winners, 1);
  return winners == 1 ? winner : -1;
}

// The refusal names both bookings of the winner, and from when to when.
void ExpectFullReport(const absl::Status& status, int round, const std::string& loser,
                      const v1::Event& winner) {
  EXPECT_THAT(status, IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
  const v1::ConflictReport report = testing::ConflictsOf(status);
  EXPECT_EQ(report.total(), 2);
  ASSERT_EQ(report.conflicts_size(), 2) << report.ShortDebugString();
  for (int i = 0; i < 2; ++i) {
    const v1::Conflict& conflict = report.conflicts(i);
    EXPECT_EQ(conflict.event(), loser);
    EXPECT_EQ(conflict.booking(), i == 0 ? "hall" : "orchestra");
    EXPECT_EQ(conflict.resource(), i == 0 ? testing::Space("hall") : "participants/orchestra");
    EXPECT_EQ(conflict.rule(), v1::CONFLICT_RULE_RESOURCE_BUSY);
    EXPECT_EQ(conflict.severity(), v1::CONFLICT_SEVERITY_BLOCKING);
    EXPECT_EQ(conflict.counterpart(), winner.name());
    EXPECT_EQ(conflict.counterpart_booking(), conflict.booking());
    EXPECT_EQ(conflict.counterpart_title().at("en"), winner.title().at("en"));
    EXPECT_EQ(TimeUtil::TimestampToSeconds(conflict.start_time()), Slot(round).first_second);
    EXPECT_EQ(TimeUtil::TimestampToSeconds(conflict.end_time()),
              Slot(round).first_second + 45 * 60);
  }
}

TEST_F(Race, OfSixtyFourBookingsOfOneSlotHasOneWinnerAndTheOthersGetTheFullReport) {
  const int rounds = testing::Rounds(200, 20);
  Run(
      kClients, rounds,
      [](client::Client& client, int round, int i) {
        return testing::Book(client, EventId(round, i), Wanted(round, i));
      },
      [](int round, const std::vector<absl::StatusOr<v1::Event>>& results) {
        const int winner = Winner(results);
        ASSERT_GE(winner, 0) << "round " << round;
        for (int i = 0; i < kClients; ++i) {
          if (i == winner) continue;
          ExpectFullReport(results[i].status(), round, "events/" + EventId(round, i),
                           *results[winner]);
        }
      });
  EXPECT_EQ(testing::ListAll(server_.client()).size(), rounds);
}

// Half of the clients want the one event, half the other, which came later and
// is confirmed in spite of the hold ahead of it, or not.
absl::StatusOr<v1::Event> ConfirmOneOfTwo(client::Client& client, int round, int i) {
  v1::ConfirmEventRequest request;
  request.set_name("events/" + EventId(round, i % 2));
  if (round % 2 == 0) request.add_overrides(v1::CONFLICT_RULE_HOLD_AHEAD);
  auto response = client.Call<v1::ConfirmEventResponse>(request);
  if (!response.ok()) return response.status();
  return response->event();
}

// A loser is told that its event is confirmed already, or by what it is not.
void ExpectTold(const absl::Status& status, int round, const std::string& event,
                const v1::Event& winner) {
  if (event == winner.name()) {
    EXPECT_THAT(status, IsRefusal(kRefused, "ILLEGAL_STATE"));
    return;
  }
  EXPECT_THAT(status, IsRefusal(kRefused, "SCHEDULE_CONFLICT"));
  const v1::ConflictReport report = testing::ConflictsOf(status);
  ASSERT_EQ(report.conflicts_size(), 2) << report.ShortDebugString();
  if (report.conflicts(0).rule() != v1::CONFLICT_RULE_HOLD_AHEAD) {
    return ExpectFullReport(status, round, event, winner);
  }
  // Asked while the hold ahead was still a hold.
  EXPECT_EQ(round % 2, 1);
  for (const v1::Conflict& conflict : report.conflicts()) {
    EXPECT_EQ(conflict.rule(), v1::CONFLICT_RULE_HOLD_AHEAD);
    EXPECT_EQ(conflict.counterpart(), winner.name());
  }
}

TEST_F(Race, OfTwoHoldsConfirmedByThirtyTwoClientsAtOnceOneIsAndTheOthersAreToldByWhat) {
  constexpr int kConfirming = 32;
  const int rounds = testing::Rounds(200, 20);
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(testing::Create(server_.client(), EventId(round, i), Wanted(round, i)).ok());
    }
  }
  Run(kConfirming, rounds, ConfirmOneOfTwo,
      [this](int round, const std::vector<absl::StatusOr<v1::Event>>& results) {
        const int winner = Winner(results);
        ASSERT_GE(winner, 0) << "round " << round;
        for (int i = 0; i < kConfirming; ++i) {
          if (i == winner) continue;
          ExpectTold(results[i].status(), round, "events/" + EventId(round, i % 2),
                     *results[winner]);
        }
        // Who asks for no exception waits for who came first.
        if (round % 2 == 1) {
          EXPECT_EQ(winner % 2, 0);
        }
        const auto loser =
            testing::Get(server_.client(), "events/" + EventId(round, 1 - winner % 2));
        ASSERT_TRUE(loser.ok()) << loser.status();
        EXPECT_EQ(loser->state(), v1::EVENT_STATE_TENTATIVE);
        for (const v1::BookingHold& hold : loser->holds()) EXPECT_TRUE(hold.blocked());
      });
}

}  // namespace
}  // namespace taqvim::e2e
