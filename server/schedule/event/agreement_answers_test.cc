#include "server/schedule/event/agreement_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "server/schedule/testing/from_text.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kA[] = "organizations/a";
constexpr char kB[] = "organizations/b";
constexpr char kC[] = "organizations/c";

access::Rights OrganizerOf(const std::vector<std::string>& organizations) {
  access::Rights rights;
  for (const std::string& name : organizations) rights.AddForOrganization(v1::ROLE_ORGANIZER, name);
  return rights;
}

v1::Agreement Between(const std::vector<std::string>& parties) {
  v1::Agreement agreement;
  agreement.mutable_parties()->Assign(parties.begin(), parties.end());
  return agreement;
}

// `organizations/a ACCEPTED someone 7`, a line each.
std::vector<std::string> Said(const v1::Agreement& agreement) {
  std::vector<std::string> lines;
  for (const v1::PartyAnswer& said : agreement.answers()) {
    const std::string& decision = v1::PartyDecision_Name(said.decision());
    lines.push_back(absl::StrCat(said.organization(), " ", decision.substr(15), " ",
                                 said.principal(), " ", said.answer_time().seconds()));
  }
  return lines;
}

class Answering {
 public:
  explicit Answering(const std::vector<std::string>& organizations, int64_t at = 7)
      : rights_(OrganizerOf(organizations)) {
    now_.set_seconds(at);
  }
  void Ask(const v1::Agreement* before, v1::Agreement& after) {
    AskParties({caller_, now_}, before, after);
  }
  void Say(const std::string& party, v1::PartyDecision decision, v1::Agreement& agreement,
           const std::string& reason = "") {
    TextMap reasons;
    if (!reason.empty()) reasons["en"] = reason;
    Answer({caller_, now_}, party, decision, reasons, agreement);
  }

 private:
  access::Rights rights_;
  const Caller caller_{"someone", rights_};
  google::protobuf::Timestamp now_;
};

TEST(AskParties, AcceptsForThoseOfTheCallerAndAwaitsTheOthers) {
  v1::Agreement agreement = Between({kA, kB, kC});
  Answering({kB}).Ask(nullptr, agreement);
  EXPECT_THAT(Said(agreement), ElementsAre("organizations/b ACCEPTED someone 7"));
  EXPECT_THAT(agreement.awaited_parties(), ElementsAre(kA, kC));
  EXPECT_TRUE(IsProposal(agreement));
}

TEST(AskParties, AwaitsNobodyWhereTheCallerOrganizesForAll) {
  v1::Agreement agreement = Between({kA, kB});
  Answering({kA, kB}).Ask(nullptr, agreement);
  EXPECT_FALSE(IsProposal(agreement));
  EXPECT_EQ(agreement.answers_size(), 2);
}

TEST(AskParties, KeepsWhatWasSaidWhereNeitherPartiesNorTermChange) {
  v1::Agreement before = Between({kA, kB});
  Answering({kA, kB}).Ask(nullptr, before);
  v1::Agreement after = before;
  (*after.mutable_title())["en"] = "Another title";
  after.mutable_signing_day()->set_year(2025);
  std::swap(*after.mutable_parties(0), *after.mutable_parties(1));
  Answering({kA}, 9).Ask(&before, after);
  EXPECT_FALSE(IsProposal(after));
  EXPECT_THAT(Said(after), ElementsAre("organizations/b ACCEPTED someone 7",
                                       "organizations/a ACCEPTED someone 7"));
}

TEST(AskParties, KeepsWhoIsAwaitedInTheOrderOfTheParties) {
  v1::Agreement before = Between({kA, kB, kC});
  Answering({kB}).Ask(nullptr, before);
  v1::Agreement after = before;
  std::swap(*after.mutable_parties(0), *after.mutable_parties(2));
  Answering({kB}, 9).Ask(&before, after);
  EXPECT_THAT(after.awaited_parties(), ElementsAre(kC, kA));
  EXPECT_THAT(Said(after), ElementsAre("organizations/b ACCEPTED someone 7"));
}

TEST(AskParties, AwaitsNobodyForAnotherOrderOfThoseWhoWereNeverAsked) {
  const v1::Agreement before = Between({kA, kB});
  v1::Agreement after = Between({kB, kA});
  Answering({}).Ask(&before, after);
  EXPECT_FALSE(IsProposal(after));
}

TEST(AskParties, AsksAnewWhereTheLastDayChanges) {
  v1::Agreement open = Between({kA, kB});
  v1::Agreement ending = open;
  *ending.mutable_last_day() = FromText<google::type::Date>("year: 2030 month: 1 day: 1");
  v1::Agreement ending_later = ending;
  ending_later.mutable_last_day()->set_day(2);
  using Pair = std::pair<v1::Agreement, v1::Agreement>;
  for (auto& [before, after] :
       {Pair{open, ending}, Pair{ending, open}, Pair{ending, ending_later}}) {
    v1::Agreement changed = after;
    Answering({kA}, 9).Ask(&before, changed);
    EXPECT_THAT(changed.awaited_parties(), ElementsAre(kB));
    EXPECT_THAT(Said(changed), ElementsAre("organizations/a ACCEPTED someone 9"));
  }
}

TEST(AskParties, AsksAnewWhereAPartyIsAddedOrTakenAway) {
  v1::Agreement before = Between({kA, kB, kC});
  Answering({kA, kB, kC}).Ask(nullptr, before);
  for (const std::vector<std::string>& parties :
       {std::vector<std::string>{kA, kB}, {kA, kB, "organizations/d"}}) {
    v1::Agreement after = before;
    after.mutable_parties()->Assign(parties.begin(), parties.end());
    Answering({kA}, 9).Ask(&before, after);
    EXPECT_THAT(Said(after), ElementsAre("organizations/a ACCEPTED someone 9"));
    EXPECT_EQ(after.awaited_parties_size(), parties.size() - 1);
  }
}

TEST(AskParties, LeavesWhatIsFromBeforePartiesWereAskedAccepted) {
  const v1::Agreement before = Between({kA, kB});
  v1::Agreement after = before;
  (*after.mutable_title())["en"] = "Another title";
  Answering({kA}).Ask(&before, after);
  EXPECT_FALSE(IsProposal(after));
  EXPECT_THAT(Said(after), IsEmpty());
}

TEST(Answer, TakesThePlaceOfWhatThePartySaidBefore) {
  v1::Agreement agreement = Between({kA, kB, kC});
  Answering({kC}).Ask(nullptr, agreement);
  Answering({kA}).Say(kA, v1::PARTY_DECISION_DECLINED, agreement, "Too long");
  EXPECT_THAT(agreement.awaited_parties(), ElementsAre(kA, kB));
  EXPECT_EQ(agreement.answers(0).reason().at("en"), "Too long");
  Answering({kB}, 8).Say(kB, v1::PARTY_DECISION_ACCEPTED, agreement);
  EXPECT_THAT(agreement.awaited_parties(), ElementsAre(kA));
  Answering({kA}, 9).Say(kA, v1::PARTY_DECISION_ACCEPTED, agreement, "Not kept");
  EXPECT_FALSE(IsProposal(agreement));
  EXPECT_TRUE(agreement.answers(0).reason().empty());
  EXPECT_THAT(Said(agreement), ElementsAre("organizations/a ACCEPTED someone 9",
                                           "organizations/b ACCEPTED someone 8",
                                           "organizations/c ACCEPTED someone 7"));
}

}  // namespace
}  // namespace taqvim::schedule
