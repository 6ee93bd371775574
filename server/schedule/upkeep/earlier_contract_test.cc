// A data file of the contract before resources had uids and what never ends said so
// (schema 2, derivation 1), made on 29 November 2026 by that version. In a hall with two
// rooms are a display and a corner, which are permanent, culture days, a series that was
// cancelled and a private event; one room is closed for good, and `cellar-tour` is there
// all the same. The library is archived; `website` has a grant and an access token.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "server/access/secret.h"
#include "server/access/stored_token.pb.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/testing/earlier_version.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// 2026-11-29, some hours after the file was made.
constexpr absl::Time kAfterwards = absl::FromUnixSeconds(1795996800);
constexpr Kind kKinds[] = {Kind::kOrganization, Kind::kParticipant, Kind::kAgreement,
                           Kind::kVenue,        Kind::kSpace,       Kind::kClosure,
                           Kind::kEvent,        Kind::kGrant,       Kind::kToken};
constexpr char kSecret[] =
    "taqvim_353d02bae6h2evp27ojnh1_bF-idJRHBYOBmEMvEJSvsXlxRe22NRNZWKxhSCz4b7gD07VRI";

class EarlierContractTest : public ::testing::Test {
 protected:
  using Bodies = std::map<std::string, std::string>;

  Bodies Stored(Kind kind) {
    Bodies bodies;
    auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      auto all = snapshot.List({.kind = kind, .show_archived = true, .limit = 1000});
      if (!all.ok()) return all.status();
      for (const auto& resource : *all) bodies[resource.name] = resource.body;
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return bodies;
  }
  template <class Message>
  Message Get(Kind kind, const std::string& name) {
    Message message;
    EXPECT_TRUE(message.ParseFromString(Stored(kind).at(name))) << name;
    return message;
  }
  v1::Event Event(const std::string& id) { return Get<v1::Event>(Kind::kEvent, "events/" + id); }

  // The uids of all that is stored, by name.
  std::map<std::string, std::string> Uids() {
    std::map<std::string, std::string> uids;
    Add<v1::Organization>(Kind::kOrganization, uids);
    Add<v1::Participant>(Kind::kParticipant, uids);
    Add<v1::Agreement>(Kind::kAgreement, uids);
    Add<v1::Venue>(Kind::kVenue, uids);
    Add<v1::Space>(Kind::kSpace, uids);
    Add<v1::Closure>(Kind::kClosure, uids);
    Add<v1::Event>(Kind::kEvent, uids);
    Add<v1::Grant>(Kind::kGrant, uids);
    for (const auto& [name, body] : Stored(Kind::kToken)) {
      uids[name] = Get<access::StoredToken>(Kind::kToken, name).access_token().uid();
    }
    return uids;
  }
  template <class Message>
  void Add(Kind kind, std::map<std::string, std::string>& uids) {
    for (const auto& [name, body] : Stored(kind)) uids[name] = Get<Message>(kind, name).uid();
  }

  ScheduleStore schedule_{1, kAfterwards, TAQVIM_FILE_OF_VERSION_2};
  EarlierVersion earlier_{schedule_};
};

TEST_F(EarlierContractTest, EachResourceHasAUidOnce) {
  earlier_.BringForwardAll();
  const auto uids = Uids();
  EXPECT_THAT(uids, SizeIs(19));
  std::set<std::string> different;
  for (const auto& [name, uid] : uids) {
    EXPECT_THAT(uid, MatchesRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) << name;
    EXPECT_TRUE(different.insert(uid).second) << name;
  }
  const int64_t revision = schedule_.store().newest_revision().number;
  earlier_.Forget();
  earlier_.BringForwardAll();
  EXPECT_EQ(Uids(), uids);
  EXPECT_LE(schedule_.store().newest_revision().number, revision + 2) << "nothing but the number";
}

TEST_F(EarlierContractTest, NothingLosesItsLastDay) {
  const v1::Event display = Event("display"), corner = Event("corner");
  earlier_.BringForwardAll();
  EXPECT_TRUE(Event("display").period().dated().permanent());
  EXPECT_TRUE(Event("corner").period().dated().permanent());
  EXPECT_EQ(Event("display").bookings(0).SerializeAsString(),
            display.bookings(0).SerializeAsString());
  EXPECT_EQ(Event("corner").period().dated().first_day().SerializeAsString(),
            corner.period().dated().first_day().SerializeAsString());
  EXPECT_FALSE(Event("hidden").period().has_dated());
  const auto closure = [this](const std::string& id) {
    return Get<v1::Closure>(Kind::kClosure, "venues/hall/closures/" + id).period().dated();
  };
  EXPECT_TRUE(closure("cellar").permanent());
  EXPECT_TRUE(closure("repair").has_last_day());
  EXPECT_FALSE(closure("repair").permanent());
}

