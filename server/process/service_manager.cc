#include "server/process/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace taqvim::process {
namespace {

constexpr char kSocket[] = "NOTIFY_SOCKET";

absl::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

absl::Status NotTold(absl::string_view socket, absl::string_view why) {
  return absl::UnavailableError(absl::StrCat("The service manager could not be told at ", socket,
                                             ", which ", kSocket, " names: ", why,
                                             ". Start the program without that variable where no "
                                             "service manager started it."));
}

}  // namespace

absl::Status TellServiceManager(absl::string_view message) {
  const absl::string_view name = Variable(kSocket);
  if (name.empty()) return absl::OkStatus();
  sockaddr_un place = {.sun_family = AF_UNIX};
  if (name.size() >= sizeof(place.sun_path)) return NotTold(name, "the name is too long");
  std::copy(name.begin(), name.end(), place.sun_path);
  // Of Linux's abstract names, which no file has, the first byte is 0.
  if (name[0] == '@') place.sun_path[0] = '\0';
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return NotTold(name, std::strerror(errno));
  const absl::Cleanup close_descriptor = [descriptor] { close(descriptor); };
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  if (sendto(descriptor, message.data(), message.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&place), size) < 0) {
    return NotTold(name, std::strerror(errno));
  }
  return absl::OkStatus();
}

std::optional<absl::Duration> WatchdogPatience() {
  int64_t microseconds = 0, process = 0;
  const absl::string_view watched = Variable("WATCHDOG_PID");
  if (!watched.empty() && (!absl::SimpleAtoi(watched, &process) || process != getpid())) {
    return std::nullopt;
  }
  if (!absl::SimpleAtoi(Variable("WATCHDOG_USEC"), &microseconds) || microseconds <= 0) {
    return std::nullopt;
  }
  return absl::Microseconds(microseconds);
}

}  // namespace taqvim::process
