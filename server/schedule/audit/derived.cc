#include "server/schedule/audit/derived.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/base/names.h"
#include "server/schedule/audit/derived_event.h"
#include "server/schedule/claims/claims.h"
#include "server/schedule/event/bookings.h"
#include "server/schedule/event/facets.h"
#include "server/schedule/stored/access_tokens.h"
#include "server/schedule/stored/reference_fields.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/stored/zone_topics.h"
#include "server/schedule/time/intervals.h"
#include "server/schedule/time/venue_zone.h"
#include "server/schedule/upkeep/bring_forward.h"
#include "server/schedule/write/due.h"
#include "storage/claim.h"

namespace taqvim::schedule {
namespace {

using storage::Claim;
using storage::Kind;
using storage::Link;
using storage::Resource;

Derivation Impossible(std::string problem) {
  Derivation derivation;
  derivation.problems.push_back(std::move(problem));
  return derivation;
}

// Errors of what is stored are what is looked for; those of the store are passed on.
bool IsOfStored(const absl::Status& status) {
  return absl::IsInternal(status) || absl::IsDataLoss(status) || absl::IsInvalidArgument(status);
}

constexpr char kRefersToNothing[] = "$0 refers to something that does not exist.";

bool AnyUnfinished(const std::vector<Claim>& claims, absl::Time now) {
  return std::any_of(claims.begin(), claims.end(),
                     [&](const Claim& claim) { return IsUnfinished(claim.interval, now); });
}

// What an event took that is over stays as it was taken: times of one that repeated follow from
// nothing that is stored any more.
void KeepFinished(const std::vector<Claim>& before, absl::Time now, std::vector<Claim>& claims) {
  for (const Claim& claim : before) {
    const bool has = std::find(claims.begin(), claims.end(), claim) != claims.end();
    if (!has && !IsUnfinished(claim.interval, now)) claims.push_back(claim);
  }
}

class Deriver {
 public:
  Deriver(storage::Transaction& transaction, const Resource& resource)
      : transaction_(transaction), resource_(resource) {}

  absl::StatusOr<Derivation> Run();

 private:
  template <class Message>
  absl::StatusOr<Derivation> Other();
  absl::Status Close(const v1::Closure& closure, Derived& derived);
  absl::StatusOr<Derivation> Event();
  absl::Status FindEvents(const v1::Event& event, Derivation& derivation);
  absl::StatusOr<Derivation> Token();
  Derivation Topic() const;

  storage::Transaction& transaction_;
  const Resource& resource_;
};

void OrderLinks(std::vector<Link>& links) {
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return std::tuple(a.role, a.target) < std::tuple(b.role, b.target);
  });
  links.erase(std::unique(links.begin(), links.end()), links.end());
}

// What is over keeps what it took (reexpand.h).
absl::Status Deriver::Close(const v1::Closure& closure, Derived& derived) {
  ASSIGN_OR_RETURN(auto venue, transaction_.Find(Kind::kVenue, VenueOf(closure.name())));
  if (!venue) return absl::InternalError("The venue of a closure is missing.");
  ASSIGN_OR_RETURN(const auto message, ReadShared<v1::Venue>(*venue));
  if (!ZoneOfVenue(*message).ok()) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto before, transaction_.ClaimsOf(resource_.id));
  ASSIGN_OR_RETURN(auto after, ClaimsOfClosure(transaction_, resource_.id, closure, *venue));
  if (!AnyUnfinished(before, transaction_.now()) && !AnyUnfinished(after, transaction_.now())) {
    return absl::OkStatus();
  }
  OrderClaims(after);
  derived.claims = std::move(after);
  return absl::OkStatus();
}

template <class Message>
absl::StatusOr<Derivation> Deriver::Other() {
  const auto message = Read<Message>(resource_);
  if (!message.ok()) return Impossible("What is stored of $0 cannot be read.");
  const auto references = ReferencesOf(*message);
  auto links = ResolveReferences(transaction_, "resource", references, references);
  if (!links.ok()) {
    if (!IsOfStored(links.status())) return links.status();
    return Impossible(kRefersToNothing);
  }
  OrderLinks(*links);
  Derived derived{.body = ToBody(*message), .links = *std::move(links), .facets = {}, .claims = {}};
  if constexpr (requires { message->archived(); }) derived.archived = message->archived();
  if constexpr (requires { FacetsOf(*message); }) derived.facets = FacetsOf(*message);
  if constexpr (std::is_same_v<Message, v1::Closure>) {
    const absl::Status closed = Close(*message, derived);
    if (!closed.ok()) {
      return IsOfStored(closed) ? absl::StatusOr<Derivation>(Impossible(kRefersToNothing)) : closed;
    }
  } else {
    derived.claims.emplace();
  }
  // While its zone is being corrected it is due at once (upkeep/correct_zone.h).
  if constexpr (requires { message->has_zone_correction(); }) {
    if (message->has_zone_correction()) derived.due = resource_.due;
  }
  return Derivation{.derived = std::move(derived), .problems = {}};
}

// Others that it names, which claims do without.
absl::Status Deriver::FindEvents(const v1::Event& event, Derivation& derivation) {
  const std::pair<const char*, const std::string&> named[] = {
      {"host", event.host()},
      {"programme", event.programme()},
      {"culture_days.reciprocal", event.culture_days().reciprocal()}};
  for (const auto& [field, name] : named) {
    if (name.empty()) continue;
    ASSIGN_OR_RETURN(const auto found, transaction_.Find(Kind::kEvent, name));
    if (found != nullptr) continue;
    derivation.problems.push_back(absl::StrCat("$0 is not in order in its field ", field,
                                               ", which refers to what does not exist."));
  }
  return absl::OkStatus();
}