TEST_F(EarlierContractTest, TimesOfChangeAreThoseOfBefore) {
  const v1::Event corner = Event("corner");
  earlier_.BringForwardAll();
  EXPECT_EQ(Event("corner").update_time().SerializeAsString(),
            corner.update_time().SerializeAsString());
  EXPECT_EQ(Event("corner").sequence(), 0);
}

TEST_F(EarlierContractTest, WhatWasWaivedStaysWaived) {
  earlier_.BringForwardAll();
  auto page = schedule_.Run(ListConflicts, v1::ListConflictsRequest());
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->conflicts(), IsEmpty());
}

TEST_F(EarlierContractTest, AccessTokensHaveTheirNamesAndSecrets) {
  std::vector<std::string> ids;
  for (const auto& [name, body] : Stored(Kind::kToken)) {
    EXPECT_TRUE(absl::StartsWith(name, "tokens/")) << name;
    ids.push_back(name.substr(name.find('/') + 1));
  }
  EXPECT_THAT(ids, SizeIs(2));
  earlier_.BringForwardAll();
  std::vector<std::string> names;
  for (const auto& [name, body] : Stored(Kind::kToken)) names.push_back(name);
  EXPECT_THAT(names, UnorderedElementsAre("accessTokens/" + ids[0], "accessTokens/" + ids[1]));
  const auto parts = access::ReadSecret(kSecret);
  ASSERT_TRUE(parts.has_value());
  const auto stored =
      Get<access::StoredToken>(Kind::kToken, "accessTokens/" + std::string(parts->token));
  EXPECT_EQ(stored.access_token().principal(), "website");
  EXPECT_EQ(stored.access_token().name(), "accessTokens/" + std::string(parts->token));
  const access::SecretHash hash = access::HashOf(kSecret);
  EXPECT_EQ(stored.secret_hash(), std::string(hash.begin(), hash.end()));
}

TEST_F(EarlierContractTest, AHistoryShowsWhatWasSaidThen) {
  earlier_.BringForwardAll();
  v1::ListEventRevisionsRequest request;
  request.set_name("events/corner");
  auto history = schedule_.Run(ListEventRevisions, request);
  ASSERT_TRUE(history.ok()) << history.status();
  ASSERT_EQ(history->event_revisions_size(), 2);
  EXPECT_TRUE(history->event_revisions(0).after().period().dated().permanent());
  EXPECT_EQ(history->event_revisions(1).after().period().dated().end_case(),
            v1::DatedPeriod::END_NOT_SET);
  EXPECT_THAT(history->event_revisions(0).changed_fields(),
              UnorderedElementsAre("period.dated.permanent", "uid"));
}

TEST_F(EarlierContractTest, AMirrorByTheLogHasWhatIsStored) {
  std::map<std::pair<Kind, std::string>, std::string> mirror, stored;
  for (Kind kind : kKinds) {
    for (const auto& [name, body] : Stored(kind)) mirror[{kind, name}] = body;
  }
  const int64_t from = schedule_.store().newest_revision().number;
  earlier_.BringForwardAll();
  auto page = schedule_.store().ChangesAfter(from, 1000, 1 << 20);
  ASSERT_TRUE(page.ok()) << page.status();
  for (const storage::LogEntry& entry : page->entries) {
    for (const storage::Change& change : entry.changes) {
      if (change.kind == Kind::kTopic) continue;
      EXPECT_EQ((mirror[{change.kind, change.name}]), change.before.value_or("")) << change.name;
      mirror[{change.kind, change.name}] = change.after.value_or("");
      if (!change.after) mirror.erase({change.kind, change.name});
    }
  }
  for (Kind kind : kKinds) {
    for (const auto& [name, body] : Stored(kind)) stored[{kind, name}] = body;
  }
  EXPECT_EQ(mirror, stored);
}

}  // namespace
}  // namespace taqvim::schedule
