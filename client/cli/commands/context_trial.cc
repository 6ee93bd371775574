#include "client/cli/commands/context_trial.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/client.h"
#include "proto/status_macros.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::cli {
namespace {

// Who makes a context waits for it.
constexpr absl::Duration kLongest = absl::Seconds(5);

absl::StatusOr<v1::GetCallerResponse> Ask(const Session& session, const Context& context) {
  ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(context));
  client::ClientOptions options;
  options.timeout = std::min(session.options.timeout, kLongest);
  options.retry.attempts = 1;
  ASSIGN_OR_RETURN(const auto client,
                   client::Client::Connect(context.address, credentials, std::move(options)));
  return client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
}

}  // namespace

void TryContext(Session& session, const std::string& name, const Context& context) {
  const auto caller = Ask(session, context);
  if (caller.ok()) {
    session.err << "The server knows you as " << caller->principal()
                << "; `taqvim context whoami` says what you may do there.\n";
    return;
  }
  session.err << "It was tried, and failed: " << caller.status().message()
              << "\nThe context is kept; try it again with `taqvim context whoami --context "
              << name << "`, change it with `taqvim context update " << name << "`.\n";
}

}  // namespace taqvim::cli
