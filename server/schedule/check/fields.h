// Validators of the contract's messages: checks that need nothing but the message. Each
// adds what it finds to the errors, in the current scope.
#pragma once

#include <type_traits>

#include "server/base/field_errors.h"
#include "server/base/texts.h"
#include "storage/resource.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::schedule {

// Checks a name of that kind; `required` refuses an empty one.
void CheckName(storage::Kind kind, std::string_view field, std::string_view name, bool required,
               FieldErrors& errors);

// Check a message that creates or replaces a resource, apart from its name. For events
// this includes the table of what each kind requires and allows. Enum fields with
// numbers that the contract does not know are refused, as is everything beyond the
// documented bounds.
void CheckMessage(const v1::Organization& message, FieldErrors& errors);
void CheckMessage(const v1::Participant& message, FieldErrors& errors);
void CheckMessage(const v1::Agreement& message, FieldErrors& errors);
void CheckMessage(const v1::Venue& message, FieldErrors& errors);
void CheckMessage(const v1::Space& message, FieldErrors& errors);
void CheckMessage(const v1::Closure& message, FieldErrors& errors);
void CheckMessage(const v1::Event& message, FieldErrors& errors);
// Checks an event that replaces the stored one. A recurrence rule that was accepted
// once is not refused while it stays as it is.
void CheckMessage(const v1::Event& message, const v1::Event& stored, FieldErrors& errors);

// Check a message of an update: only fields that are set, and nothing is required. The
// merged message then needs CheckMessage.
void CheckChange(const v1::Organization& message, FieldErrors& errors);
void CheckChange(const v1::Participant& message, FieldErrors& errors);
void CheckChange(const v1::Agreement& message, FieldErrors& errors);
void CheckChange(const v1::Venue& message, FieldErrors& errors);
void CheckChange(const v1::Space& message, FieldErrors& errors);
void CheckChange(const v1::Closure& message, FieldErrors& errors);
void CheckChange(const v1::Event& message, FieldErrors& errors);

// Checks an updated message: adds what CheckMessage finds, except what it finds in the
// stored message, too, since a later version may refuse what an earlier one accepted.
// With a `before` without a name, as for a new resource, adds everything.
template <class Message>
void CheckUpdated(const Message& before, const Message& after, FieldErrors& errors) {
  const auto check = [&](const Message& message, FieldErrors& found) {
    if constexpr (std::is_same_v<Message, v1::Event>) {
      CheckMessage(message, before, found);
    } else {
      CheckMessage(message, found);
    }
  };
  FieldErrors found, old;
  check(after, found);
  if (found.empty()) return;
  if (!before.name().empty() && !found.full()) check(before, old);
  errors.AddNew(found, old);
}

// Checks an IANA name of a zone.
void CheckZone(std::string_view field, std::string_view name, Demand demand, FieldErrors& errors);

}  // namespace taqvim::schedule
