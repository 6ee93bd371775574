// A data file of the version before derivations had numbers (schema 1), made on 1
// January 2025 by that version. In a theatre in Berlin, each in a space of its own,
// are a series in the hour that the clocks skip on 30 March (`night`, and `dawn`,
// which took what was left of the hall), and a series by each kind of rule that was
// read wrongly; one of these, `monthly`, is approved, and `rival` is where `twice`
// did not know that it takes place. Culture days are in Баку and, confirmed later, in
// БАКУ. Tags are `uz-cyrl`.
#include "server/schedule/testing/earlier_version.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/standing_fixture.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// What a consumer that follows the log has of each resource: kind and name to bytes.
using Mirror = std::map<std::pair<Kind, std::string>, std::string>;

class EarlierVersionTest : public ::testing::Test {
 protected:
  EarlierVersionTest() { before_ = Stored(); }

  // All that readers are shown.
  Mirror Stored() {
    Mirror stored;
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      for (Kind kind : {Kind::kOrganization, Kind::kParticipant, Kind::kVenue, Kind::kSpace,
                        Kind::kClosure, Kind::kEvent}) {
        auto all = snapshot.List({.kind = kind, .limit = 1000});
        if (!all.ok()) return all.status();
        for (const auto& resource : *all) stored[{kind, resource.name}] = resource.body;
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return stored;
  }

  v1::Event Get(const std::string& name) {
    v1::GetEventRequest request;
    request.set_name(name);
    auto response = schedule_.Run(GetEvent, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->event() : v1::Event();
  }
  absl::Status Retitle(const std::string& name) {
    v1::UpdateEventRequest request;
    v1::Event& event = *request.mutable_event();
    event.set_name(name);
    event.set_etag(Get(name).etag());
    (*event.mutable_title())["en"] = "Another title";
    request.mutable_update_mask()->add_paths("title");
    return schedule_.Run(UpdateEvent, request).status();
  }

  // What the event claims: when, in Berlin, with `held` or `contested` behind it.
  std::vector<std::string> ClaimsOf(const std::string& name) {
    std::vector<std::string> lines;
    absl::TimeZone berlin;
    EXPECT_TRUE(absl::LoadTimeZone("Europe/Berlin", &berlin));
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      auto resource = snapshot.Find(Kind::kEvent, name);
      if (!resource.ok()) return resource.status();
      auto claims = snapshot.ClaimsOf((*resource)->id);
      if (!claims.ok()) return claims.status();
      for (const storage::Claim& claim : *claims) {
        const auto text = [&](const char* format, int64_t seconds) {
          return absl::FormatTime(format, absl::FromUnixSeconds(seconds), berlin);
        };
        lines.push_back(absl::StrCat(text("%F %H:%M", claim.interval.start), " to ",
                                     text("%H:%M", claim.interval.end),
                                     claim.kind == storage::ClaimKind::kHeld        ? " held"
                                     : claim.kind == storage::ClaimKind::kContested ? " contested"
                                                                                    : ""));
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return lines;
  }

  std::vector<std::string> Conflicts() {
    std::vector<std::string> lines;
    auto page = schedule_.Run(ListConflicts, v1::ListConflictsRequest());
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return lines;
    for (const auto& found : page->conflicts()) {
      lines.push_back(absl::StrCat(
          v1::ConflictKind_Name(found.kind()).substr(std::string("CONFLICT_KIND_").size()), " ",
          found.conflict().event(), " ", found.conflict().counterpart()));
    }
    return lines;
  }

  ScheduleStore schedule_{1, kBeginning + absl::Hours(2), TAQVIM_FILE_OF_VERSION_1};
  EarlierVersion earlier_{schedule_};
  Mirror before_;
};

TEST_F(EarlierVersionTest, ClaimsAreRightAfterwards) {
  ASSERT_EQ(ClaimsOf("events/night")[2], "2025-03-30 03:30 to 03:30");
  earlier_.BringForwardAll();
  EXPECT_THAT(ClaimsOf("events/night"),
              ElementsAre("2025-03-16 02:30 to 03:30", "2025-03-23 02:30 to 03:30",
                          "2025-03-30 03:30 to 04:30", "2025-04-06 02:30 to 03:30"));
  EXPECT_THAT(ClaimsOf("events/dawn"), ElementsAre("2025-03-30 03:45 to 04:15 contested"));
  EXPECT_THAT(ClaimsOf("events/positions"),
              ElementsAre("2025-01-06 18:00 to 20:00", "2025-01-13 18:00 to 20:00",
                          "2025-01-20 18:00 to 20:00", "2025-01-27 18:00 to 20:00",
                          "2025-02-03 18:00 to 20:00", "2025-02-10 18:00 to 20:00",
                          "2025-02-17 18:00 to 20:00", "2025-02-24 18:00 to 20:00"));
  EXPECT_THAT(ClaimsOf("events/month-end"),
              ElementsAre("2025-01-15 18:00 to 20:00", "2025-01-31 18:00 to 20:00",
                          "2025-02-15 18:00 to 20:00", "2025-02-28 18:00 to 20:00",
                          "2025-03-15 18:00 to 20:00", "2025-03-31 18:00 to 20:00"));
  EXPECT_THAT(ClaimsOf("events/friday-13"),
              ElementsAre("2025-06-13 18:00 to 20:00", "2026-02-13 18:00 to 20:00",
                          "2026-03-13 18:00 to 20:00"));
  EXPECT_THAT(ClaimsOf("events/new-year"), ElementsAre("2025-12-31 18:00 to 20:00"));
}

TEST_F(EarlierVersionTest, ThePublicSeesNoEventOfIt) {
  earlier_.BringForwardAll();
  access::Rights people, viewer;
  people.Add(v1::ROLE_PUBLIC);
  viewer.Add(v1::ROLE_VIEWER);
  const auto count = [&](const access::Rights& rights) {
    int events = -1;
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      auto listed = ListEvents(snapshot, {"someone", rights}, v1::ListEventsRequest());
      if (listed.ok()) events = listed->events_size();
      return listed.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return events;
  };
  EXPECT_GT(count(viewer), 0);
  EXPECT_EQ(count(people), 0);
}

TEST_F(EarlierVersionTest, NewDaysOfWhatIsApprovedOrCollidesAreHeld) {
  earlier_.BringForwardAll();
  // The days of before go, as its rule never had them: the second was a year later.
  EXPECT_THAT(ClaimsOf("events/monthly"),
              ElementsAre("2025-01-13 18:00 to 20:00", "2025-02-13 18:00 to 20:00 held",
                          "2025-03-13 18:00 to 20:00 held", "2025-04-13 18:00 to 20:00 held"));
  EXPECT_THAT(Get("events/monthly").recurrence().held_days(), SizeIs(3));
  EXPECT_THAT(ClaimsOf("events/twice"),
              ElementsAre("2025-01-06 18:00 to 20:00", "2025-01-13 18:00 to 20:00",
                          "2025-01-20 18:00 to 20:00", "2025-01-27 18:00 to 20:00",
                          "2025-02-03 18:00 to 20:00 held", "2025-02-10 18:00 to 20:00"));
  EXPECT_THAT(ClaimsOf("events/rival"), ElementsAre("2025-02-03 19:00 to 22:00"));
}

TEST_F(EarlierVersionTest, WhatCollidesIsListed) {
  EXPECT_THAT(Conflicts(), IsEmpty());
  earlier_.BringForwardAll();
  EXPECT_THAT(Conflicts(), UnorderedElementsAre("CONTESTED events/dawn events/night",
                                                "HOLD_BLOCKED events/twice events/rival",
                                                "CONTESTED events/days-of-tr events/days-of-az"));
}

TEST_F(EarlierVersionTest, TagsHaveTheirCase) {
  earlier_.BringForwardAll();
  EXPECT_EQ(Get("events/suhbat").description().count("uz-Cyrl"), 1);
  auto answer = schedule_.Run(GetOrganization, "name: 'organizations/kutubxona'");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->organization().title().count("uz-Cyrl"), 1);
}

TEST_F(EarlierVersionTest, AMirrorByTheLogAndEtagsAgree) {
  const int64_t from = schedule_.store().newest_revision().number;
  Mirror mirror = before_;
  earlier_.BringForwardAll();
  auto page = schedule_.store().ChangesAfter(from, 1000, 1 << 20);
  ASSERT_TRUE(page.ok()) << page.status();
  for (const storage::LogEntry& entry : page->entries) {
    EXPECT_EQ(entry.principal, "tester");
    for (const storage::Change& change : entry.changes) {
      if (change.kind == Kind::kTopic) continue;
      std::string& known = mirror[{change.kind, change.name}];
      EXPECT_EQ(known, change.before.value_or(""));
      known = change.after.value_or("");
    }
  }
  EXPECT_EQ(mirror, Stored());
  EXPECT_NE(mirror, before_);
  for (const auto& [key, body] : mirror) {
    if (key.first != Kind::kEvent) continue;
    EXPECT_EQ(Get(key.second).etag(), EtagOf(body));
  }
}

TEST_F(EarlierVersionTest, EachEventTakesAnotherTitle) {
  earlier_.BringForwardAll();
  for (const auto& [key, body] : before_) {
    if (key.first != Kind::kEvent) continue;
    const auto claims = ClaimsOf(key.second);
    const absl::Status retitled = Retitle(key.second);
    EXPECT_TRUE(retitled.ok()) << key.second << ": " << retitled;
    EXPECT_EQ(ClaimsOf(key.second), claims) << key.second;
  }
}

TEST_F(EarlierVersionTest, OnceIsEnough) {
  earlier_.BringForwardAll();
  const Mirror once = Stored();
  const auto night = ClaimsOf("events/night");
  const int64_t revision = schedule_.store().newest_revision().number;
  earlier_.BringForwardAll();
  EXPECT_EQ(schedule_.store().newest_revision().number, revision);
  EXPECT_EQ(Stored(), once);
  EXPECT_EQ(ClaimsOf("events/night"), night);
}

}  // namespace
}  // namespace taqvim::schedule
