#include "storage/engine/testing/memory_database.h"

#include <utility>

namespace taqvim::storage::testing {

MemoryRowPtr MemoryDatabase::RowAt(ResourceId id, int64_t revision) const {
  absl::MutexLock lock(&mutex_);
  const auto found = rows_.find(id);
  if (found == rows_.end()) return nullptr;
  for (auto version = found->second.rbegin(); version != found->second.rend(); ++version) {
    if (version->revision <= revision) return version->row;
  }
  return nullptr;
}

std::vector<ResourceId> MemoryDatabase::IdsNamed(Kind kind, std::string_view name) const {
  absl::MutexLock lock(&mutex_);
  const auto found = names_.find(Name(kind, name));
  return found == names_.end() ? std::vector<ResourceId>() : found->second;
}

std::vector<ResourceId> MemoryDatabase::IdsAfter(ResourceId after) const {
  absl::MutexLock lock(&mutex_);
  std::vector<ResourceId> ids;
  for (auto row = rows_.upper_bound(after); row != rows_.end(); ++row) ids.push_back(row->first);
  return ids;
}

int64_t MemoryDatabase::DeletionBefore(Kind kind, const std::string& name, int64_t before) const {
  absl::MutexLock lock(&mutex_);
  const auto found = deletions_.find(Name(kind, name));
  if (found == deletions_.end()) return 0;
  const auto next = found->second.lower_bound(before);
  return next == found->second.begin() ? 0 : *std::prev(next);
}

int64_t MemoryDatabase::DeletionAfter(Kind kind, const std::string& name, int64_t after,
                                      int64_t upto) const {
  absl::MutexLock lock(&mutex_);
  const auto found = deletions_.find(Name(kind, name));
  if (found == deletions_.end()) return 0;
  const auto next = found->second.upper_bound(after);
  return next == found->second.end() || *next > upto ? 0 : *next;
}

MemoryRevisionPtr MemoryDatabase::RevisionAt(int64_t number) const {
  absl::MutexLock lock(&mutex_);
  const auto found = log_.find(number);
  return found == log_.end() ? nullptr : found->second;
}

std::vector<MemoryRevisionPtr> MemoryDatabase::RevisionsAfter(int64_t number) const {
  absl::MutexLock lock(&mutex_);
  std::vector<MemoryRevisionPtr> revisions;
  for (auto row = log_.upper_bound(number); row != log_.end(); ++row) {
    revisions.push_back(row->second);
  }
  return revisions;
}

Revision MemoryDatabase::newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

Revision MemoryDatabase::log_start() const {
  absl::MutexLock lock(&mutex_);
  return log_start_;
}

void MemoryDatabase::Trim(int64_t upto) {
  absl::MutexLock lock(&mutex_);
  for (auto row = log_.begin(); row != log_.end() && row->first <= upto; row = log_.erase(row)) {
    log_start_ = row->second->revision;
  }
  for (auto& [name, revisions] : deletions_) {
    revisions.erase(revisions.begin(), revisions.upper_bound(upto));
  }
}

void MemoryDatabase::SetFault(Fault fault) {
  absl::MutexLock lock(&mutex_);
  fault_ = fault;
}

MemoryDatabase::Outcome MemoryDatabase::Commit(int64_t base,
                                               const std::vector<MemoryRevisionPtr>& group) {
  absl::MutexLock lock(&mutex_);
  if (base != newest_.number) return Outcome::kSuperseded;
  const Fault fault = std::exchange(fault_, Fault::kNone);
  if (fault == Fault::kRefuses) return Outcome::kRefused;
  if (fault == Fault::kLosesSilently) return Outcome::kUnknown;
  for (const MemoryRevisionPtr& revision : group) Add(revision);
  return fault == Fault::kCommitsSilently ? Outcome::kUnknown : Outcome::kCommitted;
}

void MemoryDatabase::Add(const MemoryRevisionPtr& revision) {
  const int64_t number = revision->revision.number;
  for (const MemoryRevision::Write& write : revision->writes) {
    rows_[write.id].push_back({number, write.after});
    const Resource& resource = write.resource();
    const Name name(resource.kind, resource.name);
    if (write.before == nullptr) names_[name].push_back(write.id);
    // Topics have no history.
    if (write.after == nullptr && resource.kind != Kind::kTopic) deletions_[name].insert(number);
  }
  log_[number] = revision;
  newest_ = revision->revision;
}

}  // namespace taqvim::storage::testing
