// What the server keeps with a recurrence: which days are left out or only held, and up
// to which day it is claimed.
#pragma once

#include <cstddef>
#include <set>

#include "absl/time/civil_time.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/date.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/recurrence.pb.h"

namespace taqvim::schedule {

using Dates = google::protobuf::RepeatedPtrField<google::type::Date>;

// Adds the days to those that are there, in order and each once.
void AddDays(const std::set<absl::CivilDay>& days, Dates* dates);

// Keeps only the days before that one, and the last `most` of them.
void KeepDaysBefore(absl::CivilDay day, size_t most, Dates* dates);

// Keeps all that after an update replaced the rest.
void KeepRecurrence(const v1::Event& before, v1::Event& after);

}  // namespace taqvim::schedule
