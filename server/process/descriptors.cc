#include "server/process/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace taqvim::process {
namespace {

// For what gRPC has for itself, and a few connections.
constexpr int kFewest = 48;

int Bounded(rlim_t limit) { return static_cast<int>(std::min<rlim_t>(limit, kMostDescriptors)); }

}  // namespace

void RaiseDescriptorLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, Bounded(limit.rlim_max));
  setrlimit(RLIMIT_NOFILE, &limit);
}

int DescriptorLimit() {
  rlimit limit = {};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? Bounded(limit.rlim_cur) : 0;
}

int NextDescriptor() {
  const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (next < 0) return DescriptorLimit();
  close(next);
  return next;
}

absl::Status CheckDescriptorLimit(int limit, int next) {
  const int needed = next + kFewest + kDescriptorsForOperator + kDescriptorsForFiles;
  if (limit >= needed) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("This process may have ", limit, " descriptors open, and needs ", needed,
                   "; raise the limit, as by `ulimit -n 4096`, or LimitNOFILE=4096 of systemd."));
}

}  // namespace taqvim::process
