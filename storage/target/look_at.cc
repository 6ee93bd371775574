#include "storage/target/look_at.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "storage/target/target_file.h"

namespace taqvim::storage {
namespace {

// More than the record that ends a file takes, with its size and checksum.
constexpr int64_t kEndBytes = 256;

absl::Status Wrong(const std::string& path, const std::string& what) {
  return absl::DataLossError(absl::StrCat("The file ", path, " of the backup ", what, "."));
}

std::string Unreadable() { return absl::StrCat("cannot be read (", std::strerror(errno), ")"); }

absl::Status LookAtEnd(int descriptor, int64_t size, const std::string& path,
                       const TargetName& file) {
  std::string bytes(static_cast<size_t>(std::min(size, kEndBytes)), '\0');
  const auto got = pread(descriptor, bytes.data(), bytes.size(), size - std::ssize(bytes));
  if (got != std::ssize(bytes)) return Wrong(path, "cannot be read: its disk fails");
  const auto end = EndIn(bytes);
  const bool right = end.has_value() && end->reached().revision() == file.reached.number &&
                     end->reached().nonce() == file.reached.nonce;
  return right ? absl::OkStatus() : Wrong(path, "does not end as one");
}

std::string Moment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

std::string LineOf(const SeenChain& seen) {
  const TargetName& full = seen.chain.full;
  if (seen.holds_nothing) {
    return absl::StrCat("Revision ", full.reached.number, ", in full as of ", Moment(full.time),
                        ", cannot be restored: ", seen.damage.message(), "\n");
  }
  const TargetName& last = seen.chain.last();
  std::string line = absl::StrCat("Revision ", full.reached.number, " to ", last.reached.number,
                                  ", in full as of ", Moment(full.time));
  if (last.time != absl::InfinitePast()) absl::StrAppend(&line, ", up to ", Moment(last.time));
  if (seen.damage.ok()) return line + ".\n";
  return absl::StrCat(line, "; nothing later: ", seen.damage.message(), "\n");
}

}  // namespace

absl::Status LookAt(const Target& target, const TargetName& file) {
  const std::string path = target.PathOf(file);
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Wrong(path, Unreadable());
  absl::Cleanup close_file = [descriptor] { close(descriptor); };
  struct stat is = {};
  if (fstat(descriptor, &is) != 0) return Wrong(path, Unreadable());
  const int64_t written = file.bytes.value_or(is.st_size);
  if (is.st_size < written) {
    return Wrong(path, absl::StrCat("was cut: ", is.st_size, " of ", written, " bytes are left"));
  }
  if (is.st_size > written) {
    return Wrong(path, absl::StrCat("has ", is.st_size, " bytes instead of ", written));
  }
  return file.encrypted ? absl::OkStatus() : LookAtEnd(descriptor, is.st_size, path, file);
}

SeenChain LookAlong(const Target& target, const TargetChain& chain) {
  SeenChain seen{.chain = {.full = chain.full, .logs = {}}, .damage = LookAt(target, chain.full)};
  seen.holds_nothing = !seen.damage.ok();
  for (const TargetName& log : chain.logs) {
    if (!seen.damage.ok()) break;
    seen.damage = LookAt(target, log);
    if (seen.damage.ok()) seen.chain.logs.push_back(log);
  }
  return seen;
}

std::string HoldingsOf(const std::vector<SeenChain>& chains) {
  std::string text;
  for (const SeenChain& seen : chains) text += LineOf(seen);
  return text;
}

}  // namespace taqvim::storage
