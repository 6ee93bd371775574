#include "client/web/published/follower.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/web/published/occurrence_reader.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// How far what does not repeat is held beyond the days of feeds, where many events are read: pages
// show what was, and what is far ahead.
constexpr int kLookBack = 30 * 366;
constexpr int kLookAhead = 10 * 366;

// From so many events on all times are read at once, instead of those of each.
constexpr size_t kFewEvents = 50;

client::SubscriberOptions OptionsFor(FollowerOptions options) {
  client::SubscriberOptions subscription;
  subscription.progress_interval = options.progress_interval;
  subscription.environment = std::move(options.environment);
  subscription.on_interruption =
      [log = std::move(options.log)](const client::Interruption& interruption) {
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

absl::StatusOr<Occurrences> ReadMany(client::Client& client, const TimesQuestion& question,
                                     const absl::Notification& ended) {
  CivilDays days = question.days;
  for (const auto& [name, event] : question.events) days = Extended(days, *event);
  days.first = std::max(days.first, question.days.first - kLookBack);
  days.last = std::min(days.last, question.days.last + kLookAhead);
  ASSIGN_OR_RETURN(auto all,
                   ReadOccurrences(client, days, question.revision_token, Held::kLeftOut, &ended));
  for (const auto& [name, event] : question.events) {
    if (!event->has_recurrence()) continue;
    std::erase_if(all[name], [&](const Occurrence& occurrence) {
      return !DaysOf(occurrence.period).Meets(question.days);
    });
  }
  return all;
}

absl::StatusOr<Occurrences> Read(client::Client& client, const TimesQuestion& question,
                                 const absl::Notification& ended) {
  if (question.events.size() > kFewEvents) return ReadMany(client, question, ended);
  Occurrences all;
  for (const auto& [name, event] : question.events) {
    ASSIGN_OR_RETURN(all[name], ReadOccurrencesOf(client, *event, question.days,
                                                  question.revision_token, &ended));
  }
  return all;
}

}  // namespace

Follower::Follower(client::Client& client, Copy& copy, FollowerOptions options)
    : client_(client), intake_(copy, options.environment.now, options.log) {
  subscriber_ = std::make_unique<client::Subscriber>(
      client_.channel(), OptionsFor(std::move(options)), [this](const client::Delivery& told) {
        intake_.Take(told);
        return absl::OkStatus();
      });
  times_ = std::thread([this] { ReadTimes(); });
}

Follower::~Follower() {
  Stop();
  times_.join();
}

void Follower::Stop() {
  intake_.Stop();
  subscriber_->Stop();
}

void Follower::ReadTimes() {
  while (const auto question = intake_.NextQuestion()) {
    intake_.Answer(*question, Read(client_, *question, intake_.stopping()));
  }
}

}  // namespace taqvim::web
