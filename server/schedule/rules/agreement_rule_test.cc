// What may be confirmed under an agreement.
#include "server/schedule/rules/agreement_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AgreementRuleTest : public EventsTest {
 protected:
  AgreementRuleTest() {
    AddOrganization("ministry");
    owner_.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/owner");
    Write(CreateAgreement,
          "agreement_id: 'a' agreement { title { key: 'en' value: 'A memorandum' } parties: "
          "['organizations/owner', 'organizations/ministry'] }");
  }

  // As an organizer of the owner, who does not speak for the ministry.
  template <class Response, class Request>
  Response Write(absl::StatusOr<Response> (*method)(storage::Transaction&, const Caller&,
                                                    const Request&),
                 const std::string& text) {
    Response response;
    const auto outcome = schedule_.RunTransaction([&](storage::Transaction& transaction)
                                                      -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(response, method(transaction, {"someone", owner_}, FromText<Request>(text)));
      return "";
    });
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    return response;
  }
  std::string Read() {
    return absl::StrCat("name: 'agreements/a' etag: '",
                        Run(GetAgreement, "name: 'agreements/a'")->agreement().etag(), "' ");
  }
  void Accept() {
    ASSERT_TRUE(Run(AcceptAgreement, FromText<v1::AcceptAgreementRequest>(Read())).ok());
  }
  // Makes it a proposal again.
  v1::ConflictReport Prolong() {
    return Write(UpdateAgreement,
                 absl::StrCat("agreement { ", Read(), "last_day { year: 2030 month: 1 day: 1 } }"))
        .conflicts();
  }
  static std::string Talk(const std::string& more = "agreement: 'agreements/a'",
                          const std::string& day = "2025-10-10") {
    return absl::StrCat("activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' ", more,
                        " ", Timed(day + " 18:00", day + " 20:00"));
  }
  std::vector<v1::StandingConflict> Standing(const access::Rights& rights = access::Rights::All()) {
    v1::ListConflictsResponse response;
    EXPECT_TRUE(schedule_
                    .RunRead([&](storage::Snapshot& snapshot) {
                      auto page = ListConflicts(snapshot, {"someone", rights}, {});
                      if (page.ok()) response = *page;
                      return page.status();
                    })
                    .ok());
    return {response.conflicts().begin(), response.conflicts().end()};
  }

  access::Rights owner_;
};

const char kLine[] = "0 events/e AGREEMENT_PROPOSED agreements/a";

TEST_F(AgreementRuleTest, UnderAProposalEventsArePlannedAndNotConfirmed) {
  ASSERT_TRUE(Create("e", Talk()).ok());
  const auto refused = Confirm("events/e");
  EXPECT_THAT(Lines(refused.status()), ElementsAre(kLine));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("organizations/ministry has yet to accept it"));
  Accept();
  EXPECT_TRUE(Confirm("events/e").ok());
}

TEST_F(AgreementRuleTest, AnEventIsNotCreatedConfirmedUnderAProposal) {
  auto request = FromText<v1::CreateEventRequest>(
      absl::StrCat("confirm: true event_id: 'e' event { title { key: 'en' value: 'A talk' } owner: "
                   "'organizations/owner' ",
                   Talk(), " }"));
  EXPECT_THAT(Lines(Run(CreateEvent, request).status()), ElementsAre(kLine));
}

TEST_F(AgreementRuleTest, AConfirmedEventIsNotPutUnderAProposal) {
  ASSERT_TRUE(Create("e", Talk("")).ok());
  ASSERT_TRUE(Confirm("events/e").ok());
  const auto put = Update("events/e", {"agreement"}, "agreement: 'agreements/a'");
  EXPECT_THAT(Lines(put.status()), ElementsAre(kLine));
}

