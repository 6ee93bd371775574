#include "client/cli/session/session.h"

#include <ostream>
#include <utility>

#include "client/cli/text/usage_error.h"

namespace taqvim::cli {

absl::Status Session::Connect(const client::Credentials& credentials) {
  client::ClientOptions client_options;
  client_options.timeout = options.timeout;
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
