#include "server/command/token.h"

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "client/client.h"
#include "client/output_file.h"
#include "proto/status_macros.h"
#include "server/command/command_line.h"
#include "server/command/token_arguments.h"
#include "server/rpc/listening/operator_socket.h"

namespace taqvim::command {
namespace {

// Beside those of the other commands.
enum TokenExitCode : int { kRefused = 1, kUnshown = 4 };

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr char kAboutTokens[] =
    "Makes bearer tokens, and lists and revokes access tokens of every kind. It asks the running "
    "server through the operator's socket.";

struct Arguments {
  std::string data;
  std::string socket;
  TokenArguments create;
  std::string listed;
  bool show_ended = false;
  std::string revoked;
};

std::string Moment(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(time.seconds()),
                          absl::LocalTimeZone());
}

// Where its revocation has to be asked for, as the command line says it.
std::string Server(const Arguments& arguments) {
  return arguments.socket.empty() ? absl::StrCat("--data ", arguments.data)
                                  : absl::StrCat("--operator-socket ", arguments.socket);
}

// What was printed has all been written, or why not.
int Finish(client::OutputFile& out, absl::string_view loss = "") {
  const absl::Status finished = client::FinishOutput(out);
  if (finished.ok()) return kDone;
  if (client::IsNobodyReading(finished) && loss.empty()) return client::kExitNobodyReads;
  std::cerr << "taqvimd: " << finished.message() << loss << std::endl;
  return kUnshown;
}

int Create(client::Client& client, const Arguments& arguments, client::OutputFile& out) {
  const auto request = MakeCreateToken(arguments.create, absl::Now());
  if (!request.ok()) return Say(request.status(), kUnusable);
  const auto response = client.Call<v1::CreateAccessTokenResponse>(*request);
  if (!response.ok()) return Say(response.status(), kRefused);
  const v1::AccessToken& token = response->access_token();
  std::cerr << "The secret of " << token.name() << ", with which " << token.principal()
            << " can call until " << Moment(token.expire_time())
            << ". It is shown this once; keep it where nobody else can read it." << std::endl;
  out << response->secret() << "\n";
  return Finish(out, absl::StrCat(" Nobody has the secret: revoke it with `taqvimd token revoke ",
                                  token.name(), " ", Server(arguments), "`, and make another."));
}

std::string StateOf(const v1::AccessToken& token) {
  if (token.has_revoke_time()) return "revoked";
  return token.expire_time().seconds() <= absl::ToUnixSeconds(absl::Now()) ? "expired" : "valid";
}

std::string KindOf(const v1::AccessToken& token) {
  switch (token.kind()) {
    case v1::ACCESS_TOKEN_KIND_FEED_KEY:
      return "feed key";
    case v1::ACCESS_TOKEN_KIND_INVITATION:
      return "invitation";
    case v1::ACCESS_TOKEN_KIND_SESSION:
      return "session";
    default:
      return "bearer";
  }
}

std::string Row(const std::vector<std::string>& cells) {
  return absl::StrFormat("%-22s  %-24s  %-10s  %-8s  %-16s  %s\n", cells[0], cells[1], cells[2],
                         cells[3], cells[4], cells[5]);
}

int List(client::Client& client, const Arguments& arguments, client::OutputFile& out) {
  v1::ListAccessTokensRequest request;
  request.set_principal(arguments.listed);
  request.set_show_ended(arguments.show_ended);
  out << Row({"NAME", "PRINCIPAL", "KIND", "STATE", "EXPIRES", "PURPOSE"});
  do {
    const auto response = client.Call<v1::ListAccessTokensResponse>(request);
    if (!response.ok()) return Say(response.status(), kRefused);
    for (const v1::AccessToken& token : response->access_tokens()) {
      out << Row({token.name(), token.principal(), KindOf(token), StateOf(token),
                  Moment(token.expire_time()),
                  token.device().empty() ? token.purpose() : token.device()});
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  return Finish(out);
}

int Revoke(client::Client& client, const Arguments& arguments, client::OutputFile&) {
  v1::RevokeAccessTokenRequest request;
  request.set_name(WithCollection("accessTokens/", arguments.revoked));
  const auto response = client.Call<v1::RevokeAccessTokenResponse>(request);
  if (!response.ok()) return Say(response.status(), kRefused);
  std::cerr << "Revoked " << response->access_token().name() << " of "
            << response->access_token().principal() << "; its open streams end within a second."
            << std::endl;
  return kDone;
}

// A client of the server that runs on that socket.
absl::StatusOr<std::unique_ptr<client::Client>> Connect(const Arguments& arguments) {
  if (arguments.socket.empty() && arguments.data.empty()) {
    return absl::InvalidArgumentError(
        "Say of which server: give its --data, --config or --operator-socket; one whose schedule "
        "is in "
        "a database is known by its --operator-socket.");
  }
  const std::string path =
      arguments.socket.empty() ? rpc::DefaultOperatorSocket(arguments.data) : arguments.socket;
  RETURN_IF_ERROR(rpc::FindOperatorSocket(path));
  client::ClientOptions options;
  options.timeout = kPatience;
  return client::Client::Connect(absl::StrCat("unix:", path), client::Credentials(),
                                 std::move(options));
}

using Action = int (*)(client::Client&, const Arguments&, client::OutputFile&);

void AddLimits(CLI::App& command, TokenArguments& create) {
  command.add_flag("--read-only", create.read_only, "It only reads, whatever its principal may do");
  command.add_option("--cap", create.cap, "The most that it counts for; it only reads then")
      ->check(CLI::IsMember({"public", "viewer"}));
  command
      .add_option("--cap-organization", create.cap_organization,
                  "The organization for which a viewer's cap counts")
      ->type_name("NAME");
  command.add_option("--cap-venue", create.cap_venue, "Or the venue")->type_name("NAME");
}

void AddCreate(CLI::App& app, Arguments& arguments, Action& action) {
  TokenArguments& create = arguments.create;
  CLI::App* command = app.add_subcommand("create", "Make a token and print its secret");
  command->add_option("--principal", create.principal, "Whose token it is")
      ->required()
      ->type_name("NAME");
  command->add_option("--role", create.role, "A role to grant to the principal with it")
      ->check(CLI::IsMember(RoleWords()));
  command
      ->add_option("--organization", create.organizations,
                   "For which organizations the role counts; everywhere without any")
      ->type_name("NAME");
  command->add_option("--venue", create.venues, "For which venues the role counts")
      ->type_name("NAME");
  command->add_option("--expires", create.expires, "How long it counts, such as 90d, 12h or 30m")
      ->type_name("PERIOD")
      ->capture_default_str();
  command->add_option("--purpose", create.purpose, "What it is for, to know it by later")
      ->type_name("TEXT");
  AddLimits(*command, create);
  command->callback([&action] { action = Create; });
}

void AddListAndRevoke(CLI::App& app, Arguments& arguments, Action& action) {
  CLI::App* list = app.add_subcommand("list", "List tokens, without their secrets");
  list->add_option("--principal", arguments.listed, "Only those of this principal")
      ->type_name("NAME");
  list->add_flag("--show-ended", arguments.show_ended, "Also those that expired or were revoked");
  list->callback([&action] { action = List; });
  CLI::App* revoke = app.add_subcommand("revoke", "Refuse a token from now on");
  revoke->add_option("name", arguments.revoked, "The token")->required()->type_name("NAME");
  revoke->callback([&action] { action = Revoke; });
}

void AddServer(CLI::App& app, Arguments& arguments) {
  app.add_option("--data", arguments.data, "The data file of the server")->type_name("FILE");
  app.add_option("--operator-socket", arguments.socket, "The operator's socket of the server")
      ->type_name("FILE");
  app.set_config("--config", "", "The server's configuration file")->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::ignore);
  app.set_help_flag("--help,-h", "Print this and end");
  app.fallthrough();
  app.require_subcommand(1);
}

}  // namespace

int RunTokenCommand(int argc, const char* const* argv) {
  client::OutputFile out(STDOUT_FILENO);
  Arguments arguments;
  Action action = nullptr;
  CLI::App app(kAboutTokens, "taqvimd token");
  AddServer(app, arguments);
  AddCreate(app, arguments, action);
  AddListAndRevoke(app, arguments, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      app.exit(error, out, std::cerr);
      return Finish(out);
    }
    std::cerr << "taqvimd: " << error.what() << "\nRun taqvimd token --help to see all flags.\n";
    return kUnusable;
  }
  const auto client = Connect(arguments);
  if (!client.ok()) return Say(client.status(), kUnusable);
  return action(**client, arguments, out);
}

}  // namespace taqvim::command
