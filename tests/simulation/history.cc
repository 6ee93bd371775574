#include "tests/simulation/history.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::simulation {

bool IsUnknown(const storage::WriteOutcome& outcome) {
  return storage::IsRefused(outcome.status, storage::Refusal::kOutcomeUnknown);
}

void History::Add(const storage::WriteOptions& options, const storage::WriteOutcome& outcome) {
  if (options.dry_run) return;
  if (IsUnknown(outcome)) unknown_.insert(options.request_id);
  if (!outcome.status.ok()) return;
  const Success success = {options.request_hash, outcome.answer, outcome.revision};
  const auto [first, is_first] = successes_.try_emplace(options.request_id, success);
  if (is_first) return;
  EXPECT_TRUE(outcome.replayed) << options.request_id;
  EXPECT_EQ(first->second.request_hash, success.request_hash) << options.request_id;
  EXPECT_EQ(first->second.answer, success.answer) << options.request_id;
  EXPECT_EQ(first->second.revision, success.revision) << options.request_id;
}

void History::Check(storage::Store& store) const {
  absl::flat_hash_map<std::string, storage::Revision> written;
  int64_t last = 0;
  for (const storage::LogEntry& entry : ReadLog(store)) {
    EXPECT_EQ(entry.revision.number, ++last);
    if (entry.request_id.empty()) continue;
    EXPECT_TRUE(written.try_emplace(entry.request_id, entry.revision).second)
        << entry.request_id << " is there twice";
    EXPECT_TRUE(successes_.contains(entry.request_id) || unknown_.contains(entry.request_id))
        << entry.request_id << " was refused and is there";
  }
  EXPECT_EQ(store.newest_revision().number, last);
  for (const auto& [request_id, success] : successes_) {
    const auto it = written.find(request_id);
    ASSERT_NE(it, written.end()) << request_id << " was acknowledged and is lost";
    EXPECT_EQ(it->second, success.revision) << request_id;
  }
}

std::vector<storage::LogEntry> ReadLog(storage::Store& store) {
  std::vector<storage::LogEntry> log;
  int64_t scanned = 0;
  while (scanned < store.newest_revision().number) {
    auto page = store.ChangesAfter(scanned, 100, 1 << 20);
    if (!page.ok()) {
      ADD_FAILURE() << page.status();
      break;
    }
    scanned = page->scanned.number;
    for (auto& entry : page->entries) log.push_back(std::move(entry));
  }
  return log;
}

std::string LogBytes(storage::Store& store) {
  std::string bytes;
  for (const storage::LogEntry& entry : ReadLog(store)) {
    absl::StrAppend(&bytes, entry.revision.number, " ", entry.revision.nonce, " ",
                    absl::FormatTime(entry.time), " ", entry.principal, " ", entry.request_id, " ",
                    entry.method, "\n");
    for (const storage::Change& change : entry.changes) {
      absl::StrAppend(&bytes, change.name, "\n", change.before.value_or("created"), "\n",
                      change.after.value_or("deleted"), "\n");
    }
  }
  return bytes;
}

}  // namespace taqvim::simulation
