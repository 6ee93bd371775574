#include "server/schedule/facts/counterparts.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/schedule/event/moves.h"
#include "server/schedule/stored/resources.h"

namespace taqvim::schedule {
namespace {

// A waiver that was given before periods said so names a counterpart that did not.
template <class Message>
void ForgetPermanent(Message& message) {
  if (message.period().dated().permanent()) {
    message.mutable_period()->mutable_dated()->clear_permanent();
  }
}

// What everybody may see of a booking of a space or a venue, as of one of the event.
v1::Booking SeenOf(const v1::Booking& booking) {
  v1::Event event;
  *event.add_bookings() = booking;
  access::Redact(event);
  return event.bookings(0);
}

}  // namespace

std::string Counterpart::BookingId(int booking) const {
  const v1::Booking* found = event ? BookingAt(*event, booking) : nullptr;
  return found == nullptr || (closed && IsOfMove(booking)) ? "" : found->id();
}

std::string Counterpart::FingerprintWith(int booking) const {
  const v1::Booking* found = event ? BookingAt(*event, booking) : nullptr;
  if (found == nullptr) return fingerprint;
  const bool of_move = IsOfMove(booking);
  if (!of_move && access::IsSeenByAll(*found)) return fingerprint;
  v1::Booking taken = *found;
  if (of_move && !taken.has_period()) *taken.mutable_period() = event->move().period();
  ForgetPermanent(taken);
  if (access::IsSeenByAll(taken)) taken = SeenOf(taken);
  return EtagOf(absl::StrCat(fingerprint, ToBody(taken)));
}

Counterpart Counterparts::OfEvent(std::shared_ptr<const v1::Event> event) const {
  Counterpart counterpart;
  counterpart.name = event->name();
  counterpart.closed = !rights_.SeesAllOf(*event);
  if (!counterpart.closed) counterpart.title = event->title();
  counterpart.fingerprint = FingerprintOf(*event);
  counterpart.event = std::move(event);
  return counterpart;
}

absl::StatusOr<Counterpart> Counterparts::Load(storage::ResourceId owner) {
  if (const ClaimedDraft* draft = drafts_.FindById(owner)) {
    return OfEvent(std::shared_ptr<const v1::Event>(std::shared_ptr<void>(), &draft->after));
  }
  ASSIGN_OR_RETURN(auto resource, drafts_.transaction().FindById(owner));
  if (!resource) return Internal(absl::StrCat("resource ", owner, " has claims but is missing"));
  if (resource->kind == storage::Kind::kClosure) {
    ASSIGN_OR_RETURN(auto closure, Read<v1::Closure>(*resource));
    Counterpart counterpart;
    counterpart.name = closure.name();
    counterpart.title = closure.reason();
    counterpart.fingerprint = FingerprintOf(std::move(closure));
    return counterpart;
  }
  ASSIGN_OR_RETURN(auto event, ReadShared<v1::Event>(*resource));
  return OfEvent(std::move(event));
}

absl::StatusOr<const Counterpart*> Counterparts::Find(storage::ResourceId owner) {
  auto at = loaded_.find(owner);
  if (at == loaded_.end()) {
    ASSIGN_OR_RETURN(auto counterpart, Load(owner));
    at = loaded_.emplace(owner, std::move(counterpart)).first;
  }
  return &at->second;
}

std::string FingerprintOf(v1::Event event) {
  access::Redact(event);
  event.clear_uid();
  event.clear_sequence();
  ForgetPermanent(event);
  for (v1::Booking& booking : *event.mutable_bookings()) ForgetPermanent(booking);
  return EtagOf(ToBody(event));
}

std::string FingerprintOf(v1::Closure closure) {
  closure.clear_uid();
  ForgetPermanent(closure);
  return EtagOf(ToBody(closure));
}

}  // namespace taqvim::schedule
