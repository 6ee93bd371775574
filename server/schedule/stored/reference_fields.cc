#include "server/schedule/stored/reference_fields.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/base/names.h"
#include "server/schedule/stored/zone_topics.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;

// The names of a repeated field.
template <class Names>
void AddEach(LinkRole role, Kind kind, const Names& names, const char* field,
             std::vector<Reference>& references) {
  for (int i = 0; i < names.size(); ++i) {
    references.push_back({role, kind, names[i], absl::StrCat(field, "[", i, "]")});
  }
}

Reference VenueByName(const std::string& name) {
  return {LinkRole::kVenue, Kind::kVenue, std::string(VenueOf(name)), "name"};
}

// The organization that it belongs to, if it does.
template <class Message>
void AddOrganization(const Message& message, std::vector<Reference>& references) {
  if (message.organization().empty()) return;
  references.push_back(
      {LinkRole::kOrganization, Kind::kOrganization, message.organization(), "organization"});
}

}  // namespace

std::vector<Reference> ReferencesOf(const v1::Organization& /*organization*/) { return {}; }

std::vector<Reference> ReferencesOf(const v1::Participant& participant) {
  std::vector<Reference> references;
  AddOrganization(participant, references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::Agreement& agreement) {
  std::vector<Reference> references;
  AddEach(LinkRole::kParty, Kind::kOrganization, agreement.parties(), "parties", references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::Venue& venue) {
  std::vector<Reference> references = {
      {LinkRole::kZone, Kind::kTopic, ZoneTopicOf(venue.time_zone()), "time_zone"}};
  AddOrganization(venue, references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::Space& space) {
  std::vector<Reference> references = {VenueByName(space.name())};
  AddEach(LinkRole::kPart, Kind::kSpace, space.parts(), "parts", references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::Closure& closure) {
  std::vector<Reference> references = {VenueByName(closure.name())};
  AddEach(LinkRole::kClosed, Kind::kSpace, closure.spaces(), "spaces", references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::Grant& grant) {
  if (grant.has_organization()) {
    return {{LinkRole::kGranted, Kind::kOrganization, grant.organization(), "organization"}};
  }
  if (grant.has_venue()) return {{LinkRole::kGranted, Kind::kVenue, grant.venue(), "venue"}};
  return {};
}

}  // namespace taqvim::schedule
