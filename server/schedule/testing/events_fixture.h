// A small world for tests of events: a library with a hall, a gallery and a
// corner, always open, in Asia/Almaty, an ensemble, and an owner.
#pragma once

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {

class EventsTest : public ScheduleTest {
 protected:
  explicit EventsTest(absl::Time beginning = kBeginning);

  v1::Event Get(const std::string& name);
  // A tentative event of these fields, beside its title and owner, as text.
  absl::StatusOr<v1::CreateEventResponse> Create(const std::string& id, const std::string& fields);
  // Changes the fields of the text, by the paths of the mask.
  absl::StatusOr<v1::UpdateEventResponse> Update(const std::string& name,
                                                 const std::vector<std::string>& paths,
                                                 const std::string& fields,
                                                 const std::vector<v1::ConflictRule>& rules = {});
  absl::StatusOr<v1::ConfirmEventResponse> Confirm(const std::string& name);
  absl::StatusOr<v1::CancelEventResponse> Cancel(const std::string& name, bool cascade = false);
  absl::StatusOr<v1::DeleteEventResponse> Delete(const std::string& name);
  absl::StatusOr<v1::UpdateSpaceResponse> SetParts(const std::string& space,
                                                   const std::vector<std::string>& parts);
  // A closure of the hall on one day, such as `2025-10-10`.
  void Close(const std::string& day, const std::string& id);
  int64_t Revision() { return schedule_.store().newest_revision().number; }
  // What the event claims, in order of atoms and time; and when that is, in the
  // zone: `03-28 03:30 to 04:30`, with `held` or `contested` behind what is.
  std::vector<storage::Claim> StoredClaims(const std::string& event);
  std::vector<std::string> SpansOf(const std::string& event, const std::string& zone = "UTC");

  const std::string library_, hall_, gallery_, corner_, ensemble_;
};

// A line a conflict: `0 events/a RESOURCE_BUSY events/b`, with the item of the
// batch first; waived ones and mere advice end in `, advisory`.
std::vector<std::string> Lines(const google::protobuf::RepeatedPtrField<v1::Conflict>& conflicts);
// The same of the report of a refusal.
std::vector<std::string> Lines(const absl::Status& refusal);

// `period { timed ... }` and `period { dated ... }`; an empty last day for ever.
std::string Timed(const std::string& start, const std::string& end);
std::string Dated(const std::string& first_day, const std::string& last_day);

}  // namespace taqvim::schedule
