#include "server/schedule/judge/answer_bounds.h"

#include <utility>

#include "server/schedule/event/conflict_order.h"

namespace taqvim::schedule {
namespace {

// The tag and the length that stand before an element.
constexpr size_t kFraming = 6;

}  // namespace

bool AnswerBytes::Take(size_t bytes) {
  if (bytes + kFraming > left_) {
    left_ = 0;
    return false;
  }
  left_ -= bytes + kFraming;
  return true;
}

google::protobuf::RepeatedPtrField<std::string> NamesThatFit(const std::vector<std::string>& names,
                                                             AnswerBytes& room) {
  google::protobuf::RepeatedPtrField<std::string> told;
  AnswerBytes names_room(std::min(kMaxNameBytes, room.left()));
  for (const std::string& name : names) {
    if (!names_room.Take(name.size()) || !room.Take(name.size())) break;
    *told.Add() = name;
  }
  return told;
}

void BoundReport(v1::ConflictReport& report) {
  std::sort(report.mutable_conflicts()->begin(), report.mutable_conflicts()->end(), ConflictBefore);
  AnswerBytes room;
  int kept = 0;
  while (kept < std::min(report.conflicts_size(), kMaxReported) &&
         room.Take(report.conflicts(kept))) {
    ++kept;
  }
  report.mutable_conflicts()->DeleteSubrange(kept, report.conflicts_size() - kept);
}

void AddReport(v1::ConflictReport other, v1::ConflictReport& report) {
  report.set_total(report.total() + other.total());
  report.set_total_is_lower_bound(report.total_is_lower_bound() || other.total_is_lower_bound());
  for (v1::Conflict& conflict : *other.mutable_conflicts()) {
    *report.add_conflicts() = std::move(conflict);
  }
  BoundReport(report);
}

}  // namespace taqvim::schedule
