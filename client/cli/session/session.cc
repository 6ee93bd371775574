#include "client/cli/session/session.h"

#include <limits>
#include <ostream>
#include <utility>

#include "client/cli/text/usage_error.h"
#include "client/retry.h"

namespace taqvim::cli {
namespace {

// Pauses between attempts are longer each time, up to this.
constexpr absl::Duration kLongestPause = absl::Seconds(1);
// After so many attempts, about a second and a half, a person is told what is waited for.
constexpr int kAttemptsUnseen = 5;

}  // namespace

absl::Status Session::Connect(const client::Credentials& credentials) {
  client::ClientOptions client_options;
  client_options.timeout = options.timeout;
  // As long as it may take: a server that is started again is not noticed.
  client_options.retry.attempts = std::numeric_limits<int>::max();
  client_options.retry.longest_pause = kLongestPause;
  if (options.terminal && options.format == Format::kText) {
    client_options.on_attempt = [this](const client::Attempt& attempt) {
      if (attempt.number != kAttemptsUnseen || !client::IsRetryable(attempt.status)) return;
      err << "The server does not answer yet; trying on for up to "
          << absl::FormatDuration(options.timeout) << " (--timeout).\n";
    };
  }
  if (options.verbose) {
    client_options.on_attempt = [this](const client::Attempt& attempt) {
      err << attempt.method << ", attempt " << attempt.number;
      if (!attempt.request_id.empty()) err << ", request id " << attempt.request_id;
      err << ": " << absl::StatusCodeToString(attempt.status.code()) << " after "
          << absl::FormatDuration(absl::Trunc(attempt.elapsed, absl::Microseconds(1))) << "\n";
    };
  }
  auto client = client::Client::Connect(options.server, credentials, std::move(client_options));
  if (!client.ok()) return UsageError(client.status().message());
  connection = *std::move(client);
  return absl::OkStatus();
}

}  // namespace taqvim::cli
