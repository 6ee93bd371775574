#include "tests/soak/tours.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "taqvim/v1/standing_conflict.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::soak {
namespace {

constexpr int kTours = 5;

// A concert on the evening of that tour. The years are far off, as what is over does not move.
v1::Event Evening(int tour, const std::string& title, int from, int to) {
  const std::string day = absl::StrCat("2060-10-1", tour, " ");
  v1::Event event = testing::Concert(title, testing::Space(Tours::kHall),
                                     absl::StrCat(day, from, ":00"), absl::StrCat(day, to, ":00"));
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
    const std::string ensemble = absl::StrCat("ensemble-", i);
    testing::EnterParticipant(client, ensemble);
    v1::Event gala = Evening(i, "Gala", 18, 20);
    gala.add_bookings()->set_participant("participants/" + ensemble);
    Book(client, absl::StrCat("gala-", i), gala);
    v1::Event tour = Evening(i, "Tour", 19, 21);
    tour.clear_bookings();
    tour.add_bookings()->set_participant("participants/" + ensemble);
    tour.set_time_zone("Asia/Tashkent");
    Book(client, absl::StrCat("tour-", i), tour);
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
