#include "server/schedule/check/validate_filter.h"

#include "server/schedule/check/field_checks.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

constexpr int kMostEnums = 10;
constexpr int kMostNamesOfFilter = 100;
constexpr int kMostLabels = 20;
constexpr int kMostSeats = 1'000'000;

template <class Filter>
void CheckCountries(const Filter& filter, FieldErrors& errors) {
  CheckSize("countries", filter.countries_size(), 0, kMostNamesOfFilter, errors);
  if (filter.countries_size() > kMostNamesOfFilter) return;
  for (int i = 0; i < filter.countries_size(); ++i) {
    FieldErrors::Scope scope(errors, "countries", i);
    CheckCountry("", filter.countries(i), Demand::kRequired, errors);
  }
}

void CheckLabels(const v1::EventFilter& filter, FieldErrors& errors) {
  CheckSize("labels", filter.labels_size(), 0, kMostLabels, errors);
  for (int i = 0; i < filter.labels_size() && i < kMostLabels; ++i) {
    FieldErrors::Scope scope(errors, "labels", i);
    CheckText("", filter.labels(i), {.min_bytes = 1, .max_bytes = 63}, errors);
  }
}

void CheckExternalId(std::string_view text, FieldErrors& errors) {
  if (text.empty()) return;
  const size_t slash = text.find('/');
  const bool right = slash != std::string_view::npos && slash >= 1 && slash <= 63 &&
                     text.size() - slash - 1 >= 1 && text.size() - slash - 1 <= 200;
  if (!right) {
    errors.Add("external_id",
               "must be a system of 1 to 63 bytes, a slash and an identifier of 1 "
               "to 200 bytes, such as \"website/4711\"");
  }
}

void CheckEnumLists(const v1::EventFilter& filter, FieldErrors& errors) {
  CheckSize("kinds", filter.kinds_size(), 0, kMostEnums, errors);
  if (filter.kinds_size() <= kMostEnums) CheckEnums<v1::EventKind>("kinds", filter.kinds(), errors);
  CheckSize("states", filter.states_size(), 0, kMostEnums, errors);
  if (filter.states_size() <= kMostEnums) {
    CheckEnums<v1::EventState>("states", filter.states(), errors);
  }
}

template <class Filter>
void CheckCities(const Filter& filter, FieldErrors& errors) {
  CheckSize("cities", filter.cities_size(), 0, kMostNamesOfFilter, errors);
  for (int i = 0; i < filter.cities_size() && i < kMostNamesOfFilter; ++i) {
    FieldErrors::Scope scope(errors, "cities", i);
    CheckCity("", filter.cities(i), Demand::kRequired, errors);
  }
}

// What filters of resources that are no events have, those that have it.
template <class Filter>
void CheckResourceFilter(const Filter& filter, FieldErrors& errors) {
  CheckText("text", filter.text(), {.max_bytes = 200}, errors);
  CheckExternalId(filter.external_id(), errors);
  CheckApplySet(filter.apply_set(), errors);
  if constexpr (requires { filter.countries(); }) CheckCountries(filter, errors);
  if constexpr (requires { filter.cities(); }) CheckCities(filter, errors);
  if constexpr (requires { filter.organizations(); }) {
    CheckNames(Kind::kOrganization, "organizations", filter.organizations(), kMostNamesOfFilter,
               errors);
  }
}

template <class Kinds, class Filter>
void CheckKinds(const Filter& filter, FieldErrors& errors) {
  CheckSize("kinds", filter.kinds_size(), 0, kMostEnums, errors);
  if (filter.kinds_size() <= kMostEnums) CheckEnums<Kinds>("kinds", filter.kinds(), errors);
}

}  // namespace

void CheckFilter(const v1::OrganizationFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckResourceFilter(filter, errors);
  CheckKinds<v1::OrganizationKind>(filter, errors);
}

void CheckFilter(const v1::ParticipantFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckResourceFilter(filter, errors);
  CheckKinds<v1::ParticipantKind>(filter, errors);
}

void CheckFilter(const v1::AgreementFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckResourceFilter(filter, errors);
  CheckNames(Kind::kOrganization, "awaited_parties", filter.awaited_parties(), kMostNamesOfFilter,
             errors);
}

void CheckFilter(const v1::VenueFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckResourceFilter(filter, errors);
}

void CheckFilter(const v1::SpaceFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckResourceFilter(filter, errors);
  CheckRange("min_seats", filter.min_seats(), 0, kMostSeats, errors);
}

void CheckFilter(const v1::ClosureFilter& filter, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "filter");
  CheckResourceFilter(filter, errors);
  FieldErrors::Scope window(errors, "window");
  CheckFirstAndLast(filter.window(), errors);
}

void CheckFilter(const v1::EventFilter& filter, FieldErrors& errors, std::string_view field) {
  FieldErrors::Scope scope(errors, field);
  CheckEnumLists(filter, errors);
  CheckName(Kind::kEvent, "programme", filter.programme(), false, errors);
  CheckName(Kind::kAgreement, "agreement", filter.agreement(), false, errors);
  CheckNames(Kind::kEvent, "hosts", filter.hosts(), kMostNamesOfFilter, errors);
  CheckNames(Kind::kVenue, "venues", filter.venues(), kMostNamesOfFilter, errors);
  CheckNames(Kind::kSpace, "spaces", filter.spaces(), kMostNamesOfFilter, errors);
  CheckNames(Kind::kOrganization, "organizations", filter.organizations(), kMostNamesOfFilter,
             errors);
  CheckNames(Kind::kParticipant, "participants", filter.participants(), kMostNamesOfFilter, errors);
  CheckCountries(filter, errors);
  CheckLabels(filter, errors);
  {
    FieldErrors::Scope window(errors, "window");
    CheckFirstAndLast(filter.window(), errors);
  }
  CheckText("text", filter.text(), {.max_bytes = 200}, errors);
  CheckExternalId(filter.external_id(), errors);
  CheckApplySet(filter.apply_set(), errors);
}

}  // namespace taqvim::schedule
