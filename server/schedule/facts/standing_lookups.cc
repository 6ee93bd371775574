#include "server/schedule/facts/standing_lookups.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/errors.h"
#include "server/base/names.h"
#include "server/schedule/facts/counterparts.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/closure.pb.h"

namespace taqvim::schedule {

using storage::Kind;

absl::StatusOr<const StandingLookups::Party*> StandingLookups::PartyOf(storage::ResourceId owner) {
  auto [at, is_new] = parties_.try_emplace(owner);
  if (!is_new) return &at->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.FindById(owner));
  if (!resource) return Internal(absl::StrCat("resource ", owner, " has claims but is missing"));
  Party& party = at->second;
  party.name = resource->name;
  if (resource->kind == Kind::kClosure) {
    ASSIGN_OR_RETURN(auto closure, Read<v1::Closure>(*resource));
    party.title = closure.reason();
    party.etag = FingerprintOf(closure);
    return &party;
  }
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  party.sight = access::SightOfParticipants(rights_, *event);
  if (party.sight == access::Sight::kAll) party.title = event->title();
  party.event = std::move(event);
  return &party;
}

absl::StatusOr<std::shared_ptr<const v1::Event>> StandingLookups::EventOf(const std::string& name) {
  if (auto known = events_.find(name); known != events_.end()) return known->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kEvent, name));
  if (!resource) return events_[name] = nullptr;
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  return events_[name] = std::move(event);
}

absl::StatusOr<const StandingLookups::OpenVenue*> StandingLookups::VenueOfBooking(
    const v1::Booking& booking) {
  const std::string_view name =
      booking.has_space() ? VenueOf(booking.space()) : std::string_view(booking.venue());
  if (auto known = venues_.find(name); known != venues_.end()) return &known->second;
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kVenue, name));
  if (!resource) {
    return Internal(absl::StrCat("the booked venue ", std::string(name), " is missing"));
  }
  ASSIGN_OR_RETURN(auto venue, ReadShared<v1::Venue>(*resource));
  const WeeklyHours hours(*venue);
  return &venues_.emplace(name, OpenVenue{std::move(venue), hours}).first->second;
}

absl::StatusOr<std::shared_ptr<const v1::Space>> StandingLookups::SpaceOf(
    const v1::Booking& booking) {
  std::shared_ptr<const v1::Space>& known = spaces_[booking.space()];
  if (known != nullptr) return known;
  ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kSpace, booking.space()));
  if (!resource) return Internal(absl::StrCat("the booked ", booking.space(), " is missing"));
  auto space = ReadShared<v1::Space>(*resource);
  if (space.ok()) known = *space;
  return space;
}

}  // namespace taqvim::schedule
