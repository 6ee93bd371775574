#include "server/schedule/free/slot_places.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/folding.h"
#include "server/base/names.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/facts/placed_booking.h"
#include "server/schedule/rules/rule_table.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/civil.h"
#include "server/schedule/time/venue_zone.h"
#include "taqvim/v1/space.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kPage = 1000;
// More venues than this are not looked through for one item.
constexpr size_t kMostVenues = 2000;

// Collects the places of one item.
class Collector {
 public:
  Collector(PlaceReader& reader, const v1::SlotItem& item, int index, size_t most)
      : reader_(reader), item_(item), path_(absl::StrCat("items[", index, "]")), most_(most) {}

  absl::StatusOr<std::vector<const Place*>> Run() {
    RETURN_IF_ERROR(AddSpaces());
    RETURN_IF_ERROR(AddVenues());
    RETURN_IF_ERROR(AddRegions());
    std::vector<const Place*> places(places_.begin(), places_.end());
    std::sort(places.begin(), places.end(),
              [](const Place* a, const Place* b) { return RankOf(*a) < RankOf(*b); });
    return places;
  }

 private:
  std::string Field(std::string_view field, int index) const {
    return absl::StrCat(path_, ".", std::string(field), "[", index, "]");
  }

  absl::Status AddSpaces() {
    for (int i = 0; i < item_.spaces_size(); ++i) {
      ASSIGN_OR_RETURN(auto space, reader_.Space(item_.spaces(i)));
      if (space == nullptr) return ReferenceNotFound(Field("spaces", i), item_.spaces(i));
      RETURN_IF_ERROR(Add(*space));
    }
    return absl::OkStatus();
  }

  absl::Status AddVenues() {
    for (int i = 0; i < item_.venues_size(); ++i) {
      ASSIGN_OR_RETURN(auto venue, reader_.Venue(item_.venues(i)));
      if (venue == nullptr) return ReferenceNotFound(Field("venues", i), item_.venues(i));
      RETURN_IF_ERROR(AddVenue(*venue));
    }
    return absl::OkStatus();
  }

  absl::Status AddRegions() {
    if (item_.cities().empty() && item_.countries().empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto venues,
                     reader_.VenuesIn(item_.cities(), item_.countries(), kMostVenues + 1));
    if (venues.size() > kMostVenues) {
      return InvalidField(path_, absl::StrCat("means more than ", kMostVenues,
                                              " venues; name fewer cities or countries, or the "
                                              "venues."));
    }
    for (const PlaceVenue* venue : venues) {
      RETURN_IF_ERROR(AddVenue(*venue));
    }
    return absl::OkStatus();
  }

  absl::Status AddVenue(const PlaceVenue& venue) {
    if (item_.whole_venue()) {
      auto whole = reader_.WholeVenue(venue.venue->name());
      return whole.ok() ? Add(**whole) : whole.status();
    }
    ASSIGN_OR_RETURN(auto spaces, reader_.SpacesOf(venue));
    for (const Place* space : spaces) {
      RETURN_IF_ERROR(Add(*space));
    }
    return absl::OkStatus();
  }

  absl::Status Add(const Place& place) {
    const PlacedBooking placed{.seats = place.seats, .expected = item_.expected_attendance()};
    if (FitsItsPlace(placed)) places_.insert(&place);
    if (places_.size() <= most_) return absl::OkStatus();
    return InvalidField(path_,
                        "comes, with the items before it, to more than 1,000 places; name fewer "
                        "venues, cities or countries, or expect more people.");
  }

  PlaceReader& reader_;
  const v1::SlotItem& item_;
  const std::string path_;
  const size_t most_;
  std::set<const Place*> places_;
};

}  // namespace

PlaceRank RankOf(const Place& place) {
  return {place.seats == 0 ? std::numeric_limits<int32_t>::max() : place.seats, place.name};
}

absl::StatusOr<const PlaceVenue*> PlaceReader::Keep(
    std::shared_ptr<const storage::Resource> resource) {
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Venue>(*resource));
  ASSIGN_OR_RETURN(auto zone, ZoneOfVenue(*message));
  const WeeklyHours hours(*message);
  const std::string name = resource->name;
  return (venues_[name] = std::make_unique<const PlaceVenue>(
              PlaceVenue{std::move(resource), std::move(message), zone, hours}))
      .get();
}

absl::StatusOr<const PlaceVenue*> PlaceReader::Venue(const std::string& name) {
  if (auto known = venues_.find(name); known != venues_.end()) return known->second.get();
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kVenue, name));
  if (!resource || resource->archived) return nullptr;
  return Keep(std::move(resource));
}

