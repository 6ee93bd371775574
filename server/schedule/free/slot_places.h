// Candidate places for the items of a slot: spaces, or whole venues.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_field.h"
#include "server/schedule/time/opening_hours.h"
#include "storage/snapshot.h"
#include "taqvim/v1/slot.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// A venue, prepared for many look-ups.
struct PlaceVenue {
  std::shared_ptr<const storage::Resource> resource;
  std::shared_ptr<const v1::Venue> venue;
  absl::TimeZone zone;
  WeeklyHours hours;
};

// A space or a whole venue that can be booked.
struct Place {
  std::string name;
  bool is_venue = false;
  // How many people it seats; 0 when that is not known.
  int32_t seats = 0;
  const PlaceVenue* venue = nullptr;
  // The atoms that booking it claims, as in BookingFacts.
  std::vector<storage::ResourceId> atoms;
};

// Sort key of places: the smallest first, those whose seats are not known last, then by
// name.
struct PlaceRank {
  int32_t seats = 0;
  std::string_view name;
  friend auto operator<=>(const PlaceRank&, const PlaceRank&) = default;
};
PlaceRank RankOf(const Place& place);

// Cache of places, read from one snapshot; archived ones are left out. What it returns
// lives as long as it does. Not thread-safe.
class PlaceReader {
 public:
  using Names = google::protobuf::RepeatedPtrField<std::string>;

  explicit PlaceReader(storage::Snapshot& snapshot) : snapshot_(snapshot) {}

  // The venue, or nullptr when there is none of that name or it is archived.
  absl::StatusOr<const PlaceVenue*> Venue(const std::string& name);
  // The venue as a place; nullptr as above.
  absl::StatusOr<const Place*> WholeVenue(const std::string& name);
  // The space; nullptr when there is none of that name, or it is archived.
  absl::StatusOr<const Place*> Space(const std::string& name);
  // All spaces of a venue that is not archived.
  absl::StatusOr<std::vector<const Place*>> SpacesOf(const PlaceVenue& venue);
  // The venues in one of the cities, unless there are none, and in one of the
  // countries, unless there are none; at most `most`, the oldest.
  absl::StatusOr<std::vector<const PlaceVenue*>> VenuesIn(const Names& cities,
                                                          const Names& countries, size_t most);

 private:
  absl::StatusOr<const PlaceVenue*> Keep(std::shared_ptr<const storage::Resource> resource);
  absl::StatusOr<const Place*> KeepSpace(const storage::Resource& resource,
                                         const PlaceVenue& venue);

  storage::Snapshot& snapshot_;
  std::map<std::string, std::unique_ptr<const PlaceVenue>> venues_;
  std::map<std::string, std::unique_ptr<const Place>> places_;
  std::map<const PlaceVenue*, std::vector<const Place*>> spaces_of_;
};

// The places that the item names, without those with too few seats, the smallest first.
// INVALID_ARGUMENT at `items[index]` for a name that does not exist or is archived, and
// when there are more than `most`.
absl::StatusOr<std::vector<const Place*>> PlacesOf(PlaceReader& reader, const v1::SlotItem& item,
                                                   int index, size_t most);

}  // namespace taqvim::schedule
