// Limit of open file descriptors of this process (RLIMIT_NOFILE), and how many are
// reserved for what.
#pragma once

#include "absl/status/status.h"

namespace taqvim::process {

// The limit is raised to this at most.
inline constexpr int kMostDescriptors = 65'536;
// Reserved for files: what up to 64 readers open when they first read, and certificates
// that are read again.
inline constexpr int kDescriptorsForFiles = 128;
// Reserved besides for connections on the operator's socket.
inline constexpr int kDescriptorsForOperator = 32;

// Raises the soft limit to the hard limit, at most kMostDescriptors; never lowers it.
void RaiseDescriptorLimit();

// The present limit, at most kMostDescriptors.
int DescriptorLimit();

// The descriptor that is opened next; the limit, when none can be.
int NextDescriptor();

// OK when there is room to serve beside what is reserved, where `next` is the
// descriptor that is opened next; else FAILED_PRECONDITION, with a sentence that says
// what to do.
absl::Status CheckDescriptorLimit(int limit, int next);

}  // namespace taqvim::process
