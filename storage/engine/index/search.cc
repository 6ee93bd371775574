#include "storage/engine/index/search.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "storage/engine/index/id_source.h"

namespace taqvim::storage {
namespace {

// What a page looks at: ids that a source comes upon, and ids that are only walked
// over, which cost far less.
constexpr int kMostMet = 20'000;
constexpr ResourceId kMostWalked = 1 << 19;
// So many are held against facets at once.
constexpr size_t kBatch = 256;
constexpr ResourceId kStride = 8192;
// Of starts, the more at once the more there turn out to be.
constexpr size_t kMostAtOnce = 4096;
// What an id costs that days come upon, and one that links or keys do, where one that
// is walked over costs 1.
constexpr size_t kCostOfDay = 24;
constexpr size_t kCostOfLink = 12;

class Searching {
 public:
  Searching(const LinkIndex& links, const FacetIndex& facets, const SearchQuery& query,
            int64_t revision)
      : links_(links),
        facets_(facets),
        query_(query),
        revision_(revision),
        filter_{
            .kind = query.kind, .tags = {}, .days = query.days, .throughout = query.throughout} {}

  SearchPage Run() {
    if (query_.after >= facets_.end())
      return {.ids = {}, .reached = query_.after, .complete = true};
    TakeApart();
    const auto walk = static_cast<size_t>(facets_.end() - query_.after);
    size_t least = std::min(walk, CostOfDays(walk));
    const size_t leading = Leading(least);
    if (leading < sources_.size()) {
      std::swap(sources_[leading], sources_.front());
    } else if (least < walk) {
      sources_.insert(sources_.begin(), SourceOfDays());
    } else {
      return Walk();
    }
    return Meet();
  }

  // Removes from ids, which are in order and above `after`, those that cannot match.
  void Keep(std::vector<ResourceId>& ids) {
    TakeApart();
    facets_.Keep(filter_, ids);
    std::erase_if(ids, [this](ResourceId id) { return !HasAll(id); });
  }

 private:
  // Sets apart what facets alone decide.
  void TakeApart() {
    for (const Criterion& criterion : query_.criteria) {
      const bool only_tags =
          criterion.links.empty() && criterion.keys.empty() && criterion.ids.empty();
      if (only_tags) {
        filter_.tags.push_back(criterion.tags);
      } else if (criterion.tags != 0) {
        choices_.push_back({criterion.tags, SourceOf(criterion)});
      } else {
        sources_.push_back(SourceOf(criterion));
      }
    }
  }

  std::unique_ptr<IdSource> SourceOf(const Criterion& criterion) const {
    std::vector<ResourceId> ids = criterion.ids;
    std::erase_if(ids, [this](ResourceId id) { return id <= query_.after; });
    for (uint64_t key : criterion.keys) {
      facets_.AddWithKey(key, query_.kind, query_.after, ids);
    }
    return MakeIdSource(links_, criterion.links, std::move(ids), query_.after, revision_);
  }

  std::unique_ptr<IdSource> SourceOfDays() const {
    std::vector<ResourceId> ids;
    facets_.AddOn(*query_.days, query_.kind, query_.after, ids);
    return MakeIdSource(links_, {}, std::move(ids), query_.after, revision_);
  }

  size_t CostOfDays(size_t most) const {
    if (!query_.days) return std::numeric_limits<size_t>::max();
    return facets_.CountOn(*query_.days, query_.kind, most / kCostOfDay) * kCostOfDay;
  }

  // The source that costs the least, if that is less; else none.
  size_t Leading(size_t& least) const {
    size_t leading = sources_.size();
    for (size_t i = 0; i < sources_.size(); ++i) {
      const size_t cost = sources_[i]->size() * kCostOfLink;
      if (cost >= least) continue;
      least = cost;
      leading = i;
    }
    return leading;
  }

  // Goes from id to id that the first source has.
  SearchPage Meet() {
    SearchPage page{.ids = {}, .reached = query_.after};
    std::vector<ResourceId> batch;
    ResourceId next = query_.after;
    for (int met = 0; next != IdSource::kEnd && met < kMostMet && !IsFull(page);) {
      batch.clear();
      while (batch.size() < kBatch && (next = NextOfAll(next + 1)) != IdSource::kEnd) {
        batch.push_back(next);
      }
      met += static_cast<int>(batch.size());
      page.reached = next;
      Take(batch, page);
    }
    page.complete = next == IdSource::kEnd && !IsFull(page);
    return page;
  }

  // The least id from there on that every source has.
  ResourceId NextOfAll(ResourceId id) {
    for (size_t agreed = 0; agreed < sources_.size() && id != IdSource::kEnd;) {
      const ResourceId next = sources_[agreed]->Seek(id);
      agreed = next == id ? agreed + 1 : agreed == 0 ? 1 : 0;
      id = next;
    }
    return id;
  }

