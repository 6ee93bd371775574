// Messages to the service manager that started this process, such as systemd, by the protocol that
// sd_notify(3) documents: that it serves, that it stops, that it is alive.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace taqvim::process {

inline constexpr char kServing[] = "READY=1";
inline constexpr char kStopping[] = "STOPPING=1";
inline constexpr char kAlive[] = "WATCHDOG=1";

// Sends the message to the socket that NOTIFY_SOCKET names, a path or `@NAME`; without that
// variable nobody wants to know, and it does nothing. Never waits. UNAVAILABLE, with a sentence
// that says what to do, when nobody could be told. Thread-safe while nobody changes the
// environment.
absl::Status TellServiceManager(absl::string_view message);

// The longest silence after which the manager takes this process for hung, as WATCHDOG_USEC says;
// nothing where it does not watch, or watches another process (WATCHDOG_PID).
std::optional<absl::Duration> WatchdogPatience();

}  // namespace taqvim::process
