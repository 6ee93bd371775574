#include "storage/testing/store_conformance.h"

#include <utility>

#include "proto/status_macros.h"

namespace taqvim::storage::testing {

StoreConformance::StoreConformance() {
  settings_.env.now = [this] { return Now(); };
  settings_.env.random = [this] { return random_++ * 0x9e3779b97f4a7c15; };
  backend_ = GetParam().make();
  Open();
}

void StoreConformance::Open() {
  absl::StatusOr<std::unique_ptr<Store>> store = backend_->Open(settings_);
  if (!store.ok()) {
    ADD_FAILURE() << store.status();
    std::abort();
  }
  store_ = *std::move(store);
}

void StoreConformance::Reopen() {
  store_.reset();
  Open();
}

WriteOutcome StoreConformance::Write(WriteFunction function, WriteOptions options) {
  if (options.principal.empty()) options.principal = "users/tester";
  if (options.method.empty()) options.method = "Tests.Write";
  return WriteAndWait(*store_, std::move(options), std::move(function));
}

WriteOutcome StoreConformance::Apply(const Mutation& mutation, WriteOptions options) {
  return Write(
      [mutation](Transaction& transaction) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(transaction.Apply(mutation));
        return "applied";
      },
      std::move(options));
}

ResourceId StoreConformance::Create(Kind kind, std::string name, std::string body,
                                    std::vector<Link> links) {
  ResourceId id = 0;
  WriteOutcome outcome = Write([&](Transaction& transaction) -> absl::StatusOr<std::string> {
    id = transaction.NewId();
    Mutation mutation;
    mutation.puts.push_back({id, kind, name, body, false, links});
    RETURN_IF_ERROR(transaction.Apply(mutation));
    return name;
  });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  return id;
}

ResourceId StoreConformance::CreateFaceted(std::string name, std::optional<Facets> facets,
                                           std::vector<Link> links) {
  ResourceId id = 0;
  WriteOutcome outcome = Write([&](Transaction& transaction) -> absl::StatusOr<std::string> {
    id = transaction.NewId();
    RETURN_IF_ERROR(transaction.Apply({.puts = {PutOf(id, name, facets, links)}}));
    return name;
  });
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  return id;
}

std::vector<ResourceId> StoreConformance::Found(Snapshot& snapshot, SearchQuery query) {
  std::vector<ResourceId> ids;
  for (;;) {
    const SearchPage page = snapshot.Search(query).value();
    EXPECT_LE(page.ids.size(), static_cast<size_t>(query.limit));
    ids.insert(ids.end(), page.ids.begin(), page.ids.end());
    if (page.complete) return ids;
    EXPECT_GT(page.reached, query.after);
    query.after = page.reached;
  }
}

std::vector<ResourceId> StoreConformance::Found(const SearchQuery& query) {
  std::vector<ResourceId> ids;
  Read([&](Snapshot& snapshot) { ids = Found(snapshot, query); });
  return ids;
}

std::vector<Start> StoreConformance::FoundStarts(Snapshot& snapshot, StartQuery query) {
  std::vector<Start> starts;
  for (;;) {
    const StartPage page = snapshot.SearchStarts(query).value();
    EXPECT_LE(page.starts.size(), static_cast<size_t>(query.limit));
    starts.insert(starts.end(), page.starts.begin(), page.starts.end());
    if (page.complete) return starts;
    EXPECT_GT(page.reached, query.after);
    query.after = page.reached;
  }
}

std::vector<Start> StoreConformance::FoundStarts(const StartQuery& query) {
  std::vector<Start> starts;
  Read([&](Snapshot& snapshot) { starts = FoundStarts(snapshot, query); });
  return starts;
}

void StoreConformance::Settle() {
  for (int i = 0; i < 3; ++i) Create(Kind::kVenue, "venues/settle" + std::to_string(settled_++));
}

void StoreConformance::Read(std::function<void(Snapshot&)> function) {
  absl::Status status = ReadAndWait(*store_, {}, [&](Snapshot& snapshot) {
    function(snapshot);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

std::shared_ptr<const Resource> StoreConformance::Find(Kind kind, std::string_view name) {
  std::shared_ptr<const Resource> found;
  Read([&](Snapshot& snapshot) { found = snapshot.Find(kind, name).value(); });
  return found;
}

std::vector<Claim> StoreConformance::Overlapping(ResourceId atom, Interval interval,
                                                 ClaimKinds kinds, int limit) {
  std::vector<Claim> claims;
  Read([&](Snapshot& snapshot) {
    claims = snapshot.ClaimsOverlapping(atom, interval, kinds, limit).value();
  });
  return claims;
}

std::vector<LogEntry> StoreConformance::LogAfter(int64_t revision) {
  absl::StatusOr<LogPage> page = store_->ChangesAfter(revision, 1000, 64 << 20);
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? page->entries : std::vector<LogEntry>();
}

HistoryPage StoreConformance::Past(HistoryQuery query) {
  absl::StatusOr<HistoryPage> page;
  Read([&](Snapshot& snapshot) { page = snapshot.History(query); });
  EXPECT_TRUE(page.ok()) << page.status();
  return page.ok() ? *std::move(page) : HistoryPage();
}

}  // namespace taqvim::storage::testing