  SearchPage Walk() {
    SearchPage page{.ids = {}, .reached = query_.after};
    const ResourceId end = facets_.end();
    const ResourceId last = std::min(end, query_.after + 1 + kMostWalked);
    std::vector<ResourceId> batch;
    for (ResourceId next = query_.after + 1; next < last && !IsFull(page); next += kStride) {
      batch.clear();
      facets_.Walk(filter_, next, std::min(next + kStride, last), batch);
      std::erase_if(batch, [this](ResourceId id) { return !HasAll(id); });
      page.reached = std::min(next + kStride, last) - 1;
      Append(batch, page);
    }
    page.complete = page.reached + 1 >= end && !IsFull(page);
    return page;
  }

  bool HasAll(ResourceId id) {
    return std::all_of(sources_.begin(), sources_.end(),
                       [id](const auto& source) { return source->Seek(id) == id; }) &&
           HasChoices(id);
  }

  bool HasChoices(ResourceId id) {
    return std::all_of(choices_.begin(), choices_.end(), [&](Choice& choice) {
      return facets_.MayHaveTags(id, choice.tags) || choice.source->Seek(id) == id;
    });
  }

  void Take(std::vector<ResourceId>& batch, SearchPage& page) {
    facets_.Keep(filter_, batch);
    std::erase_if(batch, [this](ResourceId id) { return !HasChoices(id); });
    Append(batch, page);
  }

  bool IsFull(const SearchPage& page) const {
    return page.ids.size() >= static_cast<size_t>(query_.limit);
  }

  void Append(const std::vector<ResourceId>& batch, SearchPage& page) const {
    for (ResourceId id : batch) {
      if (IsFull(page)) return;
      page.ids.push_back(id);
      if (IsFull(page)) page.reached = id;
    }
  }

  struct Choice {
    uint32_t tags;
    std::unique_ptr<IdSource> source;
  };

  const LinkIndex& links_;
  const FacetIndex& facets_;
  const SearchQuery& query_;
  const int64_t revision_;
  FacetFilter filter_;
  std::vector<std::unique_ptr<IdSource>> sources_;
  std::vector<Choice> choices_;
};

// Goes through the starts in their order.
class StartSearching {
 public:
  StartSearching(const LinkIndex& links, const FacetIndex& facets, const StartQuery& query,
                 int64_t revision)
      : links_(links), facets_(facets), query_(query), revision_(revision) {}

  StartPage Run() {
    StartPage page{.starts = {}, .reached = query_.after};
    size_t at_once = kBatch;
    for (size_t met = 0; met < kMostMet && !page.complete && !IsFull(page);) {
      std::vector<Start> batch = facets_.StartsAfter(page.reached, at_once);
      page.complete = batch.size() < at_once;
      met += batch.size();
      while (!batch.empty() && batch.back().second > query_.through) {
        batch.pop_back();
        page.complete = true;
      }
      if (!batch.empty()) Take(batch, page);
      at_once = std::min(4 * at_once, kMostAtOnce);
    }
    return page;
  }

 private:
  bool IsFull(const StartPage& page) const {
    return page.starts.size() >= static_cast<size_t>(query_.limit);
  }

  // The resources of the batch that may match.
  std::vector<ResourceId> Matching(const std::vector<Start>& batch) const {
    std::vector<ResourceId> ids;
    for (const Start& start : batch) ids.push_back(start.id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const SearchQuery query{
        .kind = query_.kind, .criteria = query_.criteria, .after = ids.front() - 1};
    Searching(links_, facets_, query, revision_).Keep(ids);
    return ids;
  }

  void Take(const std::vector<Start>& batch, StartPage& page) const {
    const std::vector<ResourceId> ids = Matching(batch);
    for (const Start& start : batch) {
      if (!std::binary_search(ids.begin(), ids.end(), start.id)) continue;
      if (IsFull(page)) {
        page.complete = false;
        return;
      }
      page.starts.push_back(start);
      page.reached = start;
    }
    if (!IsFull(page)) page.reached = batch.back();
  }

  const LinkIndex& links_;
  const FacetIndex& facets_;
  const StartQuery& query_;
  const int64_t revision_;
};

}  // namespace

SearchPage Search(const LinkIndex& links, const FacetIndex& facets, const SearchQuery& query,
                  int64_t revision) {
  SearchQuery from = query;
  from.after = std::max<ResourceId>(from.after, 0);
  return Searching(links, facets, from, revision).Run();
}

StartPage SearchStarts(const LinkIndex& links, const FacetIndex& facets, const StartQuery& query,
                       int64_t revision) {
  return StartSearching(links, facets, query, revision).Run();
}

}  // namespace taqvim::storage
