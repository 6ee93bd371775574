#include "server/schedule/claiming/kept_days.h"

#include <algorithm>

#include "server/schedule/time/civil.h"

namespace taqvim::schedule {

void AddDays(const std::set<absl::CivilDay>& days, Dates* dates) {
  std::set<absl::CivilDay> all = days;
  for (const google::type::Date& date : *dates) all.insert(ToCivilDay(date));
  dates->Clear();
  for (absl::CivilDay day : all) *dates->Add() = ToDate(day);
}

void KeepDaysBefore(absl::CivilDay day, size_t most, Dates* dates) {
  Dates kept;
  for (const google::type::Date& date : *dates) {
    if (ToCivilDay(date) < day) *kept.Add() = date;
  }
  const int excess = std::max(0, kept.size() - static_cast<int>(most));
  kept.DeleteSubrange(0, excess);
  dates->Swap(&kept);
}

void KeepRecurrence(const v1::Event& before, v1::Event& after) {
  if (!after.has_recurrence()) return;
  v1::Recurrence& recurrence = *after.mutable_recurrence();
  *recurrence.mutable_skipped_days() = before.recurrence().skipped_days();
  *recurrence.mutable_held_days() = before.recurrence().held_days();
  recurrence.clear_claimed_through();
  if (before.recurrence().has_claimed_through()) {
    *recurrence.mutable_claimed_through() = before.recurrence().claimed_through();
  }
}

}  // namespace taqvim::schedule
