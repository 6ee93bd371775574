// What of an event that repeats a venue has seen, for the model: rules are compared
// part by part, and days one by one.
#pragma once

#include <cstdint>
#include <vector>

#include "taqvim/v1/booking.pb.h"
#include "taqvim/v1/event.pb.h"
#include "tests/property/model/series_model.h"

namespace taqvim::property {

// A rule says nothing that it did not say before, but for an end that is not later.
bool KeepsRule(const v1::Event& before, const v1::Event& after);

// The days, within 30 years, on which a booking of `after` is not over and was not
// before, or at another time; or all on which it is not over.
std::vector<int64_t> NewDays(const v1::Event& before, const v1::Event& after,
                             const v1::Booking& booking, int64_t now, bool all);

// Whether a booking of an event that repeats is new, or of something else, at
// another time, or with more around it.
bool IsWider(const v1::Event& before, const v1::Booking& booking);

}  // namespace taqvim::property
