#include "server/schedule/event/resource_filter.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/folding.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/facets.h"

namespace taqvim::schedule {
namespace {

using storage::Criterion;
using storage::Kind;
using storage::LinkRole;

template <class Values, class Value>
bool IsAmong(const Values& values, const Value& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

template <class Cities>
bool IsInOne(const Cities& cities, const std::string& city) {
  return cities.empty() || std::any_of(cities.begin(), cities.end(), [&](const std::string& one) {
           return SameFolded(one, city);
         });
}

template <class Ids>
bool HasId(const std::string& external_id, const Ids& ids) {
  return external_id.empty() || std::any_of(ids.begin(), ids.end(), [&](const auto& id) {
           return absl::StrCat(id.first, "/", id.second) == external_id;
         });
}

template <class Filter, class Message>
bool IsOfSet(const Filter& filter, const Message& message) {
  return filter.apply_set().empty() || message.apply_set() == filter.apply_set();
}

// Whether one of the texts, or of the words beside them, says it.
template <class Texts>
bool Says(const std::string& wanted, const Texts& texts,
          std::initializer_list<const std::string*> words = {}) {
  if (wanted.empty()) return true;
  const std::string folded = Folded(wanted);
  const auto in = [&](const std::string& text) { return absl::StrContains(Folded(text), folded); };
  return std::any_of(texts.begin(), texts.end(),
                     [&](const auto& text) { return in(text.second); }) ||
         std::any_of(words.begin(), words.end(),
                     [&](const std::string* word) { return in(*word); });
}

template <class Countries>
void AddCountries(const Countries& countries, storage::SearchQuery& query) {
  if (countries.empty()) return;
  Criterion criterion;
  for (const std::string& country : countries) criterion.keys.push_back(CountryKey(country));
  query.criteria.push_back(std::move(criterion));
}

template <class Cities>
void AddCities(const Cities& cities, storage::SearchQuery& query) {
  if (cities.empty()) return;
  Criterion criterion;
  for (const std::string& city : cities) criterion.keys.push_back(CityKey(city));
  query.criteria.push_back(std::move(criterion));
}

// What every filter has: the identifier in another system, and the set.
template <class Filter>
void AddKeys(const Filter& filter, storage::SearchQuery& query) {
  if (!filter.external_id().empty()) {
    query.criteria.push_back({.keys = {ExternalIdKey(filter.external_id())}});
  }
  if (!filter.apply_set().empty()) {
    query.criteria.push_back({.keys = {ApplySetKey(filter.apply_set())}});
  }
}

template <class Names>
absl::StatusOr<bool> AddOrganizations(storage::Snapshot& snapshot, LinkRole role,
                                      const Names& names, storage::SearchQuery& query) {
  if (names.empty()) return true;
  Criterion criterion;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(auto resource, snapshot.Find(Kind::kOrganization, name));
    if (resource) criterion.links.push_back({role, resource->id});
  }
  const bool possible = !criterion.links.empty();
  query.criteria.push_back(std::move(criterion));
  return possible;
}

}  // namespace

bool Matches(const v1::OrganizationFilter& filter, const v1::Organization& organization) {
  return IsAmong(filter.kinds(), organization.kind()) &&
         IsAmong(filter.countries(), organization.country()) &&
         IsInOne(filter.cities(), organization.city()) &&
         HasId(filter.external_id(), organization.external_ids()) &&
         IsOfSet(filter, organization) &&
         Says(filter.text(), organization.title(), {&organization.city()});
}

bool Matches(const v1::ParticipantFilter& filter, const v1::Participant& participant) {
  return IsAmong(filter.kinds(), participant.kind()) &&
         IsAmong(filter.countries(), participant.country()) &&
         IsAmong(filter.organizations(), participant.organization()) &&
         HasId(filter.external_id(), participant.external_ids()) && IsOfSet(filter, participant) &&
         Says(filter.text(), participant.title());
}

bool Matches(const v1::AgreementFilter& filter, const v1::Agreement& agreement) {
  const auto names_one = [](const auto& wanted, const auto& parties) {
    return wanted.empty() ||
           std::any_of(parties.begin(), parties.end(),
                       [&](const std::string& party) { return IsAmong(wanted, party); });
  };
  return names_one(filter.organizations(), agreement.parties()) &&
         names_one(filter.awaited_parties(), agreement.awaited_parties()) &&
         HasId(filter.external_id(), agreement.external_ids()) && IsOfSet(filter, agreement) &&
         Says(filter.text(), agreement.title());
}

bool Matches(const v1::VenueFilter& filter, const v1::Venue& venue) {
  return IsAmong(filter.countries(), venue.country()) && IsInOne(filter.cities(), venue.city()) &&
         IsAmong(filter.organizations(), venue.organization()) &&
         HasId(filter.external_id(), venue.external_ids()) && IsOfSet(filter, venue) &&
         Says(filter.text(), venue.title(), {&venue.city(), &venue.address()});
}

bool Matches(const v1::SpaceFilter& filter, const v1::Space& space) {
  return space.seats() >= filter.min_seats() && HasId(filter.external_id(), space.external_ids()) &&
         IsOfSet(filter, space) && Says(filter.text(), space.title());
}

bool Matches(const v1::ClosureFilter& filter, const v1::Closure& closure) {
  return WindowOf(filter.window()).Overlaps(DaysOf(closure.period())) &&
         HasId(filter.external_id(), closure.external_ids()) && IsOfSet(filter, closure) &&
         Says(filter.text(), closure.reason());
}

absl::StatusOr<bool> Narrow(storage::Snapshot&, const v1::OrganizationFilter& filter,
                            storage::SearchQuery& query) {
  AddCountries(filter.countries(), query);
  AddCities(filter.cities(), query);
  AddKeys(filter, query);
  return true;
}

absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::ParticipantFilter& filter,
                            storage::SearchQuery& query) {
  AddCountries(filter.countries(), query);
  AddKeys(filter, query);
  return AddOrganizations(snapshot, LinkRole::kOrganization, filter.organizations(), query);
}

absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::AgreementFilter& filter,
                            storage::SearchQuery& query) {
  AddKeys(filter, query);
  ASSIGN_OR_RETURN(auto possible,
                   AddOrganizations(snapshot, LinkRole::kParty, filter.organizations(), query));
  if (!possible) return false;
  return AddOrganizations(snapshot, LinkRole::kParty, filter.awaited_parties(), query);
}

absl::StatusOr<bool> Narrow(storage::Snapshot& snapshot, const v1::VenueFilter& filter,
                            storage::SearchQuery& query) {
  AddCountries(filter.countries(), query);
  AddCities(filter.cities(), query);
  AddKeys(filter, query);
  return AddOrganizations(snapshot, LinkRole::kOrganization, filter.organizations(), query);
}

absl::StatusOr<bool> Narrow(storage::Snapshot&, const v1::SpaceFilter& filter,
                            storage::SearchQuery& query) {
  AddKeys(filter, query);
  return true;
}

absl::StatusOr<bool> Narrow(storage::Snapshot&, const v1::ClosureFilter& filter,
                            storage::SearchQuery& query) {
  AddKeys(filter, query);
  if (filter.window().has_first_day() || filter.window().has_last_day()) {
    query.days = ToDayRange(WindowOf(filter.window()));
  }
  return true;
}

}  // namespace taqvim::schedule
