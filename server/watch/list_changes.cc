#include "server/watch/list_changes.h"

#include <algorithm>
#include <utility>

#include "proto/status_macros.h"
#include "server/watch/refusals.h"
#include "server/watch/wire.h"
#include "taqvim/v1/change_service.pb.h"

namespace taqvim::watch {
namespace {

// What one call looks at.
constexpr int kMostLookedAt = 4000;
constexpr int64_t kMostBytesRead = 8 << 20;
// A page ends here; with the largest revision it stays below the 4 MiB that
// clients take by default.
constexpr size_t kPageBytes = 512 << 10;
constexpr int kReadAtOnce = 500;

// One page in the making.
class Lister {
 public:
  Lister(storage::Store& store, const Tokens& tokens, const ChangesQuery& query)
      : store_(store), tokens_(tokens), view_(query.interest), left_(query.page_size) {
    page_.upto = *query.after;
    page_.inside = query.inside;
  }

  absl::StatusOr<ChangesPage> Run() {
    while (!full_ && looked_at_ < kMostLookedAt && bytes_left_ > 0) {
      const auto read = store_.ChangesAfter(page_.upto.number, kReadAtOnce,
                                            std::min<int64_t>(bytes_left_, 1 << 20));
      if (!read.ok()) return Explained(read.status(), store_);
      RETURN_IF_ERROR(IsLarge(*read) ? TakePart(read->entries.front()) : Take(*read));
      if (read->entries.empty()) return std::move(page_);
    }
    AppendNumber(v1::ListChangesResponse::kMoreFieldNumber, 1, page_.response);
    return std::move(page_);
  }

 private:
  absl::Status Take(const storage::LogPage& read) {
    for (const storage::LogEntry& entry : read.entries) {
      if (full_) return absl::OkStatus();
      EventReader reader;
      ASSIGN_OR_RETURN(const auto told, view_.Tell(entry, tokens_(entry.revision), reader));
      Add(told);
      page_.upto = entry.revision;
      ++looked_at_;
      for (const storage::Change& change : entry.changes) bytes_left_ -= SizeOf(change);
    }
    return absl::OkStatus();
  }

  // A part is alone on its page.
  absl::Status TakePart(const storage::LogEntry& revision) {
    full_ = !page_.response.empty();
    if (full_) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto part,
                     TellPart(store_, view_, tokens_, revision, page_.inside, kMostPartBytes));
    Add(part.revision);
    if (part.last) page_.upto = revision.revision;
    page_.inside = part.last ? Inside() : part.upto;
    full_ = !part.revision.empty();
    bytes_left_ -= int64_t{revision.more_parts} << 20;
    return absl::OkStatus();
  }

  void Add(const std::string& told) {
    if (told.empty()) return;
    AppendBytes(v1::ListChangesResponse::kRevisionsFieldNumber, told, page_.response);
    full_ = --left_ == 0 || page_.response.size() >= kPageBytes;
  }

  static int64_t SizeOf(const storage::Change& change) {
    const size_t before = change.before ? change.before->size() : 0;
    return static_cast<int64_t>(before + (change.after ? change.after->size() : 0));
  }

  storage::Store& store_;
  const Tokens& tokens_;
  const View view_;
  int left_;
  int looked_at_ = 0;
  int64_t bytes_left_ = kMostBytesRead;
  bool full_ = false;
  ChangesPage page_;
};

}  // namespace

absl::StatusOr<ChangesPage> ListChanges(storage::Store& store, const Tokens& tokens,
                                        const ChangesQuery& query) {
  if (query.from_oldest) {
    ASSIGN_OR_RETURN(const auto kept, store.Reach());
    ChangesQuery from_there = query;
    from_there.from_oldest = false;
    from_there.after = kept.start;
    return Lister(store, tokens, from_there).Run();
  }
  if (!query.after) return ChangesPage{.response = "", .upto = store.newest_revision()};
  RETURN_IF_ERROR(CheckPosition(store, *query.after));
  return Lister(store, tokens, query).Run();
}

}  // namespace taqvim::watch
