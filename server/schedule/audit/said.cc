#include "server/schedule/audit/said.h"

#include <set>

#include "server/access/stored_token.pb.h"
#include "server/base/names.h"
#include "server/schedule/stored/resources.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;
using storage::Resource;

struct Identity {
  std::string name;
  std::string uid;
};

template <class Message>
Identity IdentityOf(const Resource& resource) {
  const auto message = Read<Message>(resource);
  return message.ok() ? Identity{message->name(), message->uid()} : Identity{};
}

Identity IdentityOf(const Resource& resource) {
  switch (resource.kind) {
    case Kind::kOrganization:
      return IdentityOf<v1::Organization>(resource);
    case Kind::kParticipant:
      return IdentityOf<v1::Participant>(resource);
    case Kind::kAgreement:
      return IdentityOf<v1::Agreement>(resource);
    case Kind::kVenue:
      return IdentityOf<v1::Venue>(resource);
    case Kind::kSpace:
      return IdentityOf<v1::Space>(resource);
    case Kind::kClosure:
      return IdentityOf<v1::Closure>(resource);
    case Kind::kEvent:
      return IdentityOf<v1::Event>(resource);
    case Kind::kGrant:
      return IdentityOf<v1::Grant>(resource);
    case Kind::kToken: {
      const auto token = Read<access::StoredToken>(resource);
      return token.ok() ? Identity{token->access_token().name(), token->access_token().uid()}
                        : Identity{};
    }
    case Kind::kTopic:
      break;
  }
  return {};
}

// Its bookings have ids of their own, and what was said of them is of one of them.
template <class Bookings, class Approvals>
void CheckBookings(const Bookings& bookings, const Approvals& approvals,
                   std::vector<std::string>& problems) {
  std::set<std::string> ids;
  bool alike = false;
  for (const v1::Booking& booking : bookings) {
    alike |= booking.id().empty() || !ids.insert(booking.id()).second;
  }
  if (alike) problems.push_back("$0 has bookings without an id of their own.");
  for (const v1::BookingApproval& approval : approvals) {
    if (ids.contains(approval.booking())) continue;
    problems.push_back("$0 has an approval of a booking that it does not have.");
    break;
  }
}

void CheckEvent(const Resource& resource, std::vector<std::string>& problems) {
  const auto event = Read<v1::Event>(resource);
  if (!event.ok()) return;
  CheckBookings(event->bookings(), event->approvals(), problems);
  if (event->has_move()) {
    CheckBookings(event->move().bookings(), event->move().approvals(), problems);
  }
  if (event->state() == v1::EVENT_STATE_UNSPECIFIED) problems.push_back("$0 has no state.");
}

}  // namespace

std::vector<std::string> ProblemsOf(const Resource& resource) {
  std::vector<std::string> problems;
  if (resource.kind == Kind::kTopic) return problems;
  const Identity identity = IdentityOf(resource);
  if (identity.name.empty() && identity.uid.empty()) return problems;
  if (identity.name != resource.name) problems.push_back("$0 has another name in what it says.");
  if (!IsName(resource.kind, resource.name))
    problems.push_back("$0 has a name that none can have.");
  if (identity.uid.empty()) problems.push_back("$0 has no uid.");
  if (resource.kind == Kind::kEvent) CheckEvent(resource, problems);
  return problems;
}

std::string UidOf(const Resource& resource) { return IdentityOf(resource).uid; }

}  // namespace taqvim::schedule
