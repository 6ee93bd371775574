#include "client/web/published/schedule.h"

#include <atomic>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/published/civil.h"

namespace taqvim::web {
namespace {

template <class Value>
const Value* Find(const std::map<std::string, Value, std::less<>>& values, absl::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

// Schedules are made on several threads.
uint64_t NextEdition() {
  static std::atomic<uint64_t> last = 0;
  return ++last;
}

}  // namespace

CivilDays DaysOf(const v1::Period& period) {
  if (period.has_timed()) {
    const absl::CivilDay first(SecondOf(period.timed().start()));
    // It ends before the end: at midnight, on the day before.
    const absl::CivilDay last(SecondOf(period.timed().end()) - 1);
    return {first, std::max(first, last)};
  }
  const v1::DatedPeriod& dated = period.dated();
  return {DayOf(dated.first_day()),
          IsPermanent(period) ? absl::CivilDay::max() : DayOf(dated.last_day())};
}

bool IsPermanent(const v1::Period& period) {
  return period.has_dated() && !period.dated().has_last_day();
}

void Schedule::PutEvent(v1::Event event, std::vector<Occurrence> occurrences) {
  const std::string name = event.name();
  Unlink(name);
  std::set<std::string> references = ReferencesOf(event);
  for (const std::string& reference : references) referring_[reference].insert(name);
  references_[name] = std::move(references);
  events_[name] = {std::move(event), std::move(occurrences), NextEdition()};
}

void Schedule::Put(const v1::Resource& resource) {
  switch (resource.resource_case()) {
    case v1::Resource::kVenue: {
      const v1::Venue* before = FindVenue(resource.venue().name());
      const bool same = before != nullptr && before->country() == resource.venue().country();
      venues_[resource.venue().name()] = resource.venue();
      if (!same) LinkAgain(resource.venue().name());
      return;
    }
    case v1::Resource::kSpace:
      spaces_[resource.space().name()] = resource.space();
      return;
    case v1::Resource::kOrganization:
      organizations_[resource.organization().name()] = resource.organization();
      return;
    default:
      return;
  }
}

void Schedule::Remove(const std::string& name) {
  Unlink(name);
  events_.erase(name);
  venues_.erase(name);
  spaces_.erase(name);
  organizations_.erase(name);
}

const PublishedEvent* Schedule::FindEvent(absl::string_view name) const {
  return Find(events_, name);
}
const v1::Venue* Schedule::FindVenue(absl::string_view name) const { return Find(venues_, name); }
const v1::Space* Schedule::FindSpace(absl::string_view name) const { return Find(spaces_, name); }
const v1::Organization* Schedule::FindOrganization(absl::string_view name) const {
  return Find(organizations_, name);
}

std::vector<const PublishedEvent*> Schedule::EventsOf(absl::string_view name) const {
  std::vector<const PublishedEvent*> events;
  const auto names = referring_.find(name);
  if (names == referring_.end()) return events;
  for (const std::string& event : names->second) events.push_back(FindEvent(event));
  return events;
}

bool Schedule::Knows(absl::string_view name) const {
  return FindEvent(name) != nullptr || FindVenue(name) != nullptr || FindSpace(name) != nullptr ||
         FindOrganization(name) != nullptr || referring_.contains(name);
}

std::set<std::string> Schedule::ReferencesOf(const v1::Event& event) const {
  std::set<std::string> references;
  const auto add = [&](const std::string& name) {
    if (!name.empty()) references.insert(name);
  };
  const auto add_country = [&](const std::string& country) {
    if (!country.empty()) references.insert(absl::StrCat("countries/", country));
  };
  add(event.owner());
  add(event.has_culture_days() ? event.name() : event.programme());
  for (const v1::Partner& partner : event.partners()) add(partner.organization());
  for (const v1::Booking& booking : event.bookings()) {
    add(booking.participant());
    add(booking.space());
    const std::string venue = booking.venue().empty() ? VenueOf(booking.space()) : booking.venue();
    add(venue);
    if (const v1::Venue* known = FindVenue(venue)) add_country(known->country());
  }
  add_country(event.culture_days().guest_country());
  add_country(event.culture_days().host_country());
  return references;
}

void Schedule::Unlink(const std::string& name) {
  const auto references = references_.find(name);
  if (references == references_.end()) return;
  for (const std::string& reference : references->second) {
    const auto row = referring_.find(reference);
    row->second.erase(name);
    if (row->second.empty()) referring_.erase(row);
  }
  references_.erase(references);
}

void Schedule::LinkAgain(const std::string& venue) {
  for (const PublishedEvent* event : EventsOf(venue)) {
    PublishedEvent again = *event;
    PutEvent(std::move(again.event), std::move(again.occurrences));
  }
}

std::string VenueOf(absl::string_view name) {
  if (!absl::StartsWith(name, "venues/")) return "";
  return std::string(name.substr(0, name.find('/', sizeof("venues/") - 1)));
}

}  // namespace taqvim::web
