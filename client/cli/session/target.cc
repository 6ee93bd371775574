#include "client/cli/session/target.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/cli/session/secret_input.h"
#include "client/cli/session/server_address.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {

namespace {

absl::StatusOr<Target> ChooseServer(const GlobalOptions& options, const ContextFile& file) {
  if (options.server_given) return Target{options.server, {}, ""};
  ASSIGN_OR_RETURN(const auto contexts, file.Read());
  const std::string name = options.context.empty() ? contexts.current : options.context;
  if (name.empty()) return Target{options.server, {}, ""};
  ASSIGN_OR_RETURN(const auto context, FindContext(contexts, name));
  auto credentials = CredentialsOf(context);
  if (!credentials.ok()) {
    return WithPrefix(absl::StrCat("The context \"", name, "\": "), credentials.status());
  }
  return Target{context.address, *std::move(credentials), name, context.lang, context.time_zone};
}

}  // namespace

absl::StatusOr<Target> ChooseTarget(const GlobalOptions& options, const ContextFile& file) {
  ASSIGN_OR_RETURN(auto target, ChooseServer(options, file));
  RETURN_IF_ERROR(CheckServerAddress(target.address));
  if (options.invitation_file.empty()) return target;
  ASSIGN_OR_RETURN(target.credentials.token,
                   ReadToken(options.invitation_file, "--invitation-file"));
  target.credentials.token_scheme = "Invitation";
  return target;
}

absl::Status ApplyTarget(const Target& target, GlobalOptions* options) {
  options->server = target.address;
  options->context = target.context;
  if (!target.lang.empty() && !options->lang_given) options->languages = LanguagesFor(target.lang);
  if (target.time_zone.empty() || options->zone_given) return absl::OkStatus();
  if (!absl::LoadTimeZone(target.time_zone, &options->here)) {
    return UsageError(
        absl::StrCat("The context \"", target.context, "\" has the time zone \"", target.time_zone,
                     "\", which is not known here; change it with `", "taqvim context update ",
                     target.context, " --time-zone ZONE`."));
  }
  options->zone_given = true;
  return absl::OkStatus();
}

}  // namespace taqvim::cli
