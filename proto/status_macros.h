// Macros by which a function that returns a status passes on a failure of what it called.
// Expressions are evaluated once. The names have no prefix, as in other code over Abseil;
// no header of the client library brings them along.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of the expression, an absl::Status, from the function unless it is
// OK.
#define RETURN_IF_ERROR(...)                                                                      \
  do {                                                                                            \
    if (absl::Status status_of_call = (__VA_ARGS__); !status_of_call.ok()) return status_of_call; \
  } while (false)

// Declares or assigns `lhs`, such as `const auto venue`, with the value of the expression,
// an absl::StatusOr, or returns its status from the function:
//
//   ASSIGN_OR_RETURN(const auto venue, VenueOf(snapshot, name));
#define ASSIGN_OR_RETURN(lhs, ...) \
  TAQVIM_ASSIGN_OR_RETURN(TAQVIM_NAME_ON_LINE(result_of_call_, __LINE__), lhs, __VA_ARGS__)

#define TAQVIM_ASSIGN_OR_RETURN(result, lhs, ...) \
  auto result = (__VA_ARGS__);                    \
  if (!result.ok()) return result.status();       \
  lhs = *std::move(result)
#define TAQVIM_NAME_ON_LINE(name, line) TAQVIM_JOINED(name, line)
#define TAQVIM_JOINED(name, line) name##line
