#include "server/access/rights.h"

#include <algorithm>

#include "server/access/public_form.h"
#include "server/base/event_state.h"

namespace taqvim::access {
namespace {

// `venues/{venue}` of a venue's or space's name; empty for others.
std::string_view VenueInName(std::string_view resource) {
  constexpr std::string_view kVenues = "venues/";
  if (!resource.starts_with(kVenues)) return {};
  return resource.substr(0, resource.find('/', kVenues.size()));
}

std::string_view Resource(const v1::Booking& booking) {
  return booking.has_space() ? booking.space() : booking.venue();
}

}  // namespace

const Rights& Rights::All() {
  static const Rights& all = *[] {
    auto* rights = new Rights();
    rights->Add(v1::ROLE_ADMIN);
    return rights;
  }();
  return all;
}

void Rights::Add(v1::Role role) {
  any_ = true;
  if (role == v1::ROLE_PUBLIC) return;
  views_ = true;
  if (role == v1::ROLE_ADMIN) admin_ = true;
  if (role == v1::ROLE_ORGANIZER) organizes_all_ = true;
  if (role == v1::ROLE_VENUE_MANAGER) manages_all_ = true;
  if (role == v1::ROLE_VIEWER) views_all_ = true;
}

void Rights::AddForOrganization(v1::Role role, std::string_view organization) {
  any_ = views_ = true;
  if (role == v1::ROLE_ORGANIZER) organizes_.emplace(organization);
  if (role == v1::ROLE_VENUE_MANAGER) manages_organizations_.emplace(organization);
  if (role == v1::ROLE_VIEWER) views_organizations_.emplace(organization);
}

void Rights::AddForVenue(v1::Role role, std::string_view venue) {
  any_ = views_ = true;
  if (role == v1::ROLE_VENUE_MANAGER) manages_.emplace(venue);
  if (role == v1::ROLE_VIEWER) views_venues_.emplace(venue);
}

void Rights::AddForParticipant(std::string_view participant) { decides_.emplace(participant); }

Rights Rights::CappedTo(const v1::AccessCap& cap) const {
  Rights capped;
  capped.any_ = any_;
  if (!views_ || cap.role() != v1::ROLE_VIEWER) return capped;
  capped.views_ = true;
  const std::string& organization = cap.organization();
  if (cap.has_organization() && (SeesPublicOnes() || views_organizations_.contains(organization))) {
    capped.views_organizations_.insert(organization);
  }
  if (cap.has_venue() && (SeesPublicOnes() || views_venues_.contains(cap.venue()))) {
    capped.views_venues_.insert(cap.venue());
  }
  return capped;
}

bool Rights::Holds(v1::Role role) const {
  switch (role) {
    case v1::ROLE_PUBLIC:
      return any_;
    case v1::ROLE_VIEWER:
      return views_;
    case v1::ROLE_ORGANIZER:
      return OrganizesAll() || !organizes_.empty();
    case v1::ROLE_VENUE_MANAGER:
      return ManagesAll() || !manages_.empty() || !manages_organizations_.empty();
    case v1::ROLE_ADMIN:
      return admin_;
    default:
      return false;
  }
}

bool Rights::MayOrganize(std::string_view organization) const {
  return OrganizesAll() || organizes_.contains(organization);
}

bool Rights::MayManage(std::string_view venue) const {
  return ManagesAll() || manages_.contains(venue);
}

bool Rights::MayDecideFor(std::string_view participant) const {
  return OrganizesAll() || decides_.contains(participant);
}

bool Rights::MayManageVenuesOf(std::string_view organization) const {
  return ManagesAll() || manages_organizations_.contains(organization);
}

bool Rights::KnowsOf(const v1::Event& event) const { return !IsPublic() || AppearsInPublic(event); }

bool Rights::SeesAllOf(const v1::Event& event) const {
  if (SeesEverything() || organizes_.contains(event.owner())) return true;
  if (BooksDecidedAbout(event)) return true;
  return event.visibility() != v1::VISIBILITY_PRIVATE && SeesPublic(event);
}

bool Rights::SeesPublicOnes() const {
  return views_all_ || Holds(v1::ROLE_ORGANIZER) || Holds(v1::ROLE_VENUE_MANAGER);
}

std::optional<Rights::Sights> Rights::SightsOf() const {
  // Whoever manages all venues sees what books any.
  if (SeesEverything() || manages_all_) return std::nullopt;
  Sights sights{.public_events = SeesPublicOnes()};
  for (const Names* names : {&organizes_, &views_organizations_}) {
    sights.organizations.insert(sights.organizations.end(), names->begin(), names->end());
  }
  for (const Names* names : {&manages_, &views_venues_}) {
    sights.venues.insert(sights.venues.end(), names->begin(), names->end());
  }
  sights.participants.assign(decides_.begin(), decides_.end());
  return sights;
}

bool Rights::SeesPublic(const v1::Event& event) const {
  if (SeesPublicOnes()) return true;
  return views_organizations_.contains(event.owner()) ||
         BooksOneOf(event.bookings(), views_venues_);
}

bool Rights::BooksDecidedAbout(const v1::Event& event) const {
  const auto books = [this](const Bookings& bookings) {
    return BooksManaged(bookings) || BooksDecided(bookings);
  };
  // Whoever decides about a move sees what it is of.
  return books(event.bookings()) ||
         (schedule::IsMovePending(event) && books(event.move().bookings()));
}

bool Rights::BooksManaged(const Bookings& bookings) const {
  if (!manages_all_) return BooksOneOf(bookings, manages_);
  return std::any_of(bookings.begin(), bookings.end(),
                     [](const v1::Booking& booking) { return !booking.has_participant(); });
}

bool Rights::BooksDecided(const Bookings& bookings) const {
  if (decides_.empty()) return false;
  return std::any_of(bookings.begin(), bookings.end(), [this](const v1::Booking& booking) {
    return booking.has_participant() && decides_.contains(booking.participant());
  });
}

bool Rights::BooksOneOf(const Bookings& bookings, const Names& venues) {
  if (venues.empty()) return false;
  return std::any_of(bookings.begin(), bookings.end(), [&](const v1::Booking& booking) {
    return venues.contains(VenueInName(Resource(booking)));
  });
}

}  // namespace taqvim::access