TEST_F(AgreementRuleTest, WhatIsConfirmedStaysAndIsToldAndListed) {
  Accept();
  ASSERT_TRUE(Create("e", Talk()).ok());
  ASSERT_TRUE(Confirm("events/e").ok());
  ASSERT_TRUE(Create("tentative", Talk()).ok());
  EXPECT_THAT(Standing(), IsEmpty());
  EXPECT_THAT(Lines(Prolong().conflicts()),
              ElementsAre("0 events/e AGREEMENT_PROPOSED agreements/a, advisory"));
  const auto standing = Standing();
  ASSERT_EQ(standing.size(), 1u);
  EXPECT_EQ(standing[0].kind(), v1::CONFLICT_KIND_AGREEMENT_PROPOSED);
  EXPECT_EQ(standing[0].resolution(),
            "Have the parties of agreements/a accept it, take events/e out of it, or cancel "
            "events/e.");
  // What does not touch its agreement is not held against it.
  EXPECT_TRUE(Update("events/e", {"title"}, "title { key: 'en' value: 'New' }").ok());
  Accept();
  EXPECT_THAT(Standing(), IsEmpty());
}

// Culture days of no two countries claim nothing, and a series is not over with its first.
TEST_F(AgreementRuleTest, AFestivalAndTheRestOfASeriesAreListedUntilTheyAreOver) {
  Accept();
  ASSERT_TRUE(Create("festival",
                     "agreement: 'agreements/a' culture_days { stops { city: 'Astana' first_day { "
                     "year: 2025 month: 10 day: 8 } last_day { year: 2025 month: 10 day: 12 } } }")
                  .ok());
  ASSERT_TRUE(
      Create("series", Talk("agreement: 'agreements/a' recurrence { rule: 'FREQ=WEEKLY;COUNT=4' }"))
          .ok());
  ASSERT_TRUE(Confirm("events/festival").ok());
  ASSERT_TRUE(Confirm("events/series").ok());
  Prolong();
  EXPECT_EQ(Standing().size(), 2u);
  schedule_.now = absl::FromCivil(absl::CivilDay(2025, 10, 20), absl::UTCTimeZone());
  const auto standing = Standing();
  ASSERT_EQ(standing.size(), 1u);
  EXPECT_EQ(standing[0].conflict().event(), "events/series");
  schedule_.now = absl::FromCivil(absl::CivilDay(2025, 11, 20), absl::UTCTimeZone());
  EXPECT_THAT(Standing(), IsEmpty());
}

TEST_F(AgreementRuleTest, WhatIsOverStandsInNoConflict) {
  Accept();
  ASSERT_TRUE(Create("e", Talk()).ok());
  ASSERT_TRUE(Confirm("events/e").ok());
  schedule_.now += absl::Hours(24 * 365);
  EXPECT_THAT(Prolong().conflicts(), IsEmpty());
  EXPECT_THAT(Standing(), IsEmpty());
}

TEST_F(AgreementRuleTest, UnderWhichAgreementAClosedEventIsNobodyLearns) {
  Accept();
  ASSERT_TRUE(Create("e", Talk("agreement: 'agreements/a' visibility: VISIBILITY_PRIVATE")).ok());
  ASSERT_TRUE(Confirm("events/e").ok());
  Prolong();
  access::Rights stranger;
  stranger.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/ministry");
  EXPECT_THAT(Standing(stranger), IsEmpty());
  EXPECT_EQ(Standing(owner_).size(), 1u);
}

TEST_F(AgreementRuleTest, AnAssumedAgreementIsAskedForLikeAnother) {
  const auto check = [&](const std::string& parties) {
    v1::CheckEventsResponse response;
    const auto request = FromText<v1::CheckEventsRequest>(absl::StrCat(
        "assumptions { agreements { name: 'agreements/b' title { key: 'en' value: 'B' } ", parties,
        " } } writes { create { confirm: true event_id: 'e' event { title { key: 'en' value: 'A "
        "talk' } owner: 'organizations/owner' ",
        Talk("agreement: 'agreements/b'"), " } } }"));
    const auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          ASSIGN_OR_RETURN(response, CheckEvents(transaction, {"someone", owner_}, request));
          return "";
        },
        /*dry_run=*/true);
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    return Lines(response.conflicts());
  };
  EXPECT_THAT(check("parties: ['organizations/owner', 'organizations/ministry']"),
              ElementsAre("0 events/e AGREEMENT_PROPOSED agreements/b"));
  AddOrganization("museum");
  owner_.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/museum");
  EXPECT_THAT(check("parties: ['organizations/owner', 'organizations/museum']"), IsEmpty());
}

}  // namespace
}  // namespace taqvim::schedule
