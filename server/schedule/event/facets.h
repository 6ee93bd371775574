// By what events and venues are searched: what the store keeps of them beside
// their links, so that it finds them without reading their rows. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "server/schedule/time/civil.h"
#include "storage/resource.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// The tags of events.
uint32_t TagOf(v1::EventKind kind);
uint32_t TagOf(v1::EventState state);
// It is not private.
inline constexpr uint32_t kPublicTag = 1u << 16;
// A venue has still to approve one of its bookings.
inline constexpr uint32_t kPendingTag = 1u << 17;

// The keys of events: identifiers in other systems, as `system/identifier`, and the
// countries of culture days. Those of venues: country, and city.
uint64_t ExternalIdKey(std::string_view external_id);
uint64_t CountryKey(std::string_view country);
uint64_t CityKey(std::string_view city);

// Days for a search; without end on either side where they reach beyond all dates.
storage::DayRange ToDayRange(const CivilDays& days);

// Of every event that a filter means by its kinds, states, countries, window or
// external id these facets meet the search for it. Its days are those on which it
// takes place; of a long series the earliest are drawn together.
storage::Facets FacetsOf(const v1::Event& event);
storage::Facets FacetsOf(const v1::Venue& venue);

}  // namespace taqvim::schedule
