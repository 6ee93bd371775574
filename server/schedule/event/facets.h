// Facets of events and venues: tags, keys, days and starts by which the store's indexes find
// them without reading their rows. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/schedule/time/civil.h"
#include "storage/resource.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_kind.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Tag bits for the kind and the state of events.
uint32_t TagOf(v1::EventKind kind);
uint32_t TagOf(v1::EventState state);
// Tag of events that are not private.
inline constexpr uint32_t kPublicTag = 1u << 16;
// Tag of events of which an approval is pending, or one of their move.
inline constexpr uint32_t kPendingTag = 1u << 17;
// Tag of events that the public sees.
inline constexpr uint32_t kAppearsTag = 1u << 18;
// Tag of events that may move: where they move to is not among their days.
inline constexpr uint32_t kMovingTag = 1u << 19;

// Keys, which are hashes: identifiers in other systems, as `system/identifier`; sets; of
// events, the countries of culture days, and labels; of others, country and city.
uint64_t ExternalIdKey(std::string_view external_id);
uint64_t CountryKey(std::string_view country);
uint64_t LabelKey(std::string_view label);
uint64_t ApplySetKey(std::string_view apply_set);
uint64_t CityKey(std::string_view city);
// By which the events are found that are moved together.
uint64_t MoveGroupKey(std::string_view group);

// The days as a range of the store; open on a side that reaches beyond all valid dates.
storage::DayRange ToDayRange(const CivilDays& days);

// The facets of a resource. They match the query for every filter that matches the
// event by its kinds, states, countries, window, external id or set. The days are those on
// which it takes place; of a series with more than 1,000 separate ranges the earliest
// are joined. The starts are those of its agenda (agenda.h).
storage::Facets FacetsOf(const v1::Event& event);
// The same for filters of these. Of a closure the days are those that it names.
storage::Facets FacetsOf(const v1::Organization& organization);
storage::Facets FacetsOf(const v1::Participant& participant);
storage::Facets FacetsOf(const v1::Agreement& agreement);
storage::Facets FacetsOf(const v1::Venue& venue);
storage::Facets FacetsOf(const v1::Space& space);
storage::Facets FacetsOf(const v1::Closure& closure);

}  // namespace taqvim::schedule
