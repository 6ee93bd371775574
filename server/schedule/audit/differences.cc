#include "server/schedule/audit/differences.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Kind;
using storage::Link;
using storage::LinkRole;

// To the zones of participants' bookings an event refers as long as it takes something there:
// of what is over nobody corrects it (upkeep/time_moves.h).
std::vector<Link> WithoutZones(const std::vector<Link>& links, bool event) {
  std::vector<Link> kept;
  for (const Link& link : links) {
    if (!event || link.role != LinkRole::kZone) kept.push_back(link);
  }
  return kept;
}

// Those of earlier versions are found by none of its keys, but by every search.
bool MayLackFacets(const storage::StoredRow& row) {
  return row.resource.kind == Kind::kToken && !row.facets.has_value();
}

// How many of the first are not among the second; both are ordered alike.
size_t CountMissing(const std::vector<Claim>& some, const std::vector<Claim>& others) {
  return static_cast<size_t>(std::count_if(some.begin(), some.end(), [&](const Claim& claim) {
    return std::find(others.begin(), others.end(), claim) == others.end();
  }));
}

void CompareClaims(const storage::StoredRow& row, const Derived& derived,
                   std::vector<std::string>& differences) {
  if (!derived.claims.has_value()) return;
  std::vector<Claim> stored = row.claims;
  OrderClaims(stored);
  if (stored == *derived.claims) return;
  differences.push_back(absl::StrCat("What $0 takes does not follow from it: of ",
                                     derived.claims->size(), " claims ",
                                     CountMissing(*derived.claims, stored), " are missing, and ",
                                     CountMissing(stored, *derived.claims), " are there besides."));
}

}  // namespace

std::vector<std::string> DifferencesOf(const storage::StoredRow& row, const Derived& derived) {
  std::vector<std::string> differences;
  const auto expect = [&](bool same, const char* otherwise) {
    if (!same) differences.push_back(otherwise);
  };
  const bool event = row.resource.kind == Kind::kEvent;
  expect(row.resource.body == derived.body,
         "What is stored of $0 is not in the form that etags are made from.");
  expect(row.resource.archived == derived.archived,
         "Whether $0 is archived is said otherwise by it than beside it.");
  expect(!derived.links.has_value() ||
             WithoutZones(row.links, event) == WithoutZones(*derived.links, event),
         "What $0 refers to is said otherwise by it than beside it.");
  expect(row.facets == derived.facets || MayLackFacets(row),
         "What $0 is searched by does not follow from it.");
  expect(row.resource.due == derived.due,
         "When something is to be done about $0 does not follow "
         "from it.");
  CompareClaims(row, derived, differences);
  return differences;
}

}  // namespace taqvim::schedule
