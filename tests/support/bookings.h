// What most tests ask of a server, in few words: a venue to book in, events, and
// the verbs that book them. Events are owned by `organizations/library`.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/client.h"
#include "client/error.h"
#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/schedule_service.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::testing {

// A message written as protobuf text. Text that is none ends the program.
template <class Message>
Message FromText(const std::string& text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

// `2025-10-10 18:00` to `2025-10-10 20:00`, and `2025-10-10` to `2025-10-12`;
// without a last day it is permanent.
v1::Period Timed(const std::string& start, const std::string& end);
v1::Period Dated(const std::string& first_day, const std::string& last_day = "");
google::type::Date Day(const std::string& day);

// A concert and an exhibition that book a space, as the booking `hall`.
v1::Event Concert(const std::string& title, const std::string& space, const std::string& start,
                  const std::string& end);
v1::Event Exhibition(const std::string& title, const std::string& space,
                     const std::string& first_day, const std::string& last_day = "");

// Enters `organizations/library`, and the venue `venues/library` with spaces of
// these ids. Fails the test when it cannot.
void EnterLibrary(client::Client& client, const std::vector<std::string>& spaces = {"hall"},
                  const std::string& time_zone = "Asia/Almaty");
// Enters `participants/{id}`.
void EnterParticipant(client::Client& client, const std::string& id);
// The name of a space of that venue.
std::string Space(const std::string& id);

// Requests that are put together by hand.
v1::CreateEventRequest CreateRequest(const std::string& id, const v1::Event& event);
// Adds that the event is created and then confirmed.
void AddBooked(v1::BatchWriteEventsRequest& batch, const std::string& id, const v1::Event& event);

// The verbs. Create makes a tentative event, Book a confirmed one.
absl::StatusOr<v1::Event> Create(client::Client& client, const std::string& id,
                                 const v1::Event& event);
absl::StatusOr<v1::Event> Book(client::Client& client, const std::string& id,
                               const v1::Event& event);
absl::StatusOr<v1::Event> Confirm(client::Client& client, const std::string& name);
absl::StatusOr<v1::Event> Cancel(client::Client& client, const std::string& name);
absl::StatusOr<v1::Event> Get(client::Client& client, const std::string& name);
// Every event, over all pages. Fails the test when a page is refused.
std::vector<v1::Event> ListAll(client::Client& client, const v1::EventFilter& filter = {});
// What the schedule holds, for comparison: every event as text.
std::string Everything(client::Client& client);

// The conflicts that a refusal reports; an empty report when it has none.
v1::ConflictReport ConflictsOf(const absl::Status& status);
// The first field that a refusal names; `none` when it names none.
std::string FieldOf(const absl::Status& status);

// A refusal with that code and reason, such as `SCHEDULE_CONFLICT`.
MATCHER_P2(IsRefusal, code, reason, "") {
  const client::RemoteError error = client::DecodeError(arg);
  *result_listener << arg.ToString() << ", reason " << error.reason;
  return error.code == code && error.reason == reason;
}

// A refusal for bad input, with that reason, of that field.
MATCHER_P2(IsBadField, reason, field, "") {
  const client::RemoteError error = client::DecodeError(arg);
  *result_listener << arg.ToString() << ", reason " << error.reason << ", field " << FieldOf(arg);
  return error.code == absl::StatusCode::kInvalidArgument && error.reason == reason &&
         FieldOf(arg) == field;
}

}  // namespace taqvim::testing
