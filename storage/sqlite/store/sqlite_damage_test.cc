// Data files with damaged pages: each is refused with a sentence, or served as far as
// what is read of it is whole; none ends the process.
#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/sqlite/file/connection.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/store_conformance.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::storage::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int kEvents = 60;
constexpr int kPage = 4096;
constexpr int kHeader = 100;

std::string NameOf(int number) { return absl::StrCat("events/", number); }

// An event that claims, links and has facets.
absl::StatusOr<std::string> Book(Transaction& t, int number) {
  Mutation mutation;
  const ResourceId id = t.NewId();
  Put put{.id = id, .kind = Kind::kEvent, .name = NameOf(number), .body = std::string(300, 'x')};
  put.links = {{LinkRole::kOwner, 1}, {LinkRole::kBooked, 1}};
  put.facets = Facets{.tags = 3, .keys = {7, 8}, .days = {{20000 + number, 20001 + number}}};
  put.due = 2'000'000'000;
  mutation.puts.push_back(std::move(put));
  mutation.claims = {ClaimOf(id, 1, 100 * number, 100 * number + 100)};
  if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
  return NameOf(number);
}

absl::StatusOr<std::string> MakeOwner(Transaction& t) {
  Mutation mutation;
  mutation.puts.push_back({t.NewId(), Kind::kOrganization, "organizations/o", "owner"});
  if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
  return "";
}

// What was written after a backup was taken, and is put beside it.
TEST(SqliteBackup, SpoiltByTheLogOfTheFileBeforeSaysWhatToTakeAway) {
  TemporaryDirectory directory;
  const std::string path = directory.File("taqvim.db"), backup = directory.File("backup.db");
  const auto book = [](Store& store, int from, int to) {
    for (int i = from; i < to; ++i) {
      ASSERT_TRUE(WriteAndWait(store, {.principal = "p"}, [i](Transaction& t) {
                    return Book(t, i);
                  }).status.ok());
    }
  };
  auto store = OpenManualSqliteStore({.path = path, .create = true}).value();
  WriteAndWait(*store, {.principal = "p"}, MakeOwner);
  book(*store, 0, kEvents);
  store.reset();
  {
    auto connection = Connection::Open(path, "", Connection::Mode::kReadWrite).value();
    ASSERT_TRUE(connection->Execute(absl::StrCat("VACUUM INTO '", backup, "'").c_str()).ok());
  }
  store = OpenManualSqliteStore({.path = path}).value();
  book(*store, kEvents, 2 * kEvents);
  fs::copy_file(path + "-wal", directory.File("wal"));
  store.reset();
  fs::rename(backup, path);
  fs::rename(directory.File("wal"), path + "-wal");
  const absl::Status spoilt = OpenManualSqliteStore({.path = path}).status();
  EXPECT_TRUE(absl::IsDataLoss(spoilt)) << spoilt;
  EXPECT_THAT(std::string(spoilt.message()), HasSubstr(path + "-wal and " + path + "-shm"));
}

class SqliteDamage : public ::testing::Test {
 protected:
  SqliteDamage() {
    auto store = OpenManualSqliteStore({.path = path_, .create = true}).value();
    WriteAndWait(*store, {.principal = "p"}, MakeOwner);
    for (int i = 0; i < kEvents; ++i) {
      const WriteOutcome outcome = WriteAndWait(*store, {.principal = "p", .request_id = NameOf(i)},
                                                [i](Transaction& t) { return Book(t, i); });
      EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    }
    store.reset();
    std::stringstream bytes;
    bytes << std::ifstream(path_, std::ios::binary).rdbuf();
    whole_ = bytes.str();
  }

  std::string Damaged(std::mt19937_64& random) const {
    std::string bytes = whole_;
    const size_t pages = bytes.size() / kPage, page = random() % pages;
    const size_t from = page * kPage + (page == 0 ? kHeader : 0), to = (page + 1) * kPage;
    const int kind = static_cast<int>(random() % 4);
    if (kind == 0) std::fill(bytes.begin() + from, bytes.begin() + to, '\0');
    if (kind == 1) std::generate(bytes.begin() + from, bytes.begin() + to, std::ref(random));
    if (kind == 2) {
      for (int i = 0; i < 10; ++i)
        bytes[from + random() % (to - from)] = static_cast<char>(random());
    }
    if (kind == 3) {
      for (int i = 0; i < 30; ++i)
        bytes[kHeader + random() % (bytes.size() - kHeader)] ^= 1 << random() % 8;
    }
    return bytes;
  }

  // Whatever it answers.
  static void Use(ManualStore& store) {
    ReadAndWait(store, {}, [](Snapshot& snapshot) {
      snapshot.List({.kind = Kind::kEvent}).status().IgnoreError();
      snapshot.List({.kind = Kind::kOrganization, .name_prefix = "organizations/"})
          .status()
          .IgnoreError();
      snapshot.Search({.days = DayRange{20000, 20020}}).status().IgnoreError();
      snapshot.ClaimsOverlapping(1, {0, 4000}, ClaimKinds::All(), 100).status().IgnoreError();
      snapshot.Referrers(1, {}, 0, 100).status().IgnoreError();
      for (int i = 0; i < kEvents; i += 7) {
        snapshot.Find(Kind::kEvent, NameOf(i)).status().IgnoreError();
        snapshot.History({.kind = Kind::kEvent, .name = NameOf(i)}).status().IgnoreError();
        snapshot.ClaimsOf(i + 2).status().IgnoreError();
      }
      return absl::OkStatus();
    }).IgnoreError();
    store.ChangesAfter(0, 1000, 1 << 20).status().IgnoreError();
    // One that is a replay, one that is new, and one that replaces.
    for (int number : {3, kEvents + 1}) {
      WriteAndWait(store, {.principal = "p", .request_id = NameOf(number)},
                   [number](Transaction& t) { return Book(t, number); });
    }
    WriteAndWait(store, {.principal = "p"}, [](Transaction& t) -> absl::StatusOr<std::string> {
      Mutation mutation{.release = {5}, .deletes = {5}};
      if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
      return "";
    });
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.File("taqvim.db");
  std::string whole_;
};

TEST_F(SqliteDamage, IsSaidOrServedAndEndsNothing) {
  int opened = 0, refused = 0;
  for (int seed = 0; seed < 600; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    const std::string path = directory_.File(absl::StrCat("damaged", seed, ".db"));
    std::ofstream(path, std::ios::binary) << Damaged(random);
    auto store = OpenManualSqliteStore({.path = path});
    if (store.ok()) {
      ++opened;
      Use(**store);
      continue;
    }
    ++refused;
    EXPECT_TRUE(absl::EndsWith(store.status().message(), ".")) << store.status();
  }
  std::printf("%d opened, %d refused\n", opened, refused);
  EXPECT_GT(opened, 50);
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace taqvim::storage::testing
