// The address of a calendar feed: whose it is, in which language, and what of it.
//
//   /calendar/venues/academic-library.ics?lang=ru&kind=exhibition
//   /calendar/spaces/academic-library/conference-hall.ics
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_kind.pb.h"

namespace taqvim::web {

enum class FeedScope {
  kVenue,
  kSpace,
  kProgramme,
  kOrganization,
  kParticipant,
  kCountry,
  kEvent,
};

// What stands behind the address.
enum class FeedView {
  kCalendar,   // `.ics`: the feed itself
  kSubscribe,  // nothing: a page that says how to subscribe
  kCheck,      // `/check`: what calendars make of it
};

struct FeedAddress {
  FeedScope scope = FeedScope::kVenue;
  // The resource, such as `venues/library`; `countries/KZ` for a country.
  std::string resource;
  FeedView view = FeedView::kCalendar;
  // As it was asked for; empty for whichever.
  std::string language;
  // Only events of these kinds, with one of these labels; all where there are none.
  std::set<v1::EventKind> kinds;
  std::set<std::string> labels;
};

// Of a path and its parameters `lang`, `kind` and `label`, the last two as often as one likes.
// NOT_FOUND for a path that is no feed's; INVALID_ARGUMENT, with a sentence that names the
// parameter, for one that is not known or malformed: a filter that is not understood would show
// more than was asked for.
absl::StatusOr<FeedAddress> ParseFeedAddress(
    absl::string_view path, const std::vector<std::pair<std::string, std::string>>& query);

// Its path and parameters in their one form, of that view.
std::string AddressText(const FeedAddress& address, FeedView view);

// The text as a part of an address (RFC 3986, 2.1): all but unreserved letters percent-encoded.
std::string PercentEncoded(absl::string_view text);

// Whether the event is of the kinds, and has one of the labels.
bool Matches(const FeedAddress& address, const v1::Event& event);

// The word of the kind in addresses, such as `culture-days`.
std::string KindWord(v1::EventKind kind);
v1::EventKind KindOf(const v1::Event& event);

}  // namespace taqvim::web
