// How many descriptors, of files and connections, this process may have open, and
// what of them is kept for what.
#pragma once

#include "absl/status/status.h"

namespace taqvim::rpc {

// More than this is not asked for.
inline constexpr int kMostDescriptors = 65'536;
// Kept for files: what up to 64 readers open when they first read, and certificates that
// are read again.
inline constexpr int kDescriptorsForFiles = 128;
// Kept beside these for connections of the operator.
inline constexpr int kDescriptorsForOperator = 32;

// Raises the limit of this process to as many as it may have, at most
// kMostDescriptors; one that is higher already stays.
void RaiseDescriptorLimit();

// The limit of now.
int DescriptorLimit();

// What the next one that is opened will be; the limit, when there can be none.
int NextDescriptor();

// Whether there is room to serve beside what is kept, where `next` is the descriptor that
// is opened next. FAILED_PRECONDITION, with a sentence that says what to do.
absl::Status CheckDescriptorLimit(int limit, int next);

}  // namespace taqvim::rpc
