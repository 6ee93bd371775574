// Opening and using damaged data files: the input says which bytes of a whole one are
// others, and where it ends. Each is refused with a sentence, or served as far as it goes.
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/check.h"
#include "storage/sqlite/store/sqlite_store.h"
#include "storage/testing/sync.h"
#include "storage/testing/temporary_directory.h"
#include "tests/fuzz/input.h"

namespace storage = taqvim::storage;
using storage::testing::ReadAndWait;
using storage::testing::WriteAndWait;

namespace {

constexpr int kEvents = 12;

std::string NameOf(int number) { return absl::StrCat("events/", number); }

// An event that claims, links and has facets.
absl::StatusOr<std::string> Book(storage::Transaction& t, int number) {
  storage::Mutation mutation;
  const storage::ResourceId id = t.NewId();
  storage::Put put{.id = id, .kind = storage::Kind::kEvent, .name = NameOf(number), .body = "x"};
  put.links = {{storage::LinkRole::kOwner, 1}, {storage::LinkRole::kBooked, 1}};
  put.facets = storage::Facets{.tags = 3, .keys = {7}, .days = {{20000 + number, 20001}}};
  put.due = 2'000'000'000;
  mutation.puts.push_back(std::move(put));
  mutation.claims = {{1, {100 * number, 100 * number + 100}, 0, id, 0}};
  if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
  return NameOf(number);
}

absl::StatusOr<std::string> MakeOwner(storage::Transaction& t) {
  storage::Mutation mutation;
  mutation.puts.push_back({t.NewId(), storage::Kind::kOrganization, "organizations/o", "owner"});
  if (absl::Status status = t.Apply(std::move(mutation)); !status.ok()) return status;
  return "";
}

std::string Bytes(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(stream)), {});
}

// A schedule of a few events, made once.
const std::string& Whole() {
  static const std::string bytes = [] {
    const storage::testing::TemporaryDirectory directory;
    const std::string path = directory.File("whole.db");
    auto store = storage::OpenManualSqliteStore({.path = path, .create = true}).value();
    CHECK(WriteAndWait(*store, {.principal = "p"}, MakeOwner).status.ok());
    for (int i = 0; i < kEvents; ++i) {
      CHECK(WriteAndWait(*store, {.principal = "p", .request_id = NameOf(i)},
                         [i](storage::Transaction& t) { return Book(t, i); })
                .status.ok());
    }
    store.reset();
    return Bytes(path);
  }();
  return bytes;
}

std::string Damaged(taqvim::fuzz::Input& input) {
  std::string bytes = Whole();
  // Where it ends; at its end for the largest.
  bytes.resize(bytes.size() * (1 + input.Byte()) / 256);
  while (!input.empty() && !bytes.empty()) {
    const size_t at = input.Number(3) % bytes.size();
    const std::string_view others = input.Take(1 + input.Byte() % 8);
    for (size_t i = 0; i < others.size() && at + i < bytes.size(); ++i) bytes[at + i] = others[i];
  }
  return bytes;
}

// Whatever it answers.
void Use(storage::ManualStore& store) {
  ReadAndWait(store, {}, [](storage::Snapshot& snapshot) {
    snapshot.List({.kind = storage::Kind::kEvent}).status().IgnoreError();
    snapshot.Search({.days = storage::DayRange{20000, 20020}}).status().IgnoreError();
    snapshot.ClaimsOverlapping(1, {0, 4000}, storage::ClaimKinds::All(), 100)
        .status()
        .IgnoreError();
    snapshot.Referrers(1, {}, 0, 100).status().IgnoreError();
    snapshot.History({.kind = storage::Kind::kEvent, .name = NameOf(0)}).status().IgnoreError();
    return absl::OkStatus();
  }).IgnoreError();
  store.ChangesAfter(0, 1000, 1 << 20).status().IgnoreError();
  // One that is a replay, and one that is new.
  for (int number : {3, kEvents}) {
    WriteAndWait(store, {.principal = "p", .request_id = NameOf(number)},
                 [number](storage::Transaction& t) { return Book(t, number); });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const storage::testing::TemporaryDirectory directory;
  taqvim::fuzz::Input input(data, size);
  const std::string path = directory.File("damaged.db");
  for (const char* beside : {"-wal", "-shm", "-lock"}) std::remove((path + beside).c_str());
  std::ofstream(path, std::ios::binary) << Damaged(input);
  auto store = storage::OpenManualSqliteStore({.path = path});
  if (store.ok()) {
    Use(**store);
  } else {
    // A sentence, or the command that helps at the end of one.
    const absl::string_view refusal = store.status().message();
    CHECK(absl::EndsWith(refusal, ".") || absl::StrContains(refusal, "run: taqvimd "));
  }
  return 0;
}
