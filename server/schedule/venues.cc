// Venues.
#include "server/schedule/api.h"
#include "server/schedule/assumptions.h"
#include "server/schedule/claims.h"
#include "server/schedule/standard_methods.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::LinkRole;

constexpr int kNamedDependents = 10;

// The names of some unfinished events that occupy the venue or its spaces.
absl::StatusOr<std::vector<std::string>> UnfinishedEventsAt(storage::Snapshot& snapshot,
                                                            const storage::Resource& venue) {
  auto atoms = AtomsOfVenue(snapshot, venue);
  if (!atoms.ok()) return atoms.status();
  return UnfinishedEventsOn(snapshot, *atoms);
}

absl::Status CheckNoSpaces(storage::Snapshot& snapshot, const storage::Resource& venue) {
  auto spaces = snapshot.List({.kind = Kind::kSpace,
                               .name_prefix = NamePrefix(Kind::kSpace, venue.name),
                               .show_archived = false,
                               .limit = kNamedDependents});
  if (!spaces.ok()) return spaces.status();
  if (spaces->empty()) return absl::OkStatus();
  std::vector<std::string> names;
  for (const storage::Resource& space : *spaces) names.push_back(space.name);
  return ResourceInUse(venue.name,
                       absl::StrCat(venue.name, " still has spaces; delete them first."), names);
}

absl::Status CheckNoUnfinishedEvents(storage::Snapshot& snapshot, const storage::Resource& venue,
                                     const std::string& what) {
  auto events = UnfinishedEventsAt(snapshot, venue);
  if (!events.ok()) return events.status();
  if (events->empty()) return absl::OkStatus();
  return ResourceInUse(venue.name,
                       absl::StrCat(what,
                                    " while unfinished bookings depend on it; move or "
                                    "cancel the events first."),
                       *events);
}

struct Venues : standard::NoHooks<v1::Venue> {
  static constexpr Kind kKind = Kind::kVenue;
  static constexpr char kField[] = "venue";
  static const auto& Of(const auto& request) { return request.venue(); }
  static const auto& IdOf(const auto& request) { return request.venue_id(); }
  static auto* In(auto& response) { return response.mutable_venue(); }
  static auto* ListIn(auto& response) { return response.mutable_venues(); }

  static std::vector<Reference> References(const Message& venue) {
    if (venue.organization().empty()) return {};
    return {{LinkRole::kOrganization, Kind::kOrganization, venue.organization(), "organization"}};
  }

  static absl::Status CheckPut(storage::Snapshot& snapshot, const std::string&,
                               const Message* before, const Message& after) {
    if (before == nullptr || before->time_zone() == after.time_zone()) return absl::OkStatus();
    auto venue = snapshot.Find(kKind, after.name());
    if (!venue.ok()) return venue.status();
    return CheckNoUnfinishedEvents(
        snapshot, **venue, absl::StrCat("The time zone of ", after.name(), " cannot change"));
  }

  // No unfinished event depends on the zone when it changes, but closures do.
  static absl::Status AfterPut(storage::Transaction& transaction, storage::ResourceId id,
                               const Message* before, const Message& after) {
    if (before == nullptr || before->time_zone() == after.time_zone()) return absl::OkStatus();
    auto venue = transaction.FindById(id);
    if (!venue.ok()) return venue.status();
    return ReexpandVenue(transaction, **venue);
  }

  static absl::Status CheckDelete(storage::Snapshot& snapshot, const storage::Resource& venue) {
    if (auto s = CheckNoSpaces(snapshot, venue); !s.ok()) return s;
    return CheckNoUnfinishedEvents(snapshot, venue, absl::StrCat(venue.name, " cannot be deleted"));
  }
};

}  // namespace

absl::StatusOr<v1::GetVenueResponse> GetVenue(storage::Snapshot& snapshot, const Caller&,
                                              const v1::GetVenueRequest& request) {
  return standard::Get<Venues, v1::GetVenueResponse>(snapshot, request);
}

absl::StatusOr<v1::ListVenuesResponse> ListVenues(storage::Snapshot& snapshot, const Caller&,
                                                  const v1::ListVenuesRequest& request) {
  return standard::List<Venues, v1::ListVenuesResponse>(snapshot, request);
}

absl::StatusOr<v1::CreateVenueResponse> CreateVenue(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::CreateVenueRequest& request) {
  return standard::Create<Venues, v1::CreateVenueResponse>(transaction, request);
}

absl::StatusOr<v1::UpdateVenueResponse> UpdateVenue(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::UpdateVenueRequest& request) {
  return standard::Update<Venues, v1::UpdateVenueResponse>(transaction, request);
}

absl::StatusOr<v1::DeleteVenueResponse> DeleteVenue(storage::Transaction& transaction,
                                                    const Caller&,
                                                    const v1::DeleteVenueRequest& request) {
  return standard::Delete<Venues, v1::DeleteVenueResponse>(transaction, request);
}

absl::Status PutAssumed(storage::Transaction& transaction, const std::string& path,
                        const v1::Venue& venue) {
  return standard::PutAssumed<Venues>(transaction, path, venue);
}

}  // namespace taqvim::schedule
