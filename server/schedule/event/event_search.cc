#include "server/schedule/event/event_search.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "proto/status_macros.h"
#include "server/schedule/event/event_filter.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/stored/referrers.h"

namespace taqvim::schedule {
namespace {

using storage::Criterion;
using storage::Kind;
using storage::LinkRole;
using storage::ResourceId;

class Maker {
 public:
  Maker(storage::Snapshot& snapshot, storage::SearchQuery& query)
      : snapshot_(snapshot), query_(query) {}

  // Whether anything can match at all.
  bool possible() const { return possible_; }

  absl::Status AddReferences(const v1::EventFilter& filter) {
    RETURN_IF_ERROR(AddProgramme(filter.programme()));
    if (!filter.agreement().empty()) {
      const std::vector<std::string> agreement = {filter.agreement()};
      RETURN_IF_ERROR(Add(LinkRole::kAgreement, Kind::kAgreement, agreement));
    }
    RETURN_IF_ERROR(Add(LinkRole::kHost, Kind::kEvent, filter.hosts()));
    RETURN_IF_ERROR(AddVenues(filter.venues()));
    RETURN_IF_ERROR(Add(LinkRole::kBooked, Kind::kSpace, filter.spaces()));
    RETURN_IF_ERROR(Add(LinkRole::kBooked, Kind::kParticipant, filter.participants()));
    return Add(LinkRole::kOwner, Kind::kOrganization, filter.organizations());
  }

  void AddFacets(const v1::EventFilter& filter) {
    Criterion kinds, states, countries, labels;
    for (int kind : filter.kinds()) kinds.tags |= TagOf(static_cast<v1::EventKind>(kind));
    for (int state : filter.states()) states.tags |= TagOf(static_cast<v1::EventState>(state));
    for (const std::string& country : filter.countries()) {
      countries.keys.push_back(CountryKey(country));
    }
    for (const std::string& label : filter.labels()) labels.keys.push_back(LabelKey(label));
    if (!filter.kinds().empty()) query_.criteria.push_back(std::move(kinds));
    if (!filter.states().empty()) query_.criteria.push_back(std::move(states));
    if (!filter.countries().empty()) query_.criteria.push_back(std::move(countries));
    if (!filter.labels().empty()) query_.criteria.push_back(std::move(labels));
    if (!filter.external_id().empty()) {
      query_.criteria.push_back({.keys = {ExternalIdKey(filter.external_id())}});
    }
    if (!filter.apply_set().empty()) {
      query_.criteria.push_back({.keys = {ApplySetKey(filter.apply_set())}});
    }
    if (filter.window().has_first_day() || filter.window().has_last_day()) {
      query_.days = ToDayRange(WindowOf(filter.window()));
    }
  }

  // Those that the public sees.
  void AddPublic() { query_.criteria.push_back({.tags = kAppearsTag}); }

  // Those of which the caller sees all, culture days that are asked for by name, and
  // what has these tags.
  absl::Status AddSights(const access::Rights& rights, const v1::EventFilter& filter,
                         uint32_t tags) {
    const auto sights = rights.SightsOf();
    if (!sights.has_value()) return absl::OkStatus();
    Criterion seen{.tags = tags | (sights->public_events ? kPublicTag : 0)};
    auto s = AddTargets(LinkRole::kOwner, Kind::kOrganization, sights->organizations, seen);
    if (!s.ok()) return s;
    if (s = AddTargetsAt(sights->venues, seen); !s.ok()) return s;
    s = AddTargets(LinkRole::kBooked, Kind::kParticipant, sights->participants, seen);
    if (!s.ok()) return s;
    if (s = AddId(filter.programme(), seen); !s.ok()) return s;
    query_.criteria.push_back(std::move(seen));
    return absl::OkStatus();
  }

 private:
  static bool IsNothing(const Criterion& criterion) {
    return criterion.links.empty() && criterion.ids.empty();
  }

  template <class Names>
  absl::Status Add(LinkRole role, Kind kind, const Names& names) {
    if (names.empty()) return absl::OkStatus();
    Criterion criterion;
    RETURN_IF_ERROR(AddTargets(role, kind, names, criterion));
    possible_ &= !IsNothing(criterion);
    query_.criteria.push_back(std::move(criterion));
    return absl::OkStatus();
  }

