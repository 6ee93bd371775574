// A snapshot that counts what is read of it.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "storage/snapshot.h"

namespace taqvim::schedule {

class CountingSnapshot final : public storage::Snapshot {
 public:
  explicit CountingSnapshot(storage::Snapshot& snapshot) : snapshot_(snapshot) {}

  // How many rows were read of those that searches came upon.
  int found_read() const { return found_read_; }

  storage::Revision revision() const override { return snapshot_.revision(); }
  const std::string& store_id() const override { return snapshot_.store_id(); }
  absl::Time now() const override { return snapshot_.now(); }
  absl::Time due_time() const override { return snapshot_.due_time(); }
  bool Hurries() override { return snapshot_.Hurries(); }
  storage::Work& work() override { return snapshot_.work(); }
  absl::StatusOr<std::shared_ptr<const storage::Resource>> Find(storage::Kind kind,
                                                                std::string_view name) override {
    return snapshot_.Find(kind, name);
  }
  absl::StatusOr<std::shared_ptr<const storage::Resource>> FindById(
      storage::ResourceId id) override {
    found_read_ += static_cast<int>(found_.erase(id));
    return snapshot_.FindById(id);
  }
  absl::StatusOr<std::vector<storage::Resource>> List(const storage::ListQuery& query) override {
    return snapshot_.List(query);
  }
  absl::StatusOr<storage::SearchPage> Search(const storage::SearchQuery& query) override {
    auto page = snapshot_.Search(query);
    if (page.ok()) found_.insert(page->ids.begin(), page->ids.end());
    return page;
  }
  absl::StatusOr<storage::StartPage> SearchStarts(const storage::StartQuery& query) override {
    auto page = snapshot_.SearchStarts(query);
    if (!page.ok()) return page;
    for (const storage::Start& start : page->starts) found_.insert(start.id);
    return page;
  }
  absl::StatusOr<std::vector<storage::Claim>> ClaimsOverlapping(storage::ResourceId atom,
                                                                const storage::Interval& interval,
                                                                storage::ClaimKinds kinds,
                                                                int limit) override {
    return snapshot_.ClaimsOverlapping(atom, interval, kinds, limit);
  }
  absl::StatusOr<std::vector<storage::Claim>> ClaimsOf(storage::ResourceId owner) override {
    return snapshot_.ClaimsOf(owner);
  }
  absl::StatusOr<std::vector<storage::ResourceId>> Referrers(
      storage::ResourceId target, const std::vector<storage::LinkRole>& roles,
      storage::ResourceId after, int limit) override {
    return snapshot_.Referrers(target, roles, after, limit);
  }
  absl::StatusOr<storage::HistoryPage> History(const storage::HistoryQuery& query) override {
    return snapshot_.History(query);
  }
  absl::StatusOr<std::optional<storage::Revision>> RevisionAt(int64_t number) override {
    return snapshot_.RevisionAt(number);
  }

 private:
  storage::Snapshot& snapshot_;
  std::set<storage::ResourceId> found_;
  int found_read_ = 0;
};

}  // namespace taqvim::schedule
