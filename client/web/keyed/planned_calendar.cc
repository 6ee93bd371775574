#include "client/web/keyed/planned_calendar.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/web/feeds/feed.h"
#include "client/web/feeds/feed_cut.h"
#include "client/web/feeds/feed_entries.h"
#include "client/web/keyed/blocks.h"
#include "client/web/published/held_days.h"
#include "client/web/words/languages.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

class PlannedMaker {
 public:
  explicit PlannedMaker(const PlannedFeed& feed)
      : feed_(feed),
        filter_(feed.key.feed_filter()),
        context_{.scope = IsAttended(filter_) ? FeedScope::kSpace : FeedScope::kVenue,
                 .languages = LanguagesToTry(feed.language),
                 .days = IsWhole(filter_) ? CivilDays{absl::CivilDay::min(), absl::CivilDay::max()}
                                          : HeldDays(feed.today),
                 .permanent_until = HeldDays(feed.today).last,
                 .today = feed.today,
                 .uid_domain = feed.uid_domain} {}

  Calendar Make() const {
    Calendar calendar;
    calendar.name = Name();
    calendar.language = context_.languages.front();
    // What was told twice, as it moved meanwhile, is written once.
    std::set<std::string> written;
    for (const PublishedEvent& event : feed_.events) {
      for (CalendarEntry& entry : EntriesOfEvent(event)) {
        if (written.insert(entry.uid).second) calendar.entries.push_back(std::move(entry));
      }
    }
    CutCalendar(calendar,
                {.uid = absl::StrCat(feed_.key.uid(), "@", feed_.uid_domain),
                 .languages = context_.languages,
                 .today = feed_.today,
                 .advice = [this] { return std::vector<std::string>{In("feed-cut-key")}; }});
    return calendar;
  }

 private:
  static bool IsAttended(const v1::EventFilter& filter) {
    return !filter.spaces().empty() || !filter.participants().empty();
  }

  std::string In(absl::string_view key) const {
    return Words::Embedded().In(context_.languages, key);
  }

  std::vector<CalendarEntry> EntriesOfEvent(const PublishedEvent& event) const {
    if (IsClosed(event.event)) {
      return BlocksOf(feed_.places, event, filter_, feed_.secret, context_);
    }
    return EntriesOf(feed_.places, event, context_);
  }

  // The event is known by what was read, if it is of the feed itself.
  std::string NameOf(const std::string& name) const {
    for (const PublishedEvent& event : feed_.events) {
      if (event.event.name() != name || IsClosed(event.event)) continue;
      return TextIn(event.event.title(), context_.languages);
    }
    return NameText(feed_.places, name, context_.languages);
  }

  std::string Name() const {
    std::vector<std::string> parts;
    const auto add = [&](const auto& names) {
      for (const std::string& name : names) parts.push_back(NameOf(name));
    };
    add(filter_.venues());
    add(filter_.spaces());
    add(filter_.organizations());
    add(filter_.participants());
    add(filter_.hosts());
    if (!filter_.programme().empty()) parts.push_back(NameOf(filter_.programme()));
    for (const int kind : filter_.kinds()) {
      const std::string key = absl::StrCat("kind-", KindWord(static_cast<v1::EventKind>(kind)));
      // There is none for one of a server that is newer than this.
      if (Words::Embedded().Has(key)) parts.push_back(In(key));
    }
    if (!parts.empty()) return absl::StrJoin(parts, ", ");
    return feed_.key.purpose().empty() ? In("schedule") : feed_.key.purpose();
  }

  const PlannedFeed& feed_;
  const v1::EventFilter& filter_;
  const EntryContext context_;
};

}  // namespace

bool IsWhole(const v1::EventFilter& filter) { return !filter.programme().empty(); }

Calendar MakePlannedCalendar(const PlannedFeed& feed) { return PlannedMaker(feed).Make(); }

}  // namespace taqvim::web
