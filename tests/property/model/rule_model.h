// Rules of RFC 5545, read naively: every day is asked whether each part of the
// rule has it. Worked out apart from the schedule, so that the two can be held
// against each other.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace taqvim::property {

// The values of each part, by its name, in capitals.
using RuleParts = std::map<std::string, std::vector<std::string>>;
RuleParts PartsOf(const std::string& rule);

// The days of the occurrences of a valid rule, as numbers of days (DayNumber), from
// its first day, from 1970 on, up to `through`. UNTIL is a date.
std::vector<int64_t> DaysOfRule(const std::string& rule, int64_t first, int64_t through);

}  // namespace taqvim::property