absl::StatusOr<Derivation> Deriver::Event() {
  const auto event = Read<v1::Event>(resource_);
  if (!event.ok()) return Impossible("What is stored of $0 cannot be read.");
  Derived derived{.body = ToBody(*event),
                  .links = {},
                  .facets = FacetsOf(*event),
                  .due = DueOf(*event),
                  .claims = {}};
  if (!KnowsZones(*event)) return Derivation{.derived = std::move(derived), .problems = {}};
  const auto made = DerivedEvent::Make(transaction_, resource_);
  if (!made.ok()) {
    if (!IsOfStored(made.status())) return made.status();
    return Impossible(
        "What $0 takes cannot be derived, since something that it needs is missing "
        "or damaged.");
  }
  Derivation derivation;
  for (const FieldViolation& violation : (*made)->errors().violations()) {
    derivation.problems.push_back(
        absl::StrCat("$0 is not in order in its field ", violation.field,
                     violation.missing.empty() ? "." : ", which refers to what does not exist."));
  }
  RETURN_IF_ERROR(FindEvents(*event, derivation));
  const ClaimedDraft* draft = (*made)->draft();
  if (draft == nullptr) return derivation;
  derived.links = draft->facts.links;
  OrderLinks(*derived.links);
  std::vector<Claim> claims = draft->AllClaims();
  ASSIGN_OR_RETURN(const auto before, transaction_.ClaimsOf(resource_.id));
  if (AnyUnfinished(before, transaction_.now()) || AnyUnfinished(claims, transaction_.now())) {
    KeepFinished(before, transaction_.now(), claims);
    OrderClaims(claims);
    derived.claims = std::move(claims);
  }
  derivation.derived = std::move(derived);
  return derivation;
}

absl::StatusOr<Derivation> Deriver::Token() {
  const auto stored = Read<access::StoredToken>(resource_);
  if (!stored.ok()) return Impossible("What is stored of $0 cannot be read.");
  auto put = PutOfToken(transaction_, resource_.id, *stored);
  if (!put.ok()) {
    return IsOfStored(put.status()) ? absl::StatusOr<Derivation>(Impossible(kRefersToNothing))
                                    : put.status();
  }
  OrderLinks(put->links);
  return Derivation{.derived = Derived{.body = std::move(put->body),
                                       .archived = put->archived,
                                       .links = std::move(put->links),
                                       .facets = std::move(put->facets),
                                       .claims = std::vector<Claim>()},
                    .problems = {}};
}

// Of which the schedule makes two kinds, and those that are only claimed.
Derivation Deriver::Topic() const {
  const bool readable =
      resource_.name == kDerivationTopic             ? ParseDerivationState(resource_.body).ok()
      : resource_.name.starts_with(kZoneTopicPrefix) ? ParseZoneState(resource_.body).ok()
                                                     : resource_.body.empty();
  if (!readable) return Impossible("What is stored of $0 cannot be read.");
  return {.derived = Derived{.body = resource_.body,
                             .links = std::vector<Link>(),
                             .facets = {},
                             .claims = std::vector<Claim>()},
          .problems = {}};
}

absl::StatusOr<Derivation> Deriver::Run() {
  switch (resource_.kind) {
    case Kind::kOrganization:
      return Other<v1::Organization>();
    case Kind::kParticipant:
      return Other<v1::Participant>();
    case Kind::kAgreement:
      return Other<v1::Agreement>();
    case Kind::kVenue:
      return Other<v1::Venue>();
    case Kind::kSpace:
      return Other<v1::Space>();
    case Kind::kClosure:
      return Other<v1::Closure>();
    case Kind::kGrant:
      return Other<v1::Grant>();
    case Kind::kToken:
      return Token();
    case Kind::kEvent:
      return Event();
    case Kind::kTopic:
      return Topic();
  }
  return Impossible("$0 is of no kind that this server knows.");
}

}  // namespace

void OrderClaims(std::vector<Claim>& claims) {
  const auto key = [](const Claim& claim) {
    return std::tuple(claim.atom, claim.interval.start, claim.booking, claim.interval.end,
                      claim.host, claim.kind);
  };
  std::sort(claims.begin(), claims.end(),
            [&](const Claim& a, const Claim& b) { return key(a) < key(b); });
}

absl::StatusOr<Derivation> Derive(storage::Transaction& transaction, const Resource& resource) {
  return Deriver(transaction, resource).Run();
}

absl::Status AddDerived(storage::Transaction& transaction, const Resource& resource,
                        storage::Mutation& mutation) {
  ASSIGN_OR_RETURN(auto derivation, Derive(transaction, resource));
  if (!derivation.derived.has_value()) return absl::OkStatus();
  Derived& derived = *derivation.derived;
  if (!derived.links.has_value()) {
    mutation.rederived.push_back({.id = resource.id,
                                  .body = std::move(derived.body),
                                  .facets = std::move(derived.facets),
                                  .due = derived.due});
    return absl::OkStatus();
  }
  if (resource.kind == Kind::kEvent && derived.claims.has_value()) {
    ASSIGN_OR_RETURN(auto event, DerivedEvent::Make(transaction, resource));
    event->AddTo(std::move(derived.body), mutation);
    return absl::OkStatus();
  }
  mutation.puts.push_back({.id = resource.id,
                           .kind = resource.kind,
                           .name = resource.name,
                           .body = std::move(derived.body),
                           .archived = derived.archived,
                           .links = *std::move(derived.links),
                           .facets = std::move(derived.facets),
                           .due = derived.due});
  if (!derived.claims.has_value()) return absl::OkStatus();
  mutation.release.push_back(resource.id);
  mutation.claims.insert(mutation.claims.end(), derived.claims->begin(), derived.claims->end());
  return absl::OkStatus();
}

}  // namespace taqvim::schedule
