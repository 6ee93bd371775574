#include "server/watch/large_revision.h"

#include <utility>
#include <vector>

#include "proto/status_macros.h"
#include "server/watch/refusals.h"

namespace taqvim::watch {
namespace {

using storage::Change;

// Collects the changes of one part.
class Collector {
 public:
  Collector(const View& view, size_t max_bytes) : view_(view), max_bytes_(max_bytes) {}

  // Adds changes of a part of the log from the index on, and says up to which: all of
  // them, or up to one for which there is no more room.
  absl::StatusOr<int> Add(const std::vector<Change>& changes, int from) {
    EventReader reader;
    const int end = static_cast<int>(changes.size());
    for (int i = from; i < end; ++i) {
      const size_t before = told_.size();
      RETURN_IF_ERROR(view_.TellChange(changes[i], reader, told_));
      if (before == 0 || told_.size() == before || told_.size() <= max_bytes_) continue;
      told_.resize(before);
      return i;
    }
    return end;
  }
  const std::string& told() const { return told_; }

 private:
  const View& view_;
  const size_t max_bytes_;
  std::string told_;
};

}  // namespace

bool IsLarge(const storage::LogPage& page) {
  return !page.entries.empty() && page.entries.front().more_parts > 0;
}

absl::StatusOr<ToldPart> TellPart(storage::Store& store, const View& view, const Tokens& tokens,
                                  const storage::LogEntry& first, const Inside& from,
                                  size_t max_bytes) {
  Collector collector(view, max_bytes);
  ToldPart part{.upto = from};
  for (; part.upto.parts <= first.more_parts; part.upto = {part.upto.parts + 1, 0}) {
    std::vector<Change> more;
    if (part.upto.parts > 0) {
      auto read = store.MoreChanges(first.revision.number, part.upto.parts);
      if (!read.ok()) return Explained(read.status(), store);
      more = *std::move(read);
    }
    const std::vector<Change>& changes = part.upto.parts > 0 ? more : first.changes;
    ASSIGN_OR_RETURN(part.upto.changes, collector.Add(changes, part.upto.changes));
    if (part.upto.changes < static_cast<int>(changes.size())) break;
  }
  part.last = part.upto.parts > first.more_parts;
  if (collector.told().empty()) return part;
  const std::string token = part.last ? tokens(first.revision) : std::string();
  part.revision = view.TellHead(first, token) + collector.told();
  return part;
}

}  // namespace taqvim::watch
