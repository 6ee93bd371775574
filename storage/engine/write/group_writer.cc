#include "storage/engine/write/group_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "storage/engine/bytes/stored_answer.h"
#include "storage/engine/write/outcome_unknown.h"

namespace taqvim::storage {
namespace {

// So many resources are given to the duty at a time.
constexpr size_t kDutyResources = 100;

bool Heavy(const QueuedWrite& write, const EngineOptions& options) {
  return write.options.weight >= options.heavy_weight;
}

absl::Status NotBegun(const QueuedWrite& write, const Environment& env) {
  if (write.options.cancelled && write.options.cancelled()) {
    return Refused(Refusal::kCancelled, "The write was cancelled before it began.");
  }
  if (write.deadline != absl::InfiniteDuration() && write.deadline < env.SinceFixedMoment()) {
    return Refused(Refusal::kTooLate, "The write's deadline passed before it began.");
  }
  return absl::OkStatus();
}

}  // namespace

RunGroup GroupWriter::Run(std::deque<QueuedWrite>& queue) {
  // A store that has failed refuses without looking at anything.
  const bool looks = !head_.failed();
  std::vector<WriteOutcome> outcomes;
  Ending ending = Attempt(queue, 0, options_.group_limit, outcomes);
  if (ending == Ending::kRolledBack && outcomes.size() > 1) {
    outcomes = RunAlone(queue, outcomes.size());
  }
  RunGroup group{.writes = {},
                 .rests_on = looks ? committed_.revision : Revision(),
                 .kinds = std::exchange(committed_kinds_, {})};
  group.writes.reserve(outcomes.size());
  if (queue.empty()) return group;
  for (WriteOutcome& outcome : outcomes) {
    QueuedWrite write = std::move(queue.front());
    queue.pop_front();
    if (write.waits_for.empty()) {
      group.writes.push_back({std::move(write.done), std::move(outcome)});
    } else {
      queue.push_back(std::move(write));
    }
  }
  return group;
}

RunGroup GroupWriter::RunDuties() {
  std::deque<QueuedWrite> nothing;
  RunGroup group = Run(nothing);
  group.writes.clear();
  return group;
}

std::optional<RunGroup> GroupWriter::Follow() {
  if (head_.failed()) return std::nullopt;
  const absl::StatusOr<std::vector<ForeignRevision>> foreign = journal_.Follow();
  if (!foreign.ok() || foreign->empty()) return std::nullopt;
  TakeInAll(*foreign);
  return RunGroup{
      .writes = {}, .rests_on = committed_.revision, .kinds = std::exchange(committed_kinds_, {})};
}

void GroupWriter::SetDuty(DutyFunction duty) {
  absl::MutexLock lock(&duty_mutex_);
  duty_ = std::move(duty);
  has_duty_ = duty_ != nullptr;
}

std::optional<int64_t> GroupWriter::EarliestDue() {
  put_off_.Forget(options_.env.now());
  return memory_.indexes.due().Earliest([this](ResourceId id) { return put_off_.Has(id); });
}

bool GroupWriter::DutyCalls() {
  const std::optional<int64_t> earliest = EarliestDue();
  if (!earliest.has_value() || head_.failed()) return false;
  // The first comparison is cheap, and enough nearly always.
  if (absl::FromUnixSeconds(*earliest) > options_.env.now()) return false;
  return absl::FromUnixSeconds(*earliest) <= clock_.Now() && HasDuty();
}

absl::Duration GroupWriter::UntilDuty() {
  const std::optional<int64_t> earliest = EarliestDue();
  {
    absl::MutexLock lock(&duty_mutex_);
    if (!has_duty_ || head_.failed()) return absl::InfiniteDuration();
  }
  const absl::Time now = options_.env.now();
  const absl::Duration again = put_off_.Until(now);
  if (!earliest.has_value()) return again;
  const absl::Duration wait = std::max(absl::FromUnixSeconds(*earliest) - now, UntilDutyAgain(now));
  if (wait <= absl::ZeroDuration() && absl::FromUnixSeconds(*earliest) > clock_.Now()) {
    return kDutyPause;
  }
  return std::max(std::min(wait, again), absl::ZeroDuration());
}

bool GroupWriter::HasDuty() {
  if (UntilDutyAgain(options_.env.now()) > absl::ZeroDuration()) return false;
  absl::MutexLock lock(&duty_mutex_);
  return has_duty_;
}

bool GroupWriter::DoDuty(absl::Time last_start, WriteOutcome& outcome) {
  while (DutyCalls()) {
    const std::vector<ResourceId> due = memory_.indexes.due().By(
        absl::ToUnixSeconds(clock_.Now()), static_cast<int>(kDutyResources),
        [this](ResourceId id) { return put_off_.Has(id); });
    if (!DoSome(due, outcome)) return false;
    if (options_.env.now() > last_start) break;
  }
  return true;
}

bool GroupWriter::DoDutyFor(std::vector<ResourceId>& due, absl::Time last_start,
                            WriteOutcome& outcome) {
  while (!due.empty()) {
    const auto begin = due.end() - static_cast<ptrdiff_t>(std::min(due.size(), kDutyResources));
    std::vector<ResourceId> some(begin, due.end());
    due.erase(begin, due.end());
    if (!DoSome(some, outcome)) return false;
    std::erase_if(some, [this](ResourceId id) { return put_off_.Has(id) || !IsDue(id); });
    due.insert(due.end(), some.begin(), some.end());
    if (options_.env.now() > last_start) break;
  }
  return true;
}

bool GroupWriter::DoSome(const std::vector<ResourceId>& due, WriteOutcome& outcome) {
  absl::Status why;
  const Ran all = RunDuty(due, outcome, why);
  if (all == Ran::kKept || all == Ran::kLost) return all == Ran::kKept;
  for (ResourceId id : due) {
    if (due.size() > 1) {
      if (!IsDue(id)) continue;
      const Ran one = RunDuty({id}, outcome, why);
      if (one == Ran::kLost) return false;
      if (one == Ran::kKept) continue;
    }
    PutOffOne(id, why);
  }
  return true;
}

bool GroupWriter::IsDue(ResourceId id) {
  Work work;
  WriteTransaction transaction(memory_, journal_.rows(), options_.env, Now(), clock_, work);
  return transaction.FindById(id).ok() && transaction.met_due().contains(id);
}

GroupWriter::Ran GroupWriter::RunDuty(const std::vector<ResourceId>& due, WriteOutcome& outcome,
                                      absl::Status& why) {
  const Marks marks = MarkAll();
  Work work;
  WriteTransaction transaction(memory_, journal_.rows(), options_.env, Now(), clock_, work);
  absl::StatusOr<std::string> done = CallDuty(transaction, due);
  if (!transaction.failure().ok()) done = transaction.failure();
  if (done.ok() && !done->empty()) {
    WriteOptions options;
    options.principal = std::string(kSystemPrincipal);
    options.method = *std::move(done);
    const Revision revision{memory_.position.revision.number + 1, options_.env.random()};
    outcome.status = Flush(memory_, journal_, transaction, options, revision, "", flushed_);
    if (!outcome.status.ok()) PutOffDuty(outcome.status);
    return outcome.status.ok() ? Ran::kKept : Ran::kLost;
  }
  UndoTo(marks);
  why = done.ok() ? absl::InternalError("it did nothing") : done.status();
  // Reads, too, may have lost the group.
  if (journal_.is_open()) return Ran::kUndone;
  PutOffDuty(why);
  outcome.status = why;
  return Ran::kLost;
}

absl::StatusOr<std::string> GroupWriter::CallDuty(Transaction& transaction,
                                                  const std::vector<ResourceId>& due) {
  absl::MutexLock lock(&duty_mutex_);
  return duty_(transaction, due);
}

// A clock that was set back meanwhile makes it no longer.
absl::Duration GroupWriter::UntilDutyAgain(absl::Time now) const {
  return now < duty_again_ - kDutyPause ? absl::ZeroDuration() : duty_again_ - now;
}

void GroupWriter::PutOffOne(ResourceId id, const absl::Status& why) {
  put_off_.Add(id, options_.env.now());
  Alarm(why);
}

void GroupWriter::PutOffDuty(const absl::Status& why) {
  // It runs again with the group.
  if (journal_.is_superseded()) return;
  duty_again_ = options_.env.now() + kDutyPause;
  Alarm(why);
}

// Of what fails together the first is told.
void GroupWriter::Alarm(const absl::Status& why) {
  const absl::Time now = options_.env.now();
  const bool told = now < alarm_again_ && now >= alarm_again_ - kDutyPause;
  if (told || !options_.alarm) return;
  alarm_again_ = now + kDutyPause;
  options_.alarm(absl::InternalError(
      absl::StrCat("What is due could not be done (", why.message(), "), and is tried again in ",
                   absl::FormatDuration(kDutyPause), "; report this if it stays.")));
}

GroupWriter::Marks GroupWriter::MarkAll() const {
  return {memory_.indexes.mark(), memory_.position.next_id};
}

void GroupWriter::UndoTo(const Marks& marks) {
  memory_.indexes.UndoTo(marks.indexes);
  memory_.position.next_id = marks.next_id;
}

std::vector<WriteOutcome> GroupWriter::RunAlone(std::deque<QueuedWrite>& queue, size_t count) {
  std::vector<WriteOutcome> outcomes;
  for (size_t i = 0; i < count; ++i) {
    std::vector<WriteOutcome> alone;
    Attempt(queue, i, 1, alone);
    outcomes.push_back(std::move(alone.front()));
  }
  return outcomes;
}

GroupWriter::Ending GroupWriter::Attempt(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                                         std::vector<WriteOutcome>& outcomes) {
  for (;;) {
    const Ending ending = TryGroup(queue, begin, count, outcomes);
    if (ending == Ending::kCommitted) return ending;
    // What they wait for was not done; and what was lost alone is answered.
    const size_t end = std::min(queue.size(), begin + outcomes.size());
    for (size_t i = begin; i < end; ++i) queue[i].waits_for.clear();
    if (ending != Ending::kSuperseded) return ending;
    outcomes.clear();
  }
}

absl::Status GroupWriter::Begin() {
  RETURN_IF_ERROR(head_.failure());
  ASSIGN_OR_RETURN(const auto foreign, journal_.Begin());
  TakeInAll(foreign);
  return absl::OkStatus();
}

GroupWriter::Ending GroupWriter::TryGroup(std::deque<QueuedWrite>& queue, size_t begin,
                                          size_t count, std::vector<WriteOutcome>& outcomes) {
  outcomes.emplace_back();
  if (absl::Status status = Begin(); !status.ok()) return Undo(outcomes, status);
  const bool kept = RunMembers(queue, begin, count, outcomes);
  if (kept || journal_.is_superseded()) return Commit(outcomes);
  return Undo(outcomes, outcomes.back().status);
}

bool GroupWriter::RunMembers(std::deque<QueuedWrite>& queue, size_t begin, size_t count,
                             std::vector<WriteOutcome>& outcomes) {
  flushed_ = {};
  const absl::Time last_start = options_.env.now() + options_.group_time;
  const size_t end = std::min(queue.size(), begin + count);
  if (end == 0) return DoDuty(last_start, outcomes.back());
  for (size_t i = begin; i < end; ++i) {
    if (i > begin) outcomes.emplace_back();
    if (!RunOne(queue[i], last_start, outcomes.back())) return false;
    if (!queue[i].waits_for.empty()) break;
    bool full = flushed_.bytes >= options_.group_bytes || options_.env.now() > last_start;
    bool apart = Heavy(queue[i], options_) || (i + 1 < end && Heavy(queue[i + 1], options_));
    if (full || apart) break;
  }
  return true;
}

absl::Time GroupWriter::Now() { return std::max(clock_.Now(), memory_.position.time); }

bool GroupWriter::RunOne(QueuedWrite& write, absl::Time last_start, WriteOutcome& outcome) {
  outcome.status = NotBegun(write, options_.env);
  outcome.revision = memory_.position.revision;
  const bool over = !outcome.status.ok() || AnswerReplay(write.options, outcome);
  if (over) write.waits_for.clear();
  if (over) return journal_.is_open();
  for (;;) {
    if (!DoDutyFor(write.waits_for, last_start, outcome)) return false;
    if (!write.waits_for.empty()) return true;
    const Ran ran = RunFunction(write, outcome);
    if (ran != Ran::kMetDue) return ran != Ran::kLost;
  }
}

GroupWriter::Ran GroupWriter::RunFunction(QueuedWrite& write, WriteOutcome& outcome) {
  const Marks marks = MarkAll();
  const WriteOptions& options = write.options;
  const absl::Time now = options.trusts_clock ? clock_.Now() : Now();
  Work work(options.limits, write.deadline, options.cancelled, options_.env);
  WriteTransaction transaction(memory_, journal_.rows(), options_.env, now, clock_, work);
  absl::StatusOr<std::string> answer = write.function(transaction);
  outcome.status = transaction.failure().ok() ? answer.status() : transaction.failure();
  outcome.revision = memory_.position.revision;
  if (HasDuty()) {
    for (ResourceId id : transaction.met_due()) {
      if (!put_off_.Has(id)) write.waits_for.push_back(id);
    }
  }
  if (write.waits_for.empty() && outcome.status.ok()) {
    outcome.answer = *std::move(answer);
    if (!options.dry_run) {
      outcome.revision = {memory_.position.revision.number + 1, options_.env.random()};
      outcome.status = Flush(memory_, journal_, transaction, options, outcome.revision,
                             outcome.answer, flushed_);
      return outcome.status.ok() ? Ran::kKept : Ran::kLost;
    }
  }
  UndoTo(marks);
  // Reads, too, may have lost the group.
  if (!journal_.is_open()) return Ran::kLost;
  if (write.waits_for.empty()) return Ran::kUndone;
  std::sort(write.waits_for.begin(), write.waits_for.end());
  return Ran::kMetDue;
}

bool GroupWriter::AnswerReplay(const WriteOptions& options, WriteOutcome& outcome) {
  if (options.request_id.empty() || options.dry_run) return false;
  std::optional<int64_t> revision =
      memory_.indexes.requests().Find(RequestIndex::KeyOf(options.principal, options.request_id));
  if (!revision.has_value()) return false;
  absl::StatusOr<std::optional<AnsweredRequest>> row = journal_.FindRequest(*revision);
  if (!row.ok()) {
    outcome.status = row.status();
    return true;
  }
  if (!row->has_value() || (*row)->id != options.request_id ||
      (*row)->caller != options.principal) {
    return false;
  }
  if ((*row)->hash != options.request_hash) {
    outcome.status =
        Refused(Refusal::kRequestIdReused,
                absl::StrCat("The request id ", options.request_id,
                             " was used for a different request; give each request an id of its "
                             "own."));
    return true;
  }
  absl::StatusOr<std::string> answer = RestoreAnswer((*row)->answer, (*row)->changes);
  outcome.status = answer.status();
  if (!answer.ok()) return true;
  outcome.answer = *std::move(answer);
  outcome.revision = (*row)->revision;
  outcome.replayed = true;
  return true;
}

GroupWriter::Ending GroupWriter::Commit(std::vector<WriteOutcome>& outcomes) {
  const CommitResult result = journal_.Commit(memory_.position.next_id);
  switch (result.kind) {
    case CommitResult::Kind::kCommitted:
      break;
    case CommitResult::Kind::kNotCommitted:
      return Undo(outcomes, result.why);
    case CommitResult::Kind::kUnknown:
      return Unknown(outcomes, result.why);
    case CommitResult::Kind::kSuperseded:
      TakeBack();
      TakeInAll(result.foreign);
      return Ending::kSuperseded;
  }
  Settle();
  return Ending::kCommitted;
}

void GroupWriter::Settle() {
  committed_ = memory_.position;
  committed_kinds_.Add(flushed_.kinds);
  memory_.indexes.Commit(committed_.revision.number);
  memory_.indexes.Purge(head_.OldestNeeded());
}

void GroupWriter::TakeInAll(const std::vector<ForeignRevision>& foreign) {
  if (foreign.empty()) return;
  for (const ForeignRevision& one : foreign) {
    TakeIn(one, memory_);
    for (const ForeignRow& row : one.rows) committed_kinds_.Add(row.kind);
  }
  committed_ = memory_.position;
  memory_.indexes.Purge(head_.OldestNeeded());
}

void GroupWriter::TakeBack() {
  journal_.Rollback();
  memory_.position = committed_;
  memory_.indexes.Undo();
}

GroupWriter::Ending GroupWriter::Undo(std::vector<WriteOutcome>& outcomes,
                                      const absl::Status& error) {
  outcomes.back() = {.status = error, .answer = "", .revision = committed_.revision};
  TakeBack();
  return Ending::kRolledBack;
}

GroupWriter::Ending GroupWriter::Unknown(std::vector<WriteOutcome>& outcomes,
                                         const absl::Status& error) {
  for (WriteOutcome& outcome : outcomes) outcome = UnknownOutcome(error, head_.newest());
  TakeBack();
  return Ending::kUnknown;
}

}  // namespace taqvim::storage
