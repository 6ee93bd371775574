// Scope of a timeline (its places, participants and days) and what occupies it, read
// from the server.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "client/cli/timeline/timeline_model.h"
#include "client/client.h"
#include "taqvim/v1/occupancy.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::cli {

// The arguments of `taqvim timeline`; all names are full ones.
struct TimelineQuestion {
  // Where. None of them, no programme and no participants: all venues.
  std::vector<std::string> venues;
  // Of their venues, these spaces with their parts, and nothing else.
  std::vector<std::string> spaces;
  // All venues there.
  std::vector<std::string> cities;
  // The venues that they run, and those that their events book on these days.
  std::vector<std::string> organizations;
  std::vector<std::string> participants;
  // Culture days, whose stops and events say where and when; empty for none.
  std::string programme;
  // Whether to show the participants of the programme, too.
  bool with_participants = false;
  // Unset: the stops of the programme say it, or the two weeks from today.
  std::optional<absl::CivilDay> first_day;
  std::optional<absl::CivilDay> last_day;
  // Unset: what suits the number of days.
  std::optional<TimelineUnit> unit;
  // The zone in which all is shown, and of which the days are; unset for those of each place.
  std::optional<absl::TimeZone> shown_in;
  absl::CivilDay today;
};

// A venue with its spaces.
struct TimelinePlace {
  v1::Venue venue;
  std::vector<v1::Space> spaces;
  // The spaces that were asked for, of which `spaces` has the parts, too; none for the
  // whole venue.
  std::vector<std::string> chosen = {};
};

// What a timeline covers; both days are inclusive.
struct TimelineScope {
  std::vector<TimelinePlace> places;
  std::vector<v1::Participant> participants;
  // IANA zone in which participants are shown where no visible event says another: that
  // of the first place, else UTC.
  std::string participant_zone;
  absl::CivilDay first_day;
  absl::CivilDay last_day;
  TimelineUnit unit = TimelineUnit::kDay;
  std::optional<absl::TimeZone> shown_in = std::nullopt;
  // The titles, by language, of what was asked for; none for all venues.
  std::vector<std::map<std::string, std::string>> subjects = {};
};

// What becomes of the days when nothing says by what to draw them.
TimelineUnit UnitFor(int days);

// Reads the venues, spaces and participants. A usage error when the programme is
// no culture days, a space does not exist, or the window ends before it begins or is too
// long to draw.
absl::StatusOr<TimelineScope> FindTimelineScope(client::Client& client,
                                                const TimelineQuestion& question);

// Reads what occupies the scope, all pages of it: places on its days there, and
// participants on its days where each thing is that takes them; or both on the days of the
// zone in which all is shown.
absl::StatusOr<v1::QueryOccupancyResponse> ReadOccupancy(client::Client& client,
                                                         const TimelineScope& scope);

}  // namespace taqvim::cli
