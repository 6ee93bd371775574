#include "client/web/published/intake.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/published/held_days.h"

namespace taqvim::web {
namespace {

// So many events are put in at once: as many as one revision can have, which are shown together.
// What is gone waits for no more than these.
constexpr size_t kMostAtOnce = 5'000;

// Of one that is no event.
std::string NameOf(const v1::Resource& resource) {
  if (resource.has_venue()) return resource.venue().name();
  if (resource.has_space()) return resource.space().name();
  return resource.organization().name();
}

bool IsGone(const v1::Change& change) {
  return change.kind() == v1::CHANGE_KIND_DELETED || change.kind() == v1::CHANGE_KIND_LEFT;
}

CivilDays DaysAt(absl::Time time) { return HeldDays(absl::ToCivilDay(time, absl::UTCTimeZone())); }

}  // namespace

// What was said last of each: what it is, or nothing where it is gone. A delivery has many
// revisions, of which one may create anew what another deleted.
struct Intake::Edits {
  std::map<std::string, std::optional<v1::Resource>> by_name;
};

Intake::Intake(Copy& copy, std::function<absl::Time()> now,
               std::function<void(const std::string&)> log)
    : copy_(copy), now_(std::move(now)), log_(std::move(log)) {}

void Intake::Take(const client::Delivery& told) {
  const absl::MutexLock lock(&mutex_);
  if (told.begins_snapshot) BeginSnapshot(told);
  const Edits edits = Sort(told);
  AwaitMoved(edits);
  if (!edits.by_name.empty()) {
    Change([&](Schedule& schedule) {
      for (const auto& [name, resource] : edits.by_name) {
        if (resource) {
          schedule.Put(*resource);
        } else {
          schedule.Remove(name);
        }
      }
    });
  }
  told_ = told_ || told.response.snapshot_complete();
  if (!told_) return;
  AwaitAllOnNewDays();
  if (!told.response.revision_token().empty()) revision_token_ = told.response.revision_token();
  told_at_ = now_();
  due_ = true;
  if (awaited_.empty()) Confirm();
}

void Intake::BeginSnapshot(const client::Delivery& told) {
  if (!told.reason.ok()) {
    log_(absl::StrCat("The schedule is read anew: ", told.reason.message()));
  }
  copy_.Clear();
  loading_ = true;
  told_ = false;
  loaded_ = {};
  awaited_.clear();
  days_ = DaysAt(now_());
}

Intake::Edits Intake::Sort(const client::Delivery& told) {
  Edits edits;
  const auto put = [&](const v1::Resource& resource) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (resource.has_event()) {
      Await(resource.event());
    } else {
      edits.by_name[NameOf(resource)] = resource;
    }
  };
  for (const v1::Resource& resource : told.response.resources()) put(resource);
  for (const v1::Revision& revision : told.response.revisions()) {
    for (const v1::Change& change : revision.changes()) {
      if (!IsGone(change)) {
        put(change.after());
        continue;
      }
      awaited_.erase(change.name());
      edits.by_name[change.name()] = std::nullopt;
    }
  }
  return edits;
}

void Intake::Await(const v1::Event& event) {
  Awaited& awaited = awaited_.try_emplace(event.name(), Awaited{nullptr, told_at_}).first->second;
  awaited.event = std::make_shared<const v1::Event>(event);
}

void Intake::AwaitAnew() {
  for (auto& [name, awaited] : awaited_) {
    awaited.event = std::make_shared<const v1::Event>(*awaited.event);
  }
}

void Intake::AwaitMoved(const Edits& edits) {
  std::vector<v1::Event> moved;
  bool has_moved = false;
  Inspect([&](const Schedule& schedule) {
    for (const auto& [name, resource] : edits.by_name) {
      if (!resource || !resource->has_venue()) continue;
      const v1::Venue* before = schedule.FindVenue(name);
      if (before == nullptr || before->time_zone() == resource->venue().time_zone()) continue;
      has_moved = true;
      for (const PublishedEvent* event : schedule.EventsOf(name)) {
        const bool is_gone = edits.by_name.contains(event->event.name());
        if (!is_gone) moved.push_back(event->event);
      }
    }
  });
  if (has_moved) AwaitAnew();
  for (const v1::Event& event : moved) {
    if (!awaited_.contains(event.name())) Await(event);
  }
}

void Intake::AwaitAllOnNewDays() {
  const CivilDays days = DaysAt(now_());
  if (days.first == days_.first && days.last == days_.last) return;
  days_ = days;
  AwaitAnew();
  Inspect([&](const Schedule& schedule) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (const auto& [name, event] : schedule.events()) {
      if (!awaited_.contains(name)) Await(event.event);
    }
  });
}

bool Intake::HasToSay() const {
  return stopping_.HasBeenNotified() || (told_ && due_ && !awaited_.empty());
}

std::optional<TimesQuestion> Intake::NextQuestion() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &Intake::HasToSay));
  if (stopping_.HasBeenNotified()) return std::nullopt;
  due_ = false;
  TimesQuestion question{.events = {}, .days = days_, .revision_token = revision_token_};
  for (const auto& [name, awaited] : awaited_) question.events.emplace(name, awaited.event);
  return question;
}

void Intake::Answer(const TimesQuestion& question, absl::StatusOr<Occurrences> answer) {
  if (!answer.ok()) {
    const absl::MutexLock lock(&mutex_);
    if (stopping_.HasBeenNotified()) return;
    log_(absl::StrCat(
        "When ", question.events.size(),
        " events take place could not be read, and is asked again: ", answer.status().message()));
    return;
  }
  for (auto next = question.events.begin(); next != question.events.end();) {
    TimesQuestion::Events some;
    while (next != question.events.end() && some.size() < kMostAtOnce) some.insert(*next++);
    const absl::MutexLock lock(&mutex_);
    if (stopping_.HasBeenNotified()) return;
    PutIn(some, *answer);
    Confirm();
  }
}

void Intake::PutIn(TimesQuestion::Events some, Occurrences& times) {
  std::erase_if(some, [&](const auto& asked) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto awaited = awaited_.find(asked.first);
    return awaited == awaited_.end() || awaited->second.event != asked.second;
  });
  if (some.empty()) return;
  for (const auto& [name, event] : some) awaited_.erase(name);
  Change([&](Schedule& schedule) {
    for (const auto& [name, event] : some) {
      std::vector<Occurrence>& occurrences = times[name];
      NumberStops(*event, occurrences);
      schedule.PutEvent(*event, std::move(occurrences));
    }
  });
}

void Intake::Confirm() {
  if (!told_) return;
  if (awaited_.empty() && loading_) {
    loading_ = false;
    log_(absl::StrCat("The schedule was read: ", loaded_.events().size(), " events."));
    copy_.Replace(std::exchange(loaded_, {}), told_at_);
  }
  if (loading_) return;
  absl::Time whole = told_at_;
  for (const auto& [name, awaited] : awaited_) whole = std::min(whole, awaited.before);
  copy_.Confirm(whole);
}

void Intake::Stop() {
  const absl::MutexLock lock(&mutex_);
  if (!stopping_.HasBeenNotified()) stopping_.Notify();
}

void Intake::Change(absl::FunctionRef<void(Schedule&)> change) {
  if (loading_) return change(loaded_);
  copy_.Change(change);
}

void Intake::Inspect(absl::FunctionRef<void(const Schedule&)> reader) const {
  if (loading_) return reader(loaded_);
  copy_.Inspect(reader);
}

}  // namespace taqvim::web
