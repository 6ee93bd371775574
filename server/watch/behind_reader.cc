#include "server/watch/behind_reader.h"

#include <optional>

#include "proto/status_macros.h"
#include "server/watch/refusals.h"

namespace taqvim::watch {
namespace {

constexpr int kMostRevisions = 500;
constexpr size_t kMostTasks = 1000;

// The part of a page that is one. Empty when nothing of its revision matches.
Chunk PartOf(const Page& page, bool with_token) {
  Chunk chunk{.upto = page.upto, .inside = page.upto_inside};
  if (page.part->size() == 0) return chunk;
  chunk.fields.push_back(page.part->content);
  if (with_token) chunk.fields.push_back(page.part->token);
  return chunk;
}

}  // namespace

BehindReader::BehindReader(storage::Store& store, Streams& streams, const HubOptions& options,
                           const Tokens& tokens, const Ledger& ledger)
    : store_(store), streams_(streams), options_(options), tokens_(tokens), ledger_(ledger) {
  thread_ = std::thread([this] { Loop(); });
}

void BehindReader::Stop() {
  stopping_ = true;
  wakeup_.Wake();
  if (thread_.joinable()) thread_.join();
}

void BehindReader::Add(Stream& stream) {
  {
    absl::MutexLock lock(&mutex_);
    waiting_.emplace_back(stream);
  }
  wakeup_.Wake();
}

bool BehindReader::Run(absl::AnyInvocable<void()> task) {
  {
    absl::MutexLock lock(&mutex_);
    if (tasks_.size() >= kMostTasks) return false;
    tasks_.push_back(std::move(task));
  }
  wakeup_.Wake();
  return true;
}

void BehindReader::Loop() {
  while (!stopping_) {
    absl::AnyInvocable<void()> task;
    std::optional<StreamRef> stream;
    {
      absl::MutexLock lock(&mutex_);
      if (!tasks_.empty()) {
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      if (!waiting_.empty()) {
        stream.emplace(std::move(waiting_.front()));
        waiting_.pop_front();
      }
    }
    if (task) task();
    if (stream) CatchUp(**stream);
    if (!task && !stream && !ReadAhead()) wakeup_.Wait(absl::InfiniteDuration());
  }
}

void BehindReader::CatchUp(Stream& stream) {
  const std::optional<Behind> behind = streams_.WhereBehind(stream);
  if (behind) streams_.Advance(stream, ReadFor(*behind));
}

absl::StatusOr<Chunk> BehindReader::ReadFor(const Behind& behind) {
  if (!behind.trusted) {
    RETURN_IF_ERROR(CheckPosition(store_, behind.position));
  }
  const int64_t from = behind.position.number;
  const Page* page = pages_.Find(*behind.audience, from, behind.inside);
  if (page == nullptr) {
    ASSIGN_OR_RETURN(auto read, ReadPage({behind.audience, behind.position, behind.inside}));
    page = &pages_.Add(std::move(read));
  }
  ahead_ = {behind.audience, page->upto, page->upto_inside};
  if (page->part) return PartOf(*page, behind.with_token);
  Chunk chunk = page->told.After(from, options_.ResponseBytes(ledger_.bytes()), behind.with_token);
  if (chunk.empty() || chunk.upto.number == page->told.last()) chunk.upto = page->upto;
  return chunk;
}

absl::StatusOr<Page> BehindReader::ReadPage(const Place& place) {
  const int64_t after = place.after.number;
  const auto log =
      store_.ChangesAfter(after, kMostRevisions, static_cast<int64_t>(options_.chunk_bytes));
  if (!log.ok()) return Explained(log.status(), store_);
  if (IsLarge(*log)) return ReadPart(place, log->entries.front());
  Page page{.audience = place.audience, .told = Ring(after), .upto = log->scanned};
  for (const storage::LogEntry& entry : log->entries) {
    const std::string token = tokens_(entry.revision);
    EventReader reader;
    ASSIGN_OR_RETURN(const auto told, place.audience->view.Tell(entry, token, reader));
    if (told.empty()) continue;
    page.told.Add({entry.revision, ledger_.Enter(RevisionField(told)), TokenField(token)});
  }
  return page;
}

absl::StatusOr<Page> BehindReader::ReadPart(const Place& place, const storage::LogEntry& revision) {
  const size_t most = options_.PartBytes(ledger_.bytes());
  ASSIGN_OR_RETURN(auto told,
                   TellPart(store_, place.audience->view, tokens_, revision, place.inside, most));
  Page page{.audience = place.audience,
            .told = Ring(place.after.number),
            .upto = told.last ? revision.revision : place.after,
            .inside = place.inside};
  if (!told.last) page.upto_inside = told.upto;
  page.part.emplace();
  page.part->revision = page.upto;
  if (told.revision.empty()) return page;
  page.part->content = ledger_.Enter(RevisionField(told.revision));
  page.part->token = TokenField(tokens_(page.upto));
  return page;
}

// While nobody waits and what was read last is on its way. Whether it fails is seen
// by who needs it.
bool BehindReader::ReadAhead() {
  const Place place = std::exchange(ahead_, {});
  const int64_t after = place.after.number;
  if (place.audience == nullptr || after >= store_.newest_revision().number) return false;
  if (pages_.Find(*place.audience, after, place.inside) != nullptr) return false;
  if (!streams_.MayWant(*place.audience, after)) return false;
  absl::StatusOr<Page> page = ReadPage(place);
  if (page.ok()) pages_.Add(*std::move(page));
  return true;
}

}  // namespace taqvim::watch
