// `StandingMeetings`: where the claims of one event that is stored meet those of others, and
// how it stands by that.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "server/schedule/facts/standing.h"

namespace taqvim::schedule {

class StandingMeetings {
 public:
  // Adds to `found` what the rules say of the claims of the event, as far as it is asked for.
  StandingMeetings(const StandingEvent& event, const StandingQuery& query, StandingLookups& lookups,
                   std::vector<v1::StandingConflict>& found)
      : event_(event), query_(query), lookups_(lookups), found_(found) {}

  absl::Status Find();

 private:
  // One collision of a booking with what another owner claims.
  struct Meeting {
    const Rule* rule;
    v1::ConflictKind kind;
    int booking;
    storage::Interval interval;
    storage::ResourceId owner;
    int owner_booking;
    // Of the occurrence, when the event repeats.
    std::optional<absl::CivilDay> day;

    auto Key() const {
      return std::tie(kind, booking, interval.start, interval.end, owner, owner_booking, day);
    }
    bool operator<(const Meeting& other) const { return Key() < other.Key(); }
  };

  bool IsAsked(const Rule& rule, storage::ClaimKind ours) const;
  absl::Status MeetOthers(const storage::Claim& claim);
  absl::Status Meet(const storage::Claim& claim, const storage::Claim& other);
  absl::Status Tell(const Meeting& meeting, const std::set<storage::ResourceId>& atoms);
  Standing Held(const Rule& rule) { return {rule, event_, query_, lookups_, found_}; }

  const StandingEvent& event_;
  const StandingQuery& query_;
  StandingLookups& lookups_;
  std::vector<v1::StandingConflict>& found_;
  // With the atoms on which they meet.
  std::map<Meeting, std::set<storage::ResourceId>> meetings_;
};

}  // namespace taqvim::schedule
