#include "client/cli/timeline_build.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/cli/text.h"
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

absl::TimeZone ZoneOf(const std::string& name) {
  absl::TimeZone zone;
  return absl::LoadTimeZone(name, &zone) ? zone : absl::UTCTimeZone();
}

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
      bars_[one.resource()].push_back({TimeOf(one.start_time()), EndOf(one), number_[NameOf(one)]});
    }
  }

  Timeline Build() {
    for (const TimelinePlace& place : scope_.places) AddPlace(place);
    if (!scope_.participants.empty()) AddParticipants();
    return std::move(timeline_);
  }

 private:
  static const std::string& NameOf(const v1::Occupancy& occupancy) {
    return occupancy.event().empty() ? occupancy.closure() : occupancy.event();
  }

  static absl::Time EndOf(const v1::Occupancy& occupancy) {
    return occupancy.has_end_time() ? TimeOf(occupancy.end_time()) : absl::InfiniteFuture();
  }

  void AddEntry(const v1::Occupancy& occupancy) {
    const auto [found, added] = entries_.try_emplace(NameOf(occupancy));
    TimelineEntry& entry = found->second;
    if (added) {
      entry.name = NameOf(occupancy);
      entry.title = TitleIn(languages_, occupancy.title(), entry.name);
      entry.kind = occupancy.kind();
      entry.zone = ZoneOf(occupancy.time_zone());
    }
    entry.stretches.push_back({TimeOf(occupancy.start_time()), EndOf(occupancy)});
  }

  // Makes one of those that touch or overlap.
  static void Join(std::vector<TimelineStretch>* stretches) {
    std::sort(stretches->begin(), stretches->end(),
              [](const TimelineStretch& a, const TimelineStretch& b) { return a.start < b.start; });
    std::vector<TimelineStretch> joined;
    for (const TimelineStretch& stretch : *stretches) {
      if (joined.empty() || joined.back().end < stretch.start) {
        joined.push_back(stretch);
      } else {
        joined.back().end = std::max(joined.back().end, stretch.end);
      }
    }
    *stretches = std::move(joined);
  }

  void NumberEntries() {
    for (auto& [name, entry] : entries_) {
      Join(&entry.stretches);
      timeline_.entries.push_back(entry);
    }
    std::stable_sort(timeline_.entries.begin(), timeline_.entries.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) {
                       const absl::Time first = a.stretches[0].start;
                       const absl::Time second = b.stretches[0].start;
                       return first != second ? first < second : a.name < b.name;
                     });
    for (size_t i = 0; i < timeline_.entries.size(); ++i) number_[timeline_.entries[i].name] = i;
  }

  void AddPlace(const TimelinePlace& place) {
    const v1::Venue& venue = place.venue;
    const absl::TimeZone zone = ZoneOf(venue.time_zone());
    AddHeading(absl::StrCat(TitleIn(languages_, venue.title(), venue.name()), ", ",
                            Printable(venue.city()), " (", venue.time_zone(), ")"));
    std::map<std::string, const v1::Space*> spaces;
    for (const v1::Space& space : place.spaces) spaces[space.name()] = &space;
    if (bars_.contains(venue.name())) AddRow("(the venue)", zone, bars_[venue.name()]);
    for (const v1::Space& space : place.spaces) {
      std::set<std::string> seen;
      AddRow(TitleIn(languages_, space.title(), space.name()), zone,
             BarsIn(space.name(), spaces, &seen));
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
    AddHeading(absl::StrCat("Participants (", scope_.participant_zone, ")"));
    for (const v1::Participant& participant : scope_.participants) {
      AddRow(TitleIn(languages_, participant.title(), participant.name()),
             ZoneOf(scope_.participant_zone), bars_[participant.name()]);
    }
  }

  void AddHeading(std::string label) {
    TimelineRow& row = timeline_.rows.emplace_back();
    row.label = std::move(label);
    row.heading = true;
  }

  void AddRow(std::string label, absl::TimeZone zone, std::vector<TimelineBar> bars) {
    TimelineRow& row = timeline_.rows.emplace_back();
    row.label = std::move(label);
    row.zone = zone;
    row.bars = std::move(bars);
  }

  const TimelineScope& scope_;
  const std::vector<std::string>& languages_;
  Timeline timeline_;
  std::map<std::string, TimelineEntry> entries_;
  std::map<std::string, size_t> number_;
  std::map<std::string, std::vector<TimelineBar>> bars_;
};

}  // namespace

Timeline BuildTimeline(const TimelineScope& scope, const v1::QueryOccupancyResponse& occupancy,
                       const std::vector<std::string>& languages) {
  return Builder(scope, occupancy, languages).Build();
}

}  // namespace taqvim::cli
