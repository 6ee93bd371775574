// How much an answer says besides what it wrote.
//
// Of what a write tells there may be any amount: whatever it is, the answer takes
// at most 2 MiB, and says how much there is in all. Of a single event they come beside
// it; of a batch, they have what its events leave.
// What is kept for a replay is the answer, and so is cut alike.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "google/protobuf/message_lite.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "taqvim/v1/conflict.pb.h"

namespace taqvim::schedule {

// The most that the lists of an answer take: of 2 MiB there remains enough for a venue
// or an event, and for what is bounded by itself.
inline constexpr size_t kMaxToldBytes = (2 << 20) - (128 << 10);
// Of that, the most that names take.
inline constexpr size_t kMaxNameBytes = 512 << 10;
// How many conflicts a report lists at most.
inline constexpr int kMaxReported = 1000;

// Counts down what there is room for in an answer.
class AnswerBytes {
 public:
  explicit AnswerBytes(size_t left = kMaxToldBytes) : left_(left) {}

  // Takes the room of one element of a list; false, and nothing is taken, when
  // there is not enough. What was refused once may not be followed by what is
  // smaller: a list is cut, and has no gaps.
  bool Take(const google::protobuf::MessageLite& element) { return Take(element.ByteSizeLong()); }
  bool Take(size_t bytes);
  size_t left() const { return left_; }

 private:
  size_t left_;
};

// Puts the first of the conflicts, and how many there are in all, into a response with
// `advisories` and `advisory_total`.
template <class Response>
void TellAdvisories(const std::vector<v1::Conflict>& conflicts, int32_t total, AnswerBytes& room,
                    Response& response) {
  response.set_advisory_total(total);
  for (const v1::Conflict& conflict : conflicts) {
    if (!room.Take(conflict)) return;
    *response.add_advisories() = conflict;
  }
}

// The first of the names, as many as there is room for.
google::protobuf::RepeatedPtrField<std::string> NamesThatFit(const std::vector<std::string>& names,
                                                             AnswerBytes& room);

// The same for a response with `cascaded_events` and `cascaded_total`.
template <class Response>
void TellCascaded(const std::vector<std::string>& names, AnswerBytes& room, Response& response) {
  response.set_cascaded_total(static_cast<int32_t>(names.size()));
  *response.mutable_cascaded_events() = NamesThatFit(names, room);
}

// Orders the conflicts of a report, and leaves as many of them as an answer may
// list. The total stays.
void BoundReport(v1::ConflictReport& report);
// The same of two reports as one.
void AddReport(v1::ConflictReport other, v1::ConflictReport& report);

}  // namespace taqvim::schedule
