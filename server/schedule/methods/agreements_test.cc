// Who has accepted an agreement.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kLibrary[] = "organizations/library";
constexpr char kMinistry[] = "organizations/ministry";

class AgreementsTest : public ScheduleTest {
 protected:
  AgreementsTest() {
    AddOrganization("library");
    AddOrganization("ministry");
    library_.AddForOrganization(v1::ROLE_ORGANIZER, kLibrary);
    ministry_.AddForOrganization(v1::ROLE_ORGANIZER, kMinistry);
  }

  // Runs a write as an organizer with these rights.
  template <class Response, class Request>
  absl::StatusOr<Response> RunAs(const access::Rights& rights,
                                 absl::StatusOr<Response> (*method)(storage::Transaction&,
                                                                    const Caller&, const Request&),
                                 const std::string& text) {
    Response response;
    const auto outcome = schedule_.RunTransaction([&](storage::Transaction& transaction)
                                                      -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(response, method(transaction, {"someone", rights}, FromText<Request>(text)));
      return "";
    });
    if (!outcome.status.ok()) return outcome.status;
    return response;
  }

  // The library's, with the ministry.
  v1::Agreement Propose() {
    auto created = RunAs(library_, CreateAgreement,
                         absl::StrCat("agreement_id: 'a' agreement { title { key: 'en' value: 'A "
                                      "memorandum' } parties: ['",
                                      kLibrary, "', '", kMinistry, "'] }"));
    EXPECT_TRUE(created.ok()) << created.status();
    return created.ok() ? created->agreement() : v1::Agreement();
  }
  v1::Agreement Get() { return Run(GetAgreement, "name: 'agreements/a'")->agreement(); }
  // Which agreement, as the caller read it, with more.
  std::string Read(const std::string& more = "") {
    return absl::StrCat("name: 'agreements/a' etag: '", Get().etag(), "' ", more);
  }

  access::Rights library_, ministry_;
};

TEST_F(AgreementsTest, IsAProposalUntilTheOtherPartyAccepts) {
  EXPECT_THAT(Propose().awaited_parties(), ElementsAre(kMinistry));
  const auto accepted = RunAs(ministry_, AcceptAgreement, Read());
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_THAT(accepted->agreement().awaited_parties(), IsEmpty());
  EXPECT_EQ(accepted->agreement().SerializeAsString(), Get().SerializeAsString());
}

TEST_F(AgreementsTest, IsAcceptedForNobodyElse) {
  Propose();
  const auto accepted = RunAs(library_, AcceptAgreement, Read());
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_THAT(accepted->agreement().awaited_parties(), ElementsAre(kMinistry));
}

TEST_F(AgreementsTest, IsAnsweredForTheNamedPartyAlone) {
  Propose();
  const auto declined =
      Run(DeclineAgreement,
          FromText<v1::DeclineAgreementRequest>(Read(absl::StrCat("party: '", kMinistry,
                                                                  "' reason { key: 'EN' "
                                                                  "value: 'Too long' }"))));
  ASSERT_TRUE(declined.ok()) << declined.status();
  EXPECT_THAT(declined->agreement().awaited_parties(), ElementsAre(kMinistry));
  ASSERT_EQ(declined->agreement().answers_size(), 2);
  EXPECT_EQ(declined->agreement().answers(1).reason().at("en"), "Too long");
  EXPECT_EQ(declined->agreement().answers(1).principal(), "tester");
}

TEST_F(AgreementsTest, OfOthersNamesWhoThePartiesAre) {
  Propose();
  AddOrganization("museum");
  const auto accepted = Run(
      AcceptAgreement, FromText<v1::AcceptAgreementRequest>(Read("party: 'organizations/museum'")));
  EXPECT_EQ(ReasonOf(accepted.status()), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(std::string(accepted.status().message()),
              HasSubstr(absl::StrCat(kLibrary, ", ", kMinistry)));
}

TEST_F(AgreementsTest, IsAcceptedAsItWasRead) {
  const v1::Agreement read = Propose();
  ASSERT_TRUE(
      RunAs(library_, UpdateAgreement,
            absl::StrCat("agreement { ", Read("last_day { year: 2030 month: 1 day: 1 }"), " }"))
          .ok());
  const auto accepted = RunAs(ministry_, AcceptAgreement,
                              absl::StrCat("name: 'agreements/a' etag: '", read.etag(), "'"));
  EXPECT_EQ(ReasonOf(accepted.status()), v1::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(AgreementsTest, ThatIsAcceptedAgainStaysAsItIs) {
  Propose();
  ASSERT_TRUE(RunAs(ministry_, AcceptAgreement, Read()).ok());
  const v1::Agreement accepted = Get();
  schedule_.now += absl::Hours(1);
  const auto again = RunAs(ministry_, AcceptAgreement, Read());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->agreement().SerializeAsString(), accepted.SerializeAsString());
  EXPECT_EQ(Get().SerializeAsString(), accepted.SerializeAsString());
}

TEST_F(AgreementsTest, ThatAllHaveAcceptedIsNotDeclined) {
  Propose();
  ASSERT_TRUE(RunAs(ministry_, AcceptAgreement, Read()).ok());
  const auto declined = RunAs(ministry_, DeclineAgreement, Read());
  EXPECT_EQ(ReasonOf(declined.status()), v1::ERROR_REASON_ILLEGAL_STATE);
  EXPECT_THAT(Get().awaited_parties(), IsEmpty());
}

TEST_F(AgreementsTest, IsAskedForAnewWhereItsTermChanges) {
  Propose();
  ASSERT_TRUE(RunAs(ministry_, AcceptAgreement, Read()).ok());
  const auto renamed = RunAs(
      library_, UpdateAgreement,
      absl::StrCat("agreement { ", Read("title { key: 'en' value: 'The memorandum' }"), " }"));
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_THAT(renamed->agreement().awaited_parties(), IsEmpty());
  const auto prolonged =
      RunAs(library_, UpdateAgreement,
            absl::StrCat("agreement { ", Read("last_day { year: 2030 month: 1 day: 1 }"), " }"));
  ASSERT_TRUE(prolonged.ok()) << prolonged.status();
  EXPECT_THAT(prolonged->agreement().awaited_parties(), ElementsAre(kMinistry));
}

TEST_F(AgreementsTest, IsFoundByWhomItAwaits) {
  Propose();
  const auto found = [&](const std::string& party) {
    return Run(ListAgreements, FromText<v1::ListAgreementsRequest>(
                                   absl::StrCat("filter { awaited_parties: '", party, "' }")))
        ->agreements_size();
  };
  EXPECT_EQ(found(kMinistry), 1);
  EXPECT_EQ(found(kLibrary), 0);
  EXPECT_EQ(found("organizations/nobody"), 0);
  ASSERT_TRUE(RunAs(ministry_, AcceptAgreement, Read()).ok());
  EXPECT_EQ(found(kMinistry), 0);
}

}  // namespace
}  // namespace taqvim::schedule
