// What each kind of resource but events refers to, by its fields: what its links are made
// from. Pure.
#pragma once

#include <vector>

#include "server/schedule/stored/references.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

std::vector<Reference> ReferencesOf(const v1::Organization& organization);
std::vector<Reference> ReferencesOf(const v1::Participant& participant);
std::vector<Reference> ReferencesOf(const v1::Agreement& agreement);
// Of a venue also the topic of its time zone, which must exist before (zone_topics.h).
std::vector<Reference> ReferencesOf(const v1::Venue& venue);
// Of a space and a closure also the venue of their names.
std::vector<Reference> ReferencesOf(const v1::Space& space);
std::vector<Reference> ReferencesOf(const v1::Closure& closure);
std::vector<Reference> ReferencesOf(const v1::Grant& grant);

}  // namespace taqvim::schedule
