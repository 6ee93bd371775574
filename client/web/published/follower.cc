#include "client/web/published/follower.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/published/held_days.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// How far what does not repeat is held beyond the days of feeds, where many events are read: pages
// show what was, and what is far ahead.
constexpr int kLookBack = 30 * 366;
constexpr int kLookAhead = 10 * 366;

// From so many events on all times are read at once, instead of those of each.
constexpr size_t kFewEvents = 50;

client::SubscriberOptions OptionsFor(const FollowerOptions& options) {
  client::SubscriberOptions subscription;
  subscription.progress_interval = options.progress_interval;
  subscription.environment = options.environment;
  subscription.on_interruption = [log = options.log](const client::Interruption& interruption) {
    log(absl::StrCat("The stream of changes ended and is begun again in ",
                     absl::FormatDuration(interruption.pause), ": ",
                     interruption.status.message()));
  };
  for (const auto kind : {v1::RESOURCE_KIND_EVENT, v1::RESOURCE_KIND_VENUE, v1::RESOURCE_KIND_SPACE,
                          v1::RESOURCE_KIND_ORGANIZATION}) {
    subscription.filter.add_resource_kinds(kind);
  }
  return subscription;
}

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
struct Follower::Edits {
  std::map<std::string, std::optional<v1::Resource>> by_name;
};

Follower::Follower(client::Client& client, Copy& copy, FollowerOptions options)
    : client_(client), copy_(copy), options_(std::move(options)) {
  subscriber_ = std::make_unique<client::Subscriber>(
      client_.channel(), OptionsFor(options_),
      [this](const client::Delivery& told) { return Take(told); });
}

Follower::~Follower() = default;

absl::Status Follower::Take(const client::Delivery& told) {
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
  if (!told_) return absl::OkStatus();
  AwaitAllOnNewDays();
  ReadTimes(told.response.revision_token());
  if (!awaiting_.empty()) return absl::OkStatus();
  if (loading_) {
    loading_ = false;
    options_.log(absl::StrCat("The schedule was read: ", loaded_.events().size(), " events."));
    copy_.Replace(std::exchange(loaded_, {}), now());
  }
  copy_.Confirm(now());
  return absl::OkStatus();
}

void Follower::BeginSnapshot(const client::Delivery& told) {
  if (!told.reason.ok()) {
    options_.log(absl::StrCat("The schedule is read anew: ", told.reason.message()));
  }
  copy_.Clear();
  loading_ = true;
  told_ = false;
  loaded_ = {};
  awaiting_.clear();
  days_ = DaysAt(now());
}

Follower::Edits Follower::Sort(const client::Delivery& told) {
  Edits edits;
  const auto put = [&](const v1::Resource& resource) {
    if (resource.has_event()) {
      awaiting_[resource.event().name()] = resource.event();
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
      awaiting_.erase(change.name());
      edits.by_name[change.name()] = std::nullopt;
    }
  }
  return edits;
}

void Follower::AwaitMoved(const Edits& edits) {
  Inspect([&](const Schedule& schedule) {
    for (const auto& [name, resource] : edits.by_name) {
      if (!resource || !resource->has_venue()) continue;
      const v1::Venue* before = schedule.FindVenue(name);
      if (before == nullptr || before->time_zone() == resource->venue().time_zone()) continue;
      for (const PublishedEvent* event : schedule.EventsOf(name)) {
        const bool is_gone = edits.by_name.contains(event->event.name());
        if (!is_gone) awaiting_.emplace(event->event.name(), event->event);
      }
    }
  });
}

void Follower::AwaitAllOnNewDays() {
  const CivilDays days = DaysAt(now());
  if (days.first == days_.first && days.last == days_.last) return;
  days_ = days;
  Inspect([&](const Schedule& schedule) {
    for (const auto& [name, event] : schedule.events()) awaiting_.emplace(name, event.event);
  });
}

void Follower::ReadTimes(const std::string& token) {
  if (awaiting_.empty()) return;
  auto read = ReadAwaited(token);
  if (!read.ok()) {
    options_.log(absl::StrCat(
        "When ", awaiting_.size(),
        " events take place could not be read, and is asked again: ", read.status().message()));
    return;
  }
  Change([&](Schedule& schedule) {
    for (auto& [name, event] : std::exchange(awaiting_, {})) {
      std::vector<Occurrence> occurrences = std::move((*read)[name]);
      NumberStops(event, occurrences);
      schedule.PutEvent(std::move(event), std::move(occurrences));
    }
  });
}

absl::StatusOr<Occurrences> Follower::ReadAwaited(const std::string& token) {
  if (awaiting_.size() > kFewEvents) return ReadMany(token);
  Occurrences all;
  for (const auto& [name, event] : awaiting_) {
    ASSIGN_OR_RETURN(all[name], ReadOccurrencesOf(client_, event, days_, token));
  }
  return all;
}

absl::StatusOr<Occurrences> Follower::ReadMany(const std::string& token) {
  CivilDays days = days_;
  for (const auto& [name, event] : awaiting_) days = Extended(days, event);
  days.first = std::max(days.first, days_.first - kLookBack);
  days.last = std::min(days.last, days_.last + kLookAhead);
  ASSIGN_OR_RETURN(auto all, ReadOccurrences(client_, days, token));
  for (const auto& [name, event] : awaiting_) {
    if (!event.has_recurrence()) continue;
    std::vector<Occurrence>& occurrences = all[name];
    occurrences.erase(std::remove_if(occurrences.begin(), occurrences.end(),
                                     [&](const Occurrence& occurrence) {
                                       return !DaysOf(occurrence.period).Meets(days_);
                                     }),
                      occurrences.end());
  }
  return all;
}

void Follower::Change(absl::FunctionRef<void(Schedule&)> change) {
  if (loading_) return change(loaded_);
  copy_.Change(change);
}

void Follower::Inspect(absl::FunctionRef<void(const Schedule&)> reader) const {
  if (loading_) return reader(loaded_);
  copy_.Inspect(reader);
}

}  // namespace taqvim::web
