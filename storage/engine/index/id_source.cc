#include "storage/engine/index/id_source.h"

#include <algorithm>
#include <utility>

namespace taqvim::storage {
namespace {

class ListedIds final : public IdSource {
 public:
  explicit ListedIds(std::vector<ResourceId> ids) : ids_(std::move(ids)) {
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    next_ = ids_.begin();
  }

  ResourceId Seek(ResourceId id) override {
    next_ = std::lower_bound(next_, ids_.end(), id);
    return next_ == ids_.end() ? kEnd : *next_;
  }
  size_t size() const override { return ids_.size(); }

 private:
  std::vector<ResourceId> ids_;
  std::vector<ResourceId>::iterator next_;
};

// Read in stretches that grow, so that one that is hardly asked costs little.
class Referrers final : public IdSource {
 public:
  Referrers(const LinkIndex& index, const Link& link, ResourceId after, int64_t revision)
      : index_(index),
        link_(link),
        after_(after),
        revision_(revision),
        size_(index.Count(link.target)) {}

  ResourceId Seek(ResourceId id) override {
    next_ = std::lower_bound(next_, read_.end(), id);
    if (next_ == read_.end() && !complete_) ReadFrom(id);
    return next_ == read_.end() ? kEnd : *next_;
  }
  size_t size() const override { return size_; }

 private:
  static constexpr int kFirstStretch = 16;
  static constexpr int kLongestStretch = 1024;

  void ReadFrom(ResourceId id) {
    const ResourceId after = std::max(after_, id - 1);
    read_ = index_.Referrers(link_.target, {link_.role}, after, stretch_, revision_);
    complete_ = read_.size() < static_cast<size_t>(stretch_);
    stretch_ = std::min(4 * stretch_, kLongestStretch);
    next_ = read_.begin();
  }

  const LinkIndex& index_;
  const Link link_;
  const ResourceId after_;
  const int64_t revision_;
  const size_t size_;
  int stretch_ = kFirstStretch;
  bool complete_ = false;
  std::vector<ResourceId> read_;
  std::vector<ResourceId>::iterator next_ = read_.begin();
};

// The ids of several sources, each once.
class Union final : public IdSource {
 public:
  explicit Union(std::vector<std::unique_ptr<IdSource>> sources) {
    for (auto& source : sources) {
      size_ += source->size();
      const ResourceId first = source->Seek(0);
      if (first != kEnd) heads_.push_back({first, std::move(source)});
    }
    std::make_heap(heads_.begin(), heads_.end(), Later);
  }

  ResourceId Seek(ResourceId id) override {
    while (!heads_.empty() && heads_.front().id < id) {
      std::pop_heap(heads_.begin(), heads_.end(), Later);
      heads_.back().id = heads_.back().source->Seek(id);
      if (heads_.back().id == kEnd) {
        heads_.pop_back();
      } else {
        std::push_heap(heads_.begin(), heads_.end(), Later);
      }
    }
    return heads_.empty() ? kEnd : heads_.front().id;
  }
  size_t size() const override { return size_; }

 private:
  struct Head {
    ResourceId id;
    std::unique_ptr<IdSource> source;
  };
  static bool Later(const Head& a, const Head& b) { return a.id > b.id; }

  std::vector<Head> heads_;
  size_t size_ = 0;
};

}  // namespace

std::unique_ptr<IdSource> MakeIdSource(const LinkIndex& index, const std::vector<Link>& links,
                                       std::vector<ResourceId> ids, ResourceId after,
                                       int64_t revision) {
  std::vector<std::unique_ptr<IdSource>> sources;
  for (const Link& link : links) {
    sources.push_back(std::make_unique<Referrers>(index, link, after, revision));
  }
  if (!ids.empty() || sources.empty()) {
    sources.push_back(std::make_unique<ListedIds>(std::move(ids)));
  }
  if (sources.size() == 1) return std::move(sources.front());
  return std::make_unique<Union>(std::move(sources));
}

}  // namespace taqvim::storage
