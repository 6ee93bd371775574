#include "server/schedule/claiming/look_up.h"

#include <algorithm>
#include <string>
#include <utility>

#include "proto/status_macros.h"
#include "server/schedule/stored/zone_topics.h"

namespace taqvim::schedule {
namespace {

using storage::LinkRole;

absl::Status LinkEvents(Drafts& drafts, const v1::Event& event, EventFacts& facts) {
  const std::pair<LinkRole, const std::string&> references[] = {
      {LinkRole::kProgramme, event.programme()},
      {LinkRole::kHost, event.host()},
      {LinkRole::kReciprocal, event.culture_days().reciprocal()}};
  for (const auto& [role, name] : references) {
    if (name.empty()) continue;
    ASSIGN_OR_RETURN(auto id, drafts.IdOf(name));
    if (id != 0) facts.links.push_back({role, id});
  }
  return absl::OkStatus();
}

// The zones of participants' bookings; its venues refer to their own.
absl::Status LinkZones(Drafts& drafts, const v1::Event& event, EventFacts& facts) {
  const auto& bookings = facts.bookings;
  for (int i = 0; i < bookings.size(); ++i) {
    if (!bookings[i].resource || !bookings[i].is_participant()) continue;
    const std::string& zone = event.bookings(i).time_zone();
    const bool of_venue = std::any_of(bookings.begin(), bookings.end(), [&](const auto& other) {
      return other.venue && other.venue->time_zone() == zone;
    });
    if (of_venue || zone.empty()) continue;
    ASSIGN_OR_RETURN(auto topic, drafts.MakeTopic(ZoneTopicOf(zone)));
    facts.links.push_back({LinkRole::kZone, topic});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EventFacts> LookUp(Drafts& drafts, Draft& draft, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, draft.path);
  ASSIGN_OR_RETURN(auto facts, FetchFacts(drafts.transaction(), draft.after, draft.before,
                                          draft.written, errors));
  RETURN_IF_ERROR(LinkEvents(drafts, draft.after, facts));
  RETURN_IF_ERROR(LinkZones(drafts, draft.after, facts));
  return facts;
}

}  // namespace taqvim::schedule
