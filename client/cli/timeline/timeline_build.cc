#include "client/cli/timeline/timeline_build.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/text.h"
#include "google/protobuf/util/time_util.h"

namespace taqvim::cli {
namespace {

using Titles = google::protobuf::Map<std::string, std::string>;

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

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(google::protobuf::util::TimeUtil::TimestampToSeconds(timestamp));
}

// Of an event that is closed to the caller and takes a participant.
constexpr char kNameless[] = "(taken; by what is not to be seen)";

class Builder {
 public:
  Builder(const TimelineScope& scope, const v1::QueryOccupancyResponse& occupancy,
          const std::vector<std::string>& languages)
      : scope_(scope), languages_(languages) {
    timeline_.unit = scope.unit;
    timeline_.first = absl::CivilHour(scope.first_day);
    const auto days = scope.last_day - scope.first_day + 1;
    timeline_.columns = static_cast<int>(scope.unit == TimelineUnit::kHour ? 24 * days : days);
    for (const v1::Occupancy& one : occupancy.occupancies()) AddEntry(one);
    NumberEntries();
    for (const v1::Occupancy& one : occupancy.occupancies()) {
      bars_[one.resource()].push_back({StretchOf(one), number_[KeyOf(one)]});
    }
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

  static TimelineStretch StretchOf(const v1::Occupancy& occupancy) {
    return {TimeOf(occupancy.start_time()),
            occupancy.has_end_time() ? TimeOf(occupancy.end_time()) : absl::InfiniteFuture(),
            ZoneNamed(occupancy.time_zone())};
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
    }
    entry.stretches.push_back(StretchOf(occupancy));
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
        joined.back().end = std::max(joined.back().end, stretch.end);
      }
    }
    *stretches = std::move(joined);
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
                            Printable(venue.city()), " (", venue.time_zone(), ")"));
    std::map<std::string, const v1::Space*> spaces;
    for (const v1::Space& space : place.spaces) spaces[space.name()] = &space;
    if (bars_.contains(venue.name())) AddRow("(the venue)", bars_[venue.name()]);
    for (const v1::Space& space : place.spaces) {
      std::set<std::string> seen;
      AddRow(TitleIn(languages_, space.title(), space.name()), BarsIn(space.name(), spaces, &seen));
    }
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
            : absl::StrCat("Participants (",
                           zones.empty() ? scope_.participant_zone : *zones.begin(), ")");
  }

  void AddHeading(std::string label) {
    TimelineRow& row = timeline_.rows.emplace_back();
    row.label = std::move(label);
    row.heading = true;
  }

  void AddRow(std::string label, std::vector<TimelineBar> bars) {
    TimelineRow& row = timeline_.rows.emplace_back();
    row.label = std::move(label);
    row.bars = std::move(bars);
  }

  const TimelineScope& scope_;
  const std::vector<std::string>& languages_;
  Timeline timeline_;
  std::map<Key, TimelineEntry> entries_;
  std::map<Key, size_t> number_;
  std::map<std::string, std::vector<TimelineBar>> bars_;
};

}  // namespace

Timeline BuildTimeline(const TimelineScope& scope, const v1::QueryOccupancyResponse& occupancy,
                       const std::vector<std::string>& languages) {
  return Builder(scope, occupancy, languages).Build();
}

}  // namespace taqvim::cli
