#include "client/web/feeds/feed_cut.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/web/calendar/entry_lines.h"
#include "client/web/words/words.h"

namespace taqvim::web {
namespace {

// For the calendar's own lines, its zones, and the entry that says what is left out.
constexpr size_t kAround = 50'000;

struct Weighed {
  absl::CivilSecond start;
  absl::CivilSecond end;
  size_t bytes = 0;
  CalendarEntry entry;
  bool kept = true;
};

Weighed Weigh(CalendarEntry entry, size_t bytes) {
  Weighed weighed{.bytes = bytes, .entry = std::move(entry)};
  if (const auto* days = std::get_if<EntryDays>(&weighed.entry.when)) {
    weighed.start = absl::CivilSecond(days->first);
    weighed.end = absl::CivilSecond(days->last + 1);
  } else {
    const auto& hours = std::get<EntryHours>(weighed.entry.when);
    weighed.start = hours.start.local;
    weighed.end = hours.end.local;
  }
  return weighed;
}

}  // namespace

size_t CutToFit(std::vector<CalendarEntry>& entries, absl::CivilDay today) {
  const size_t before = entries.size();
  std::vector<Weighed> all;
  size_t bytes = kAround;
  for (CalendarEntry& entry : entries) {
    const auto weight = EntryBytes(entry);
    if (!weight.ok()) continue;
    bytes += *weight;
    all.push_back(Weigh(std::move(entry), *weight));
  }
  std::sort(all.begin(), all.end(), [](const Weighed& a, const Weighed& b) {
    return std::tie(a.start, a.entry.uid) < std::tie(b.start, b.entry.uid);
  });
  size_t kept = all.size();
  const auto drop_while_over = [&](Weighed& weighed) {
    const bool is_over = bytes > kMostFeedBytes || kept >= kMostFeedEntries;
    if (!is_over || !weighed.kept) return;
    weighed.kept = false;
    bytes -= weighed.bytes;
    --kept;
  };
  const absl::CivilSecond midnight(today);
  for (Weighed& weighed : all) {
    if (weighed.end <= midnight) drop_while_over(weighed);
  }
  std::for_each(all.rbegin(), all.rend(), drop_while_over);
  entries.clear();
  for (Weighed& weighed : all) {
    if (weighed.kept) entries.push_back(std::move(weighed.entry));
  }
  return before - kept;
}

void CutCalendar(Calendar& calendar, const CutWords& words) {
  const size_t all = calendar.entries.size();
  const size_t left_out = CutToFit(calendar.entries, words.today);
  if (left_out == 0) return;
  const auto in = [&](absl::string_view key, const Words::Filling& filling = {}) {
    return Words::Embedded().In(words.languages, key, filling);
  };
  std::vector<std::string> lines = {
      in("feed-cut-why", {{"left", absl::StrCat(left_out)}, {"all", absl::StrCat(all)}})};
  for (std::string& line : words.advice()) lines.push_back(std::move(line));
  calendar.description = absl::StrJoin(lines, "\n");
  const absl::CivilMonth month(words.today);
  CalendarEntry entry;
  entry.uid = absl::StrCat("cut-", words.uid);
  // Its day is another each month.
  entry.sequence = month - absl::CivilMonth(1970, 1);
  entry.modified = absl::FromCivil(month, absl::UTCTimeZone());
  entry.summary = in("feed-cut");
  entry.description = calendar.description;
  entry.transparent = true;
  entry.when = EntryDays{absl::CivilDay(month), absl::CivilDay(month)};
  calendar.entries.insert(calendar.entries.begin(), std::move(entry));
}

}  // namespace taqvim::web
