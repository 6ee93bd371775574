#include "client/cli/timeline/timeline_build.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/text.h"
#include "client/cli/timeline/timeline_words.h"

namespace taqvim::cli {
namespace {

template <class Titles>
std::string TitleIn(const std::vector<std::string>& languages, const Titles& titles,
                    const std::string& otherwise) {
  for (const std::string& language : languages) {
    const auto found = titles.find(language);
    if (found != titles.end()) return Printable(found->second);
  }
  // The smallest tag, so that the answer does not depend on the map's order.
  std::map<std::string, std::string> ordered(titles.begin(), titles.end());
  return ordered.empty() ? otherwise : Printable(ordered.begin()->second);
}

// Of an event that is closed to the caller and takes a participant.
constexpr char kNameless[] = "(taken; by what is not to be seen)";

class Builder {
 public:
  Builder(const TimelineScope& scope, const v1::QueryOccupancyResponse& occupancy,
          const Occurrences& occurrences, const ClosedEvents& closed,
          const std::vector<std::string>& languages)
      : scope_(scope), closed_(closed), languages_(languages) {
    timeline_.unit = scope.unit;
    timeline_.shown_in = scope.shown_in;
    for (const v1::Occurrence& one : occurrences) occurrences_[one.event()].push_back(&one);
    for (const v1::Occupancy& one : occupancy.occupancies()) AddEntry(one);
    NumberEntries();
    for (const v1::Occupancy& one : occupancy.occupancies()) {
      bars_[one.resource()].push_back({Stretch(one), number_[KeyOf(one)]});
    }
    SetTitle();
    SetColumns(occupancy);
  }

  Timeline Build() {
    for (const TimelinePlace& place : scope_.places) AddPlace(place);
    if (!scope_.participants.empty()) AddParticipants();
    return std::move(timeline_);
  }

 private:
  // What an entry is of: its name, and its kind.
  using Key = std::pair<std::string, v1::OccupancyKind>;

  static Key KeyOf(const v1::Occupancy& occupancy) {
    return {occupancy.event().empty() ? occupancy.closure() : occupancy.event(), occupancy.kind()};
  }

  TimelineStretch Stretch(const v1::Occupancy& occupancy) const {
    const auto found = occurrences_.find(occupancy.event());
    const bool known = !occupancy.event().empty() && found != occurrences_.end();
    return Shown(
        StretchOf(occupancy, known ? found->second : std::vector<const v1::Occurrence*>()));
  }

  // In the zone that was chosen, if one was. Whole days stay the days that they are called.
  TimelineStretch Shown(TimelineStretch stretch) const {
    if (!scope_.shown_in) return stretch;
    const absl::TimeZone own = stretch.zone, shown = *scope_.shown_in;
    const bool ends = stretch.end != absl::InfiniteFuture();
    const absl::Time end = ends ? stretch.end : stretch.start + absl::Hours(48);
    stretch.zone = shown;
    const bool announced_days = AreWholeDays(stretch.opens(), ends ? stretch.closes() : end, own);
    if (!AreWholeDays(stretch.start, end, own) || !announced_days) return stretch;
    const auto same_day = [&](absl::Time time) {
      return absl::FromCivil(absl::ToCivilSecond(time, own), shown);
    };
    const absl::Time opens = same_day(stretch.opens()), closes = same_day(stretch.closes());
    stretch.start = same_day(stretch.start);
    stretch.set_up = opens - stretch.start;
    if (!ends) return stretch;
    stretch.end = same_day(stretch.end);
    stretch.tear_down = stretch.end - closes;
    return stretch;
  }

  void SetTitle() {
    for (const auto& titles : scope_.subjects) {
      absl::StrAppend(&timeline_.title, timeline_.title.empty() ? "" : ", ",
                      TitleIn(languages_, titles, ""));
    }
  }

  // By the clocks of all places, and of where participants are.
  void SetColumns(const v1::QueryOccupancyResponse& occupancy) {
    if (scope_.shown_in) {
      timeline_.columns =
          ColumnsOf(scope_.unit, scope_.first_day, scope_.last_day, {*scope_.shown_in});
      return;
    }
    std::set<std::string> names;
    for (const TimelinePlace& place : scope_.places) names.insert(place.venue.time_zone());
    for (const v1::Occupancy& one : occupancy.occupancies()) names.insert(one.time_zone());
    if (names.empty()) names.insert(scope_.participant_zone);
    std::vector<absl::TimeZone> zones;
    for (const std::string& name : names) zones.push_back(ZoneNamed(name));
    timeline_.columns = ColumnsOf(scope_.unit, scope_.first_day, scope_.last_day, zones);
  }

  void AddEntry(const v1::Occupancy& occupancy) {
    const Key key = KeyOf(occupancy);
    const auto [found, added] = entries_.try_emplace(key);
    TimelineEntry& entry = found->second;
    if (added) {
      entry.name = key.first;
      entry.title =
          TitleIn(languages_, occupancy.title(), entry.name.empty() ? kNameless : entry.name);
      entry.kind = key.second;
      if (const auto row = closed_.find(entry.name); row != closed_.end()) {
        entry.closed = row->second;
      }
    }
    entry.stretches.push_back(Stretch(occupancy));
  }

