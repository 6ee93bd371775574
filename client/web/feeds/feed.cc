#include "client/web/feeds/feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/web/feeds/feed_cut.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/published/held_days.h"
#include "client/web/words/languages.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

// What is after the last slash, where nothing has a title.
std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// Feeds that have less of the same.
std::vector<FeedAddress> Narrower(const Schedule& schedule, const FeedAddress& address) {
  std::vector<FeedAddress> narrower;
  if (address.kinds.empty()) {
    for (int kind = v1::EventKind_MIN + 1; kind <= v1::EventKind_MAX; ++kind) {
      narrower.push_back(address);
      narrower.back().kinds = {static_cast<v1::EventKind>(kind)};
    }
  }
  if (address.scope != FeedScope::kVenue) return narrower;
  for (const auto& [name, space] : schedule.spaces()) {
    if (VenueOf(name) != address.resource || space.archived()) continue;
    narrower.push_back(address);
    narrower.back().scope = FeedScope::kSpace;
    narrower.back().resource = name;
  }
  return narrower;
}

// A programme, and an event, is as long as it is; all else has no end.
CivilDays DaysOfFeed(const FeedAddress& address, absl::CivilDay today) {
  const bool is_whole =
      address.scope == FeedScope::kProgramme || address.scope == FeedScope::kEvent;
  return is_whole ? CivilDays{absl::CivilDay::min(), absl::CivilDay::max()} : HeldDays(today);
}

class FeedMaker {
 public:
  FeedMaker(const Schedule& schedule, const FeedAddress& address, const FeedSite& site,
            absl::CivilDay today)
      : schedule_(schedule),
        address_(address),
        site_(site),
        context_{.scope = address.scope,
                 .languages = LanguagesToTry(address.language),
                 .days = DaysOfFeed(address, today),
                 .permanent_until = HeldDays(today).last,
                 .today = today,
                 .uid_domain = site.uid_domain} {}

  Calendar Make() const {
    Calendar calendar;
    calendar.name = FeedTitle(schedule_, address_);
    calendar.source = absl::StrCat(site_.address, AddressText(address_, FeedView::kCalendar));
    calendar.language = context_.languages.front();
    for (const PublishedEvent* event : FeedEvents(schedule_, address_)) {
      for (CalendarEntry& entry : EntriesOf(schedule_, *event, context_)) {
        calendar.entries.push_back(std::move(entry));
      }
    }
    CutCalendar(calendar, {.uid = absl::StrCat(absl::StrReplaceAll(address_.resource, {{"/", "-"}}),
                                               "@", context_.uid_domain),
                           .languages = context_.languages,
                           .today = context_.today,
                           .advice = [this] { return Advice(); }});
    return calendar;
  }

 private:
  std::vector<std::string> Advice() const {
    std::vector<std::string> lines;
    for (const FeedAddress& narrower : Narrower(schedule_, address_)) {
      if (lines.empty()) {
        lines.push_back(Words::Embedded().In(context_.languages, "feed-cut-narrower"));
      }
      if (lines.size() > kMostNarrower) break;
      lines.push_back(absl::StrCat(site_.address, AddressText(narrower, FeedView::kCalendar)));
    }
    return lines;
  }

  static constexpr size_t kMostNarrower = 20;

  const Schedule& schedule_;
  const FeedAddress& address_;
  const FeedSite& site_;
  const EntryContext context_;
};

}  // namespace

std::string NameText(const Schedule& schedule, const std::string& name,
                     const std::vector<std::string>& languages) {
  std::string title;
  if (const PublishedEvent* event = schedule.FindEvent(name)) {
    title = TextIn(event->event.title(), languages);
  } else if (const v1::Venue* venue = schedule.FindVenue(name)) {
    title = TextIn(venue->title(), languages);
  } else if (const v1::Space* space = schedule.FindSpace(name)) {
    title = absl::StrCat(TextIn(space->title(), languages), ", ",
                         NameText(schedule, VenueOf(name), languages));
  } else if (const v1::Organization* organization = schedule.FindOrganization(name)) {
    title = TextIn(organization->title(), languages);
  }
  return title.empty() ? IdOf(name) : title;
}

std::string FeedTitle(const Schedule& schedule, const FeedAddress& address) {
  const auto languages = LanguagesToTry(address.language);
  std::string title = NameText(schedule, address.resource, languages);
  std::vector<std::string> kinds;
  for (const auto kind : address.kinds) {
    kinds.push_back(Words::Embedded().In(languages, absl::StrCat("kind-", KindWord(kind))));
  }
  if (!kinds.empty()) absl::StrAppend(&title, ": ", absl::StrJoin(kinds, ", "));
  return title;
}

absl::StatusOr<Calendar> MakeFeed(const Schedule& schedule, const FeedAddress& address,
                                  const FeedSite& site, absl::CivilDay today) {
  const bool is_programme = address.scope == FeedScope::kProgramme;
  const PublishedEvent* programme = is_programme ? schedule.FindEvent(address.resource) : nullptr;
  const bool is_known = is_programme ? programme != nullptr && programme->event.has_culture_days()
                                     : schedule.Knows(address.resource);
  if (!is_known) return absl::NotFoundError("There is nothing of that name, or it is not public.");
  return FeedMaker(schedule, address, site, today).Make();
}

}  // namespace taqvim::web
