// The hub's thread that reads the log for streams that are behind what is in
// memory, a page at a time for each.
#include <utility>

#include "proto/status_macros.h"
#include "server/watch/hub.h"
#include "server/watch/refusals.h"

namespace taqvim::watch {
namespace {

constexpr int kMostRevisions = 500;
constexpr size_t kMostTasks = 1000;

}  // namespace

bool Hub::RunWhereLogIsRead(absl::AnyInvocable<void()> task) {
  absl::MutexLock lock(&mutex_);
  if (tasks_.size() >= kMostTasks) return false;
  tasks_.push_back(std::move(task));
  work_.Wake();
  return true;
}

void Hub::BehindLoop() {
  while (!stopping_) {
    absl::AnyInvocable<void()> task;
    std::optional<StreamRef> stream;
    {
      absl::MutexLock lock(&mutex_);
      if (!tasks_.empty()) {
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      if (!behind_.empty()) {
        stream.emplace(std::move(behind_.front()));
        behind_.pop_front();
      }
    }
    if (task) task();
    if (stream) CatchUp(**stream);
    if (!task && !stream && !ReadAhead()) work_.Wait(absl::InfiniteDuration());
  }
}

absl::StatusOr<Page> Hub::ReadPage(const std::shared_ptr<Audience>& audience, int64_t after) {
  const auto log =
      store_.ChangesAfter(after, kMostRevisions, static_cast<int64_t>(options_.chunk_bytes));
  if (!log.ok()) return Explained(log.status(), store_);
  Page page{.audience = audience, .told = Ring(after), .upto = log->scanned};
  for (const storage::LogEntry& entry : log->entries) {
    const std::string token = tokens_(entry.revision);
    EventReader reader;
    ASSIGN_OR_RETURN(const auto told, audience->view.Tell(entry, token, reader));
    if (told.empty()) continue;
    page.told.Add({entry.revision, ledger_.Enter(RevisionField(told)), TokenField(token)});
  }
  return page;
}

absl::StatusOr<Chunk> Hub::ReadLog(const std::shared_ptr<Audience>& audience,
                                   const storage::Revision& position, bool with_token) {
  const Page* page = pages_.Find(*audience, position.number);
  if (page == nullptr) {
    absl::StatusOr<Page> read = ReadPage(audience, position.number);
    if (!read.ok()) return read.status();
    page = &pages_.Add(*std::move(read));
  }
  ahead_ = {audience, page->upto.number};
  Chunk chunk = page->told.After(position.number, ChunkBytes(), with_token);
  if (chunk.empty() || chunk.upto.number == page->told.last()) chunk.upto = page->upto;
  return chunk;
}

// While nobody waits and what was read last is on its way. Whether it fails is seen
// by who needs it.
bool Hub::ReadAhead() {
  const auto [audience, after] = std::exchange(ahead_, {});
  if (audience == nullptr || after >= store_.newest_revision().number) return false;
  if (pages_.Find(*audience, after) != nullptr) return false;
  {
    absl::MutexLock lock(&mutex_);
    if (audience->streams == 0 || after >= audience->ring.from()) return false;
  }
  absl::StatusOr<Page> page = ReadPage(audience, after);
  if (page.ok()) pages_.Add(*std::move(page));
  return true;
}

absl::StatusOr<Chunk> Hub::ReadFor(Stream& stream) {
  std::shared_ptr<Audience> audience;
  storage::Revision position;
  bool trusted = false;
  bool with_token = false;
  {
    absl::MutexLock lock(&mutex_);
    if (stream.phase_ != Stream::Phase::kBehind) return Chunk();
    audience = stream.audience_;
    position = stream.position_;
    trusted = stream.trusted_;
    with_token = stream.snapshot_ == nullptr;
  }
  if (!trusted) {
    RETURN_IF_ERROR(CheckPosition(store_, position));
  }
  return ReadLog(audience, position, with_token);
}

void Hub::CatchUp(Stream& stream) {
  absl::StatusOr<Chunk> chunk = ReadFor(stream);
  Step step;
  {
    absl::MutexLock lock(&mutex_);
    if (stream.phase_ != Stream::Phase::kBehind) return;
    step = chunk.ok() ? Advance(stream, *std::move(chunk)) : EndStep(stream, chunk.status());
  }
  Do(stream, step);
}

Hub::Step Hub::Advance(Stream& stream, Chunk chunk) {
  stream.trusted_ = true;
  if (RightsToCheck()) {
    FallBehind(stream);
    return {};
  }
  if (!chunk.empty()) return WriteStep(stream, std::move(chunk));
  stream.position_ = chunk.upto;
  if (stream.position_.number >= stream.audience_->ring.from()) return Next(stream);
  if (SilentForLong(stream)) return ProgressStep(stream);
  FallBehind(stream);
  return {};
}

}  // namespace taqvim::watch
