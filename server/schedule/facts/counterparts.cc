#include "server/schedule/facts/counterparts.h"

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
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

}  // namespace

std::string Counterpart::BookingId(int booking) const {
  return booking < bookings.size() ? bookings[booking].id() : "";
}

std::string Counterpart::FingerprintWith(int booking) const {
  if (booking >= bookings.size() || access::IsSeenByAll(bookings[booking])) return fingerprint;
  v1::Booking taken = bookings[booking];
  ForgetPermanent(taken);
  return EtagOf(absl::StrCat(fingerprint, ToBody(taken)));
}

Counterpart Counterparts::OfEvent(const v1::Event& event) const {
  Counterpart counterpart;
  counterpart.name = event.name();
  counterpart.closed = !rights_.SeesAllOf(event);
  if (!counterpart.closed) counterpart.title = event.title();
  counterpart.fingerprint = FingerprintOf(event);
  counterpart.bookings = event.bookings();
  return counterpart;
}

absl::StatusOr<Counterpart> Counterparts::Load(storage::ResourceId owner) {
  if (const ClaimedDraft* draft = drafts_.FindById(owner)) {
    return OfEvent(draft->after);
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
  ASSIGN_OR_RETURN(auto event, Read<v1::Event>(*resource));
  return OfEvent(event);
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
