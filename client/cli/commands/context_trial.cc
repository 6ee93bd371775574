#include "client/cli/commands/context_trial.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cli/output/connection_problem.h"
#include "client/client.h"
#include "proto/status_macros.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::cli {
namespace {

// Who makes a context waits for it.
constexpr absl::Duration kLongest = absl::Seconds(5);

absl::Duration TimeoutOf(const Session& session) {
  return std::min(session.options.timeout, kLongest);
}

absl::StatusOr<v1::GetCallerResponse> Ask(const Session& session, const Context& context) {
  ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(context));
  client::ClientOptions options;
  options.timeout = TimeoutOf(session);
  options.retry.attempts = 1;
  ASSIGN_OR_RETURN(const auto client,
                   client::Client::Connect(context.address, credentials, std::move(options)));
  return client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
}

// In people's words where nobody answered.
std::string WhyNot(const Session& session, const std::string& name, const Context& context,
                   const absl::Status& status) {
  if (!IsConnectionProblem(status)) return std::string(status.message());
  GlobalOptions options = session.options;
  options.server = context.address;
  options.context = name;
  options.timeout = TimeoutOf(session);
  return ConnectionSentence(status, options);
}

}  // namespace

void TryContext(Session& session, const std::string& name, const Context& context) {
  const auto caller = Ask(session, context);
  if (caller.ok()) {
    session.err << "The server knows you as " << caller->principal()
                << "; `taqvim context whoami` says what you may do there.\n";
    return;
  }
  session.err << "It was tried, and failed: " << WhyNot(session, name, context, caller.status())
              << "\nThe context is kept; try it again with `taqvim context whoami --context "
              << name << "`, change it with `taqvim context update " << name << "`.\n";
}

}  // namespace taqvim::cli