absl::StatusOr<const Place*> PlaceReader::WholeVenue(const std::string& name) {
  if (auto known = places_.find(name); known != places_.end()) return known->second.get();
  ASSIGN_OR_RETURN(auto venue, Venue(name));
  if (venue == nullptr) return nullptr;
  ASSIGN_OR_RETURN(auto atoms, AtomsOfVenue(snapshot_, *venue->resource));
  Place place{.name = name, .is_venue = true, .venue = venue, .atoms = std::move(atoms)};
  return (places_[name] = std::make_unique<const Place>(std::move(place))).get();
}

absl::StatusOr<const Place*> PlaceReader::KeepSpace(const storage::Resource& resource,
                                                    const PlaceVenue& venue) {
  std::unique_ptr<const Place>& kept = places_[resource.name];
  if (kept) return kept.get();
  ASSIGN_OR_RETURN(auto message, ReadShared<v1::Space>(resource));
  ASSIGN_OR_RETURN(auto atoms, AtomsOfSpace(snapshot_, resource));
  kept = std::make_unique<const Place>(Place{.name = resource.name,
                                             .seats = message->seats(),
                                             .venue = &venue,
                                             .atoms = std::move(atoms)});
  return kept.get();
}

absl::StatusOr<const Place*> PlaceReader::Space(const std::string& name) {
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kSpace, name));
  if (!resource || resource->archived) return nullptr;
  ASSIGN_OR_RETURN(auto venue, Venue(std::string(VenueOf(name))));
  return venue != nullptr ? KeepSpace(*resource, *venue) : absl::StatusOr<const Place*>(nullptr);
}

absl::StatusOr<std::vector<const Place*>> PlaceReader::SpacesOf(const PlaceVenue& venue) {
  if (auto known = spaces_of_.find(&venue); known != spaces_of_.end()) return known->second;
  std::vector<const Place*> spaces;
  storage::ListQuery query{.kind = Kind::kSpace,
                           .name_prefix = NamePrefix(Kind::kSpace, venue.venue->name()),
                           .show_archived = false,
                           .limit = kPage};
  while (true) {
    ASSIGN_OR_RETURN(auto page, snapshot_.List(query));
    for (const storage::Resource& resource : page) {
      ASSIGN_OR_RETURN(auto space, KeepSpace(resource, venue));
      spaces.push_back(space);
    }
    if (page.size() < kPage) return spaces_of_[&venue] = std::move(spaces);
    query.after = page.back().id;
  }
}

namespace {

// The cities are folded.
bool IsIn(const v1::Venue& venue, const std::set<std::string>& cities,
          const PlaceReader::Names& countries) {
  const bool in_city = cities.count(Folded(venue.city())) > 0;
  const bool in_country =
      std::find(countries.begin(), countries.end(), venue.country()) != countries.end();
  return (cities.empty() || in_city) && (countries.empty() || in_country);
}

storage::SearchQuery SearchIn(const PlaceReader::Names& cities,
                              const PlaceReader::Names& countries) {
  storage::SearchQuery query{.kind = Kind::kVenue, .limit = kPage};
  storage::Criterion in_city, in_country;
  for (const std::string& city : cities) in_city.keys.push_back(CityKey(city));
  for (const std::string& country : countries) in_country.keys.push_back(CountryKey(country));
  if (!cities.empty()) query.criteria.push_back(std::move(in_city));
  if (!countries.empty()) query.criteria.push_back(std::move(in_country));
  return query;
}

}  // namespace

absl::StatusOr<std::vector<const PlaceVenue*>> PlaceReader::VenuesIn(const Names& cities,
                                                                     const Names& countries,
                                                                     size_t most) {
  std::vector<const PlaceVenue*> venues;
  std::set<std::string> folded;
  for (const std::string& city : cities) folded.insert(Folded(city));
  storage::SearchQuery query = SearchIn(cities, countries);
  while (true) {
    ASSIGN_OR_RETURN(auto found, snapshot_.Search(query));
    for (storage::ResourceId id : found.ids) {
      ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(id));
      if (!resource || resource->archived) continue;
      ASSIGN_OR_RETURN(auto venue, Venue(resource->name));
      if (!IsIn(*venue->venue, folded, countries)) continue;
      venues.push_back(venue);
      if (venues.size() == most) return venues;
    }
    if (found.complete) return venues;
    query.after = found.reached;
  }
}

absl::StatusOr<std::vector<const Place*>> PlacesOf(PlaceReader& reader, const v1::SlotItem& item,
                                                   int index, size_t most) {
  return Collector(reader, item, index, most).Run();
}

}  // namespace taqvim::schedule
