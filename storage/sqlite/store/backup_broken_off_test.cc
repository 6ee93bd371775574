// What a target holds after a backup that was broken off when its full one had just been named.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/sqlite/store/restored_store.h"
#include "storage/testing/backup_fixture.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

std::string RightsText(const v1::BackupRows& rows) {
  std::string text;
  for (const auto& row : rows.rows()) absl::StrAppend(&text, row.name(), "=", row.body(), "\n");
  return text;
}

class BrokenOffBackup : public BackupTest {
 protected:
  // Lets it do nothing after the full one has its name.
  void BackInFullAndBreakOff() {
    const size_t had = Chains().size();
    absl::Status status;
    for (int steps = 0; Chains().size() == had; ++steps) {
      int left = steps;
      Watched source(store_->backup_source(), [&left] {
        return left-- > 0 ? absl::OkStatus() : absl::UnavailableError("It was broken off.");
      });
      status = TakeBackup(source, *ToWrite(), {.full = true, .page_bytes = 1000}).status();
    }
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  }
  // Writes, and keeps what rights were as of each revision.
  void WriteRights(int count) {
    for (int i = 0; i < count; ++i) {
      Write(1);
      rights_[store_->newest_revision().number] =
          RightsText(store_->backup_source().RowsAfter(0, true, 1 << 20).value());
    }
  }
  // Puts an access token, or deletes it where it has no body; returns its id.
  ResourceId WriteToken(ResourceId id, const std::string& body) {
    absl::Status written;
    store_->Write(
        {.principal = "admin"},
        [&](Transaction& transaction) -> absl::StatusOr<std::string> {
          Mutation mutation;
          if (id == 0) id = transaction.NewId();
          if (body.empty()) mutation.deletes.push_back(id);
          if (!body.empty()) mutation.puts.push_back({id, Kind::kToken, "accessTokens/one", body});
          RETURN_IF_ERROR(transaction.Apply(std::move(mutation)));
          return "";
        },
        [&written](const WriteOutcome& outcome) { written = outcome.status; });
    store_->RunPendingWrites();
    EXPECT_TRUE(written.ok()) << written;
    return id;
  }
  // Goes on with a store that is restored to that revision.
  void GoOnFrom(int64_t revision) {
    const std::string path = directory_.File("again.db");
    const auto target = Target::OpenToRead(target_, {}).value();
    const auto restored = RestoreSqliteStore(
        *target, target->Chains().value().front(), {.point = {.revision = revision}}, path,
        [](ManualStore& store, const BackupReading::Rights&) {
          store.Write(
              {.principal = "system"}, [](Transaction&) { return ""; }, [](const auto&) {});
          store.RunPendingWrites();
          return absl::OkStatus();
        });
    ASSERT_TRUE(restored.ok()) << restored.status();
    store_ = OpenManualSqliteStore({.path = path}).value();
  }
  std::map<int64_t, std::string> rights_;
};

TEST_F(BrokenOffBackup, LeavesNoRevisionOutOnceAnotherWasMade) {
  Write(6);
  Back();
  for (int i = 0; i < 3; ++i) {
    Write(6);
    BackInFullAndBreakOff();
  }
  Write(6);
  EXPECT_FALSE(Back({.page_bytes = 1000}).full);
  for (int64_t revision = 6; revision <= 30; ++revision) {
    const Outcome outcome = Restore({.revision = revision});
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    EXPECT_TRUE(outcome.dump == was_[revision]) << "revision " << revision << ", seed " << seed_;
  }
}

TEST_F(BrokenOffBackup, KnowsRightsOnlyAsOfTheNewestRevisionThatNamesSpeakOf) {
  WriteRights(20);
  Back();
  for (int i = 0; i < 4; ++i) {
    WriteRights(8);
    BackInFullAndBreakOff();
    for (const bool with_file : {true, false}) {
      const std::string file = target_ + "/rights.taqvim";
      if (!with_file) fs::rename(file, file + ".away");
      for (const TargetChain& chain : Chains()) {
        const Outcome outcome = Restore({.revision = chain.full.reached.number});
        ASSERT_TRUE(outcome.status.ok()) << outcome.status;
        if (outcome.rights.known) {
          EXPECT_TRUE(RightsText(outcome.rights.rows) == rights_[Chains().front().reached().number])
              << "restored to " << chain.full.reached.number << ", seed " << seed_;
        }
      }
      if (!with_file) fs::rename(file + ".away", file);
    }
  }
  Back();
  EXPECT_TRUE(Restore({.revision = 20}).rights.known);
}

TEST_F(BrokenOffBackup, DoesNotTakeRightsOfAHistoryThatWasReplacedForTheNewest) {
  Write(5);
  const ResourceId token = WriteToken(0, "as it was");
  Back();
  Write(5);
  Back();
  GoOnFrom(6);
  WriteToken(token, "");
  BackInFullAndBreakOff();
  // It is alive where the first history ends, and nothing tells which of both is the newest.
  EXPECT_FALSE(Restore({.revision = 10}).rights.known);
  const Outcome newest = Restore({});
  EXPECT_TRUE(newest.rights.known);
  EXPECT_THAT(RightsText(newest.rights.rows), Not(HasSubstr("accessTokens/one")));
  Back();
  const Outcome replaced = Restore({.revision = 10});
  EXPECT_TRUE(replaced.rights.known);
  EXPECT_THAT(RightsText(replaced.rights.rows), Not(HasSubstr("accessTokens/one")));
}

}  // namespace
}  // namespace taqvim::storage::testing
