#include "server/command/clock_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "server/schedule/api.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

constexpr absl::Duration kYear = absl::Hours(24 * 365);
constexpr absl::Duration kTwoWeeks = absl::Hours(24 * 14);

class ClockReportTest : public ::testing::Test {
 protected:
  ClockReportTest() { Reopen(); }

  void Reopen() {
    store_.reset();
    storage::SqliteOptions options{.path = directory_.File("schedule.db"), .create = true};
    options.env.now = [this] { return now_; };
    options.env.steady = nullptr;
    store_ = storage::OpenManualSqliteStore(std::move(options)).value();
  }

  template <class Request, class Response>
  void Run(absl::StatusOr<Response> (*method)(storage::Transaction&, const schedule::Caller&,
                                              const Request&),
           const Request& request, const std::string& request_id = "") {
    const auto outcome = storage::testing::WriteAndWait(
        *store_, {.principal = "tester", .request_id = request_id},
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          auto response = method(transaction, {"tester", access::Rights::All()}, request);
          if (!response.ok()) return response.status();
          return "";
        });
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  }

  void CreateOrganization(const std::string& id, const std::string& request_id = "") {
    v1::CreateOrganizationRequest request;
    request.set_organization_id(id);
    (*request.mutable_organization()->mutable_title())["en"] = "Library";
    request.mutable_organization()->set_country("AZ");
    Run(schedule::CreateOrganization, request, request_id);
  }

  void CreateEvent(const std::string& id) {
    v1::CreateEventRequest request;
    request.set_event_id(id);
    v1::Event& event = *request.mutable_event();
    (*event.mutable_title())["en"] = "Talk";
    event.set_owner("organizations/library");
    event.mutable_activity()->set_form(v1::ACTIVITY_FORM_TALK);
    event.set_time_zone("Asia/Almaty");
    auto& dated = *event.mutable_period()->mutable_dated();
    for (auto* day : {dated.mutable_first_day(), dated.mutable_last_day()}) {
      day->set_year(2030);
      day->set_month(5);
      day->set_day(4);
    }
    Run(schedule::CreateEvent, request);
  }

  ClockReport Report() {
    auto report = ReportAhead(*store_, now_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(ClockReport());
  }

  storage::testing::TemporaryDirectory directory_;
  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);
  std::unique_ptr<storage::ManualStore> store_;
};

TEST_F(ClockReportTest, OfAnOrderlyFileIsEmptyThoughHoldsExpireLater) {
  CreateOrganization("library");
  CreateEvent("talk");
  const ClockReport report = Report();
  EXPECT_EQ(report.revisions.count, 0);
  EXPECT_THAT(report.resources, IsEmpty());
}

TEST_F(ClockReportTest, NamesRevisionsAndResourcesThatAreStampedAhead) {
  CreateOrganization("library", "before-1");
  CreateEvent("talk");
  now_ += kYear;
  CreateOrganization("museum", "ahead-1");
  CreateEvent("gala");
  now_ += absl::Minutes(1);
  CreateEvent("concert");
  const absl::Time latest = now_;
  now_ -= kYear;
  Reopen();
  const ClockReport report = Report();
  EXPECT_EQ(report.revisions.count, 3);
  EXPECT_EQ(report.revisions.first, 3);
  EXPECT_EQ(report.revisions.last, 5);
  EXPECT_EQ(report.revisions.requests, 1);
  EXPECT_EQ(report.revisions.latest, latest);
  ASSERT_EQ(report.resources.size(), 3);
  EXPECT_EQ(report.resources[0].name, "organizations/museum");
  EXPECT_EQ(report.resources[1].name, "events/gala");
  EXPECT_THAT(report.resources[1].times,
              ElementsAre(Key("create_time"), Key("expire_time"), Key("update_time")));
  EXPECT_EQ(report.resources[1].times.at("expire_time"), latest - absl::Minutes(1) + kTwoWeeks);
}

TEST_F(ClockReportTest, GoesBackOverManyRevisions) {
  now_ += kYear;
  for (int i = 0; i < 450; ++i) CreateOrganization(absl::StrCat("o", i));
  now_ -= kYear;
  Reopen();
  EXPECT_EQ(Report().revisions.count, 450);
}

TEST_F(ClockReportTest, OfWhatWasRepairedNamesNoRevisions) {
  now_ += kYear;
  CreateOrganization("library");
  now_ -= kYear;
  Reopen();
  storage::testing::WriteAndWait(*store_, {.principal = "operator", .trusts_clock = true},
                                 [](storage::Transaction&) { return ""; });
  EXPECT_EQ(Report().revisions.count, 0);
  EXPECT_EQ(Report().resources.size(), 1);
}

TEST_F(ClockReportTest, IsShortUnlessAllIsAskedFor) {
  now_ += kYear;
  for (int i = 0; i < 5; ++i) CreateOrganization(absl::StrCat("o", i));
  now_ -= kYear;
  Reopen();
  EXPECT_THAT(ToText(Report(), 3),
              AllOf(HasSubstr("5 revisions, 1 to 5"), HasSubstr("organizations/o2"),
                    Not(HasSubstr("organizations/o3")), HasSubstr("2 more")));
  EXPECT_THAT(ToText(Report(), 100), HasSubstr("organizations/o4"));
}

}  // namespace
}  // namespace taqvim::command
