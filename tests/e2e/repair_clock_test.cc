// A data file on which a clock left its mark that was a year ahead, and what
// `taqvimd repair-clock` makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/schedule/api.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kYear = absl::Hours(24 * 365);

v1::CreateOrganizationRequest Organization(const std::string& id) {
  v1::CreateOrganizationRequest request;
  request.set_organization_id(id);
  (*request.mutable_organization()->mutable_title())["en"] = "Library";
  request.mutable_organization()->set_country("AZ");
  return request;
}

// What a server would have written whose clock was a year ahead when it started.
void WriteAYearAhead(const std::string& data_file, const std::string& id) {
  storage::SqliteOptions options{.path = data_file};
  options.env.now = [] { return absl::Now() + kYear; };
  auto store = storage::OpenManualSqliteStore(std::move(options)).value();
  const auto outcome = storage::testing::WriteAndWait(
      *store, {.principal = "tester", .request_id = "a-year-ahead"},
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        auto response = schedule::CreateOrganization(transaction, {"tester", access::Rights::All()},
                                                     Organization(id));
        if (!response.ok()) return response.status();
        return "";
      });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
}

class RepairClock : public ::testing::Test {
 protected:
  struct Said {
    int code;
    std::string text;
  };
  // Runs it with that on its standard input.
  Said Repair(const std::string& flags, const std::string& input = "") {
    const std::string log = dir_.Path("repair.log");
    std::filesystem::remove(log);
    testing::Process process(
        {"/bin/sh", "-c",
         absl::StrCat("printf '", input, "' | ", testing::TaqvimdPath(), " repair-clock ", flags)},
        log);
    const int code = process.Wait();
    return {code, testing::ReadFile(log)};
  }

  // When a new organization says that it was created.
  static absl::Time CreatedNow(testing::Taqvimd& server, const std::string& id) {
    auto response = server.client().Call<v1::CreateOrganizationResponse>(Organization(id));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return absl::InfinitePast();
    return absl::FromUnixSeconds(response->organization().create_time().seconds());
  }

  testing::TempDir dir_;
};

TEST_F(RepairClock, LetsTimeGoOnFromTheClockAndLeavesWhatIsStamped) {
  testing::Taqvimd server;
  EXPECT_LT(CreatedNow(server, "before"), absl::Now() + absl::Hours(1));
  ASSERT_EQ(server.Stop(), 0);
  WriteAYearAhead(server.data_file(), "ahead");

  server.Start();
  EXPECT_THAT(server.log(), AllOf(HasSubstr("repair-clock"), HasSubstr("The newest revision")));
  EXPECT_GT(CreatedNow(server, "dragged"), absl::Now() + absl::Hours(24 * 300));
  ASSERT_EQ(server.Stop(), 0);

  const Said repaired = Repair(absl::StrCat("--data ", server.data_file(), " --yes"));
  EXPECT_EQ(repaired.code, 0) << repaired.text;
  EXPECT_THAT(repaired.text,
              AllOf(HasSubstr("2 revisions, 3 to 4"), HasSubstr("2 of them have request ids"),
                    HasSubstr("organizations/ahead"), HasSubstr("organizations/dragged"),
                    Not(HasSubstr("organizations/before")), HasSubstr("create_time"),
                    HasSubstr("from revision 5 on")));

  server.Start();
  EXPECT_LT(CreatedNow(server, "after"), absl::Now() + absl::Hours(1));
  v1::GetOrganizationRequest get;
  get.set_name("organizations/ahead");
  auto ahead = server.client().Call<v1::GetOrganizationResponse>(get);
  ASSERT_TRUE(ahead.ok()) << ahead.status();
  EXPECT_GT(absl::FromUnixSeconds(ahead->organization().create_time().seconds()),
            absl::Now() + absl::Hours(24 * 300));
  ASSERT_EQ(server.Stop(), 0);

  const Said again = Repair(absl::StrCat("--data ", server.data_file()));
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.text, HasSubstr("nothing to repair"));
}

TEST_F(RepairClock, ChangesNothingWhenItsReportIsLost) {
  testing::Taqvimd server;
  ASSERT_EQ(server.Stop(), 0);
  WriteAYearAhead(server.data_file(), "ahead");
  const std::string data = absl::StrCat("--data ", server.data_file());
  for (const char* lost : {" --yes >/dev/full", " --yes >&-"}) {
    EXPECT_EQ(Repair(data + lost).code, 1);
  }
  EXPECT_THAT(Repair(data + " --yes").text, HasSubstr("from revision"));
}

TEST_F(RepairClock, ChangesNothingUnlessTheOperatorAgrees) {
  testing::Taqvimd server;
  ASSERT_EQ(server.Stop(), 0);
  WriteAYearAhead(server.data_file(), "ahead");
  const std::string data = absl::StrCat("--data ", server.data_file());
  for (const char* answer : {"", "no\\n", "what?\\n"}) {
    const Said refused = Repair(data, answer);
    EXPECT_EQ(refused.code, 1) << answer;
    EXPECT_THAT(refused.text,
                AllOf(HasSubstr("1 revisions, 2 to 2"), HasSubstr("Nothing was changed")));
  }
  EXPECT_EQ(Repair(data, "yes\\n").code, 0);
  EXPECT_THAT(Repair(data).text, HasSubstr("nothing to repair"));
}

TEST_F(RepairClock, RefusesAFileOnWhichAServerRuns) {
  testing::Taqvimd server;
  const Said refused = Repair(absl::StrCat("--data ", server.data_file(), " --yes"));
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.text, AllOf(HasSubstr("locked by a running server"), HasSubstr("stop it")));
  EXPECT_LT(CreatedNow(server, "library"), absl::Now() + absl::Hours(1));
}

TEST_F(RepairClock, MakesNoFileWhereThereIsNone) {
  const Said refused = Repair(absl::StrCat("--data ", dir_.Path("none.db"), " --yes"));
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.text, HasSubstr("There is no data file"));
  EXPECT_FALSE(std::filesystem::exists(dir_.Path("none.db")));
  EXPECT_EQ(Repair("--yes").code, 2);
}

}  // namespace
}  // namespace taqvim::e2e
