#include "tests/soak/tours.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "taqvim/v1/standing_conflict.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::soak {
namespace {

constexpr int kTours = 5;

// A concert of that ensemble on the evening of that tour. The years are far off, as what is over
// does not move.
v1::Event Evening(int tour, const std::string& title, const std::string& hours,
                  const std::string& time_zone) {
  const std::string day = absl::StrCat("2060-10-1", tour, " ");
  const std::vector<std::string> from_to = absl::StrSplit(hours, '-');
  v1::Event event = testing::Concert(title, "", day + from_to[0], day + from_to[1]);
  event.clear_bookings();
  event.add_bookings()->set_participant(absl::StrCat("participants/ensemble-", tour));
  event.set_time_zone(time_zone);
  return event;
}

void Book(client::Client& client, const std::string& id, const v1::Event& event) {
  const auto booked = testing::Book(client, id, event);
  EXPECT_TRUE(booked.ok()) << booked.status();
}

// The events that are told to be contested.
std::multiset<std::string> Contested(client::Client& client) {
  v1::ListConflictsRequest request;
  request.add_kinds(v1::CONFLICT_KIND_CONTESTED);
  std::multiset<std::string> contested;
  do {
    const auto page = client.Call<v1::ListConflictsResponse>(request);
    if (!page.ok()) {
      ADD_FAILURE() << page.status();
      break;
    }
    for (const v1::StandingConflict& one : page->conflicts()) {
      contested.insert(one.conflict().event());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return contested;
}

}  // namespace

Tours::Tours(client::Client& client) {
  for (int i = 0; i < kTours; ++i) {
    testing::EnterParticipant(client, absl::StrCat("ensemble-", i));
    Book(client, absl::StrCat("gala-", i), Evening(i, "Gala", "18:00-20:00", "Asia/Almaty"));
    Book(client, absl::StrCat("tour-", i), Evening(i, "Tour", "19:00-21:00", "Asia/Tashkent"));
  }
}

void Tours::Check(client::Client& client, const std::string& zone_data) const {
  std::multiset<std::string> wanted;
  for (int i = 0; i < kTours && zone_data == "after"; ++i) {
    wanted.insert(absl::StrCat("events/tour-", i));
  }
  EXPECT_EQ(Contested(client), wanted) << "by the zone data " << zone_data;
}

}  // namespace taqvim::soak