  template <class Names>
  absl::Status AddVenues(const Names& names) {
    if (names.empty()) return absl::OkStatus();
    Criterion criterion;
    RETURN_IF_ERROR(AddTargetsAt(names, criterion));
    possible_ &= !IsNothing(criterion);
    query_.criteria.push_back(std::move(criterion));
    return absl::OkStatus();
  }

  // Its members, and the culture days themselves.
  absl::Status AddProgramme(const std::string& name) {
    if (name.empty()) return absl::OkStatus();
    Criterion criterion;
    const std::vector<std::string> names = {name};
    auto s = AddTargets(LinkRole::kProgramme, Kind::kEvent, names, criterion);
    if (!s.ok()) return s;
    if (s = AddId(name, criterion); !s.ok()) return s;
    possible_ &= !IsNothing(criterion);
    query_.criteria.push_back(std::move(criterion));
    return absl::OkStatus();
  }

  absl::Status AddId(const std::string& event, Criterion& criterion) {
    if (event.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto resource, snapshot_.Find(Kind::kEvent, event));
    if (resource) criterion.ids.push_back(resource->id);
    return absl::OkStatus();
  }

  template <class Names>
  absl::Status AddTargets(LinkRole role, Kind kind, const Names& names, Criterion& criterion) {
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(auto resource, snapshot_.Find(kind, name));
      if (resource) criterion.links.push_back({role, resource->id});
    }
    return absl::OkStatus();
  }

  // What books the venues, or anything that is in them.
  template <class Names>
  absl::Status AddTargetsAt(const Names& venues, Criterion& criterion) {
    for (const std::string& name : venues) {
      ASSIGN_OR_RETURN(auto venue, snapshot_.Find(Kind::kVenue, name));
      if (!venue) continue;
      criterion.links.push_back({LinkRole::kBooked, venue->id});
      ASSIGN_OR_RETURN(auto inside, AllReferrers(snapshot_, venue->id, {LinkRole::kVenue}));
      for (ResourceId id : inside) criterion.links.push_back({LinkRole::kBooked, id});
    }
    return absl::OkStatus();
  }

  storage::Snapshot& snapshot_;
  storage::SearchQuery& query_;
  bool possible_ = true;
};

bool AsksForHidden(const v1::EventFilter& filter) {
  return !filter.programme().empty() || !filter.agreement().empty() ||
         !filter.participants().empty() || !filter.organizations().empty() ||
         !filter.countries().empty() || !filter.external_id().empty() || !filter.labels().empty() ||
         !filter.apply_set().empty();
}

}  // namespace

absl::StatusOr<std::optional<EventSearch>> EventSearch::Make(storage::Snapshot& snapshot,
                                                             const access::Rights& rights,
                                                             const v1::EventFilter& filter) {
  EventSearch search;
  search.asks_for_hidden_ = AsksForHidden(filter);
  search.asks_for_text_ = !filter.text().empty();
  Maker maker(snapshot, search.query_);
  maker.AddFacets(filter);
  RETURN_IF_ERROR(maker.AddReferences(filter));
  if (rights.IsPublic()) {
    // The public sees none of these of any event.
    if (!filter.external_id().empty() || !filter.agreement().empty() ||
        !filter.apply_set().empty()) {
      return std::nullopt;
    }
    search.sought_.emplace(filter);
    maker.AddPublic();
  } else if (search.asks_for_hidden_ || search.asks_for_text_) {
    const uint32_t tags = search.asks_for_hidden_ ? 0 : TagOf(v1::EVENT_KIND_CULTURE_DAYS);
    RETURN_IF_ERROR(maker.AddSights(rights, filter, tags));
  }
  if (!maker.possible()) return std::nullopt;
  return search;
}

bool EventSearch::CountsClosed(const v1::Event& visible) const {
  if (sought_.has_value()) return sought_->MatchesButForText(visible);
  if (asks_for_hidden_ || (asks_for_text_ && !visible.has_culture_days())) return false;
  if (!query_.days.has_value()) return true;
  const storage::Facets facets = FacetsOf(visible);
  return std::any_of(facets.days.begin(), facets.days.end(),
                     [&](const storage::DayRange& days) { return days.Overlaps(*query_.days); });
}

}  // namespace taqvim::schedule