  // Makes one of those that touch or overlap, in one zone.
  static void Join(std::vector<TimelineStretch>* stretches) {
    std::sort(stretches->begin(), stretches->end(),
              [](const TimelineStretch& a, const TimelineStretch& b) { return a.start < b.start; });
    std::vector<TimelineStretch> joined;
    for (const TimelineStretch& stretch : *stretches) {
      if (joined.empty() || joined.back().end < stretch.start ||
          joined.back().zone != stretch.zone) {
        joined.push_back(stretch);
      } else {
        Widen(&joined.back(), stretch);
      }
    }
    *stretches = std::move(joined);
  }

  static void Widen(TimelineStretch* joined, const TimelineStretch& more) {
    const absl::Time opens = std::min(joined->opens(), more.opens());
    const absl::Time closes = std::max(joined->closes(), more.closes());
    joined->end = std::max(joined->end, more.end);
    joined->set_up = opens - joined->start;
    const bool ends = joined->end != absl::InfiniteFuture();
    joined->tear_down = ends ? joined->end - closes : absl::ZeroDuration();
  }

  void NumberEntries() {
    for (auto& [key, entry] : entries_) {
      Join(&entry.stretches);
      timeline_.entries.push_back(entry);
    }
    // Stable, so that those that begin together stay in order of their names.
    std::stable_sort(timeline_.entries.begin(), timeline_.entries.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) {
                       return a.stretches[0].start < b.stretches[0].start;
                     });
    for (size_t i = 0; i < timeline_.entries.size(); ++i) {
      number_[{timeline_.entries[i].name, timeline_.entries[i].kind}] = i;
    }
  }

  void AddPlace(const TimelinePlace& place) {
    const v1::Venue& venue = place.venue;
    AddHeading(absl::StrCat(TitleIn(languages_, venue.title(), venue.name()), ", ",
                            Printable(venue.city()), InZone(venue.time_zone())));
    const absl::TimeZone zone = scope_.shown_in.value_or(ZoneNamed(venue.time_zone()));
    std::map<std::string, const v1::Space*> spaces;
    for (const v1::Space& space : place.spaces) spaces[space.name()] = &space;
    if (bars_.contains(venue.name())) AddRow("(the venue)", bars_[venue.name()], zone);
    for (const v1::Space& space : place.spaces) {
      std::set<std::string> seen;
      AddRow(TitleIn(languages_, space.title(), space.name()),
             Distinct(BarsIn(space.name(), spaces, &seen)), zone);
    }
  }

  // What takes several parts of a space at one time takes the space once.
  static std::vector<TimelineBar> Distinct(const std::vector<TimelineBar>& bars) {
    std::vector<TimelineBar> distinct;
    std::set<std::tuple<size_t, absl::Time, absl::Time>> seen;
    for (const TimelineBar& bar : bars) {
      const bool is_new = seen.emplace(bar.entry, bar.stretch.start, bar.stretch.end).second;
      if (is_new) distinct.push_back(bar);
    }
    return distinct;
  }

  // What occupies the space or any of its parts.
  std::vector<TimelineBar> BarsIn(const std::string& name,
                                  const std::map<std::string, const v1::Space*>& spaces,
                                  std::set<std::string>* seen) {
    if (!seen->insert(name).second) return {};
    std::vector<TimelineBar> bars;
    if (const auto own = bars_.find(name); own != bars_.end()) bars = own->second;
    const auto found = spaces.find(name);
    if (found == spaces.end()) return bars;
    for (const std::string& part : found->second->parts()) {
      const auto more = BarsIn(part, spaces, seen);
      bars.insert(bars.end(), more.begin(), more.end());
    }
    return bars;
  }

  // The zone of the rows below, where they are not all in one that the reader chose.
  std::string InZone(const std::string& zone) const {
    return scope_.shown_in ? "" : absl::StrCat(" (", zone, ")");
  }

  void AddParticipants() {
    std::set<std::string> zones;
    const size_t heading = timeline_.rows.size();
    AddHeading("");
    for (const v1::Participant& participant : scope_.participants) {
      const auto& bars = bars_[participant.name()];
      for (const TimelineBar& bar : bars) zones.insert(bar.stretch.zone.name());
      AddRow(TitleIn(languages_, participant.title(), participant.name()), bars);
    }
    timeline_.rows[heading].label =
        zones.size() > 1
            ? "Participants (on the days of where they are)"
            : absl::StrCat("Participants",
                           InZone(zones.empty() ? scope_.participant_zone : *zones.begin()));
  }

  void AddHeading(std::string label) {
    TimelineRow& row = timeline_.rows.emplace_back();
    row.label = std::move(label);
    row.heading = true;
  }

  void AddRow(std::string label, std::vector<TimelineBar> bars,
              std::optional<absl::TimeZone> zone = std::nullopt) {
    TimelineRow& row = timeline_.rows.emplace_back();
    row.label = std::move(label);
    row.bars = std::move(bars);
    row.zone = zone;
  }

  const TimelineScope& scope_;
  const ClosedEvents& closed_;
  const std::vector<std::string>& languages_;
  Timeline timeline_;
  // By event.
  std::map<std::string, std::vector<const v1::Occurrence*>> occurrences_;
  std::map<Key, TimelineEntry> entries_;
  std::map<Key, size_t> number_;
  std::map<std::string, std::vector<TimelineBar>> bars_;
};

}  // namespace

Timeline BuildTimeline(const TimelineScope& scope, const v1::QueryOccupancyResponse& occupancy,
                       const Occurrences& occurrences, const std::vector<std::string>& languages,
                       const ClosedEvents& closed) {
  return Builder(scope, occupancy, occurrences, closed, languages).Build();
}

}  // namespace taqvim::cli
