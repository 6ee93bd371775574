#include "client/cli/commands/context_commands.h"

#include <filesystem>
#include <ostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/commands/context_trial.h"
#include "client/cli/commands/context_view.h"
#include "client/cli/session/contexts.h"
#include "client/cli/session/secret_input.h"
#include "client/cli/session/server_address.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

// The one name on the command line.
absl::StatusOr<std::string> NameFrom(const Arguments& arguments, const char* verb) {
  if (arguments.positionals.size() == 1) return arguments.positionals[0];
  return UsageError(absl::StrCat("Say which context: taqvim context ", verb, " NAME"));
}

// The file by a path that counts from anywhere; empty for none.
std::string Absolute(const std::string& path) {
  if (path.empty()) return "";
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

// The same of a socket.
std::string AbsoluteAddress(const std::string& address) {
  absl::string_view path = address;
  if (!absl::ConsumePrefix(&path, "unix:")) return address;
  return absl::StrCat("unix:", Absolute(std::string(path)));
}

// Changes what the flags say; an empty value takes away what there was.
absl::Status SetFrom(const Arguments& arguments, Context* context) {
  const std::pair<const char*, std::string&> files[] = {
      {"ca", context->ca}, {"certificate", context->certificate}, {"key", context->key}};
  for (const auto& [flag, path] : files) {
    if (auto text = arguments.Find(flag)) path = Absolute(*text);
  }
  if (auto text = arguments.Find("address")) context->address = AbsoluteAddress(*text);
  if (auto text = arguments.Find("server-name")) context->server_name = *text;
  if (auto text = arguments.Find("tls")) context->tls = *text != "false";
  if (auto text = arguments.Find("lang")) context->lang = *text;
  if (auto text = arguments.Find("time-zone")) context->time_zone = *text;
  const auto file = arguments.Find("token-file");
  if (!file.has_value()) return absl::OkStatus();
  if (file->empty()) {
    context->token.clear();
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(context->token, ReadToken(*file));
  return absl::OkStatus();
}

// That it could be connected with, as far as that is known without a server.
absl::Status Check(const Context& context) {
  if (context.address.empty()) {
    return UsageError(
        "Say where the server is: --address HOST:PORT, or --address unix:/PATH for a socket of "
        "this machine.");
  }
  RETURN_IF_ERROR(CheckServerAddress(context.address));
  ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(context));
  const auto channel = client::MakeChannel(context.address, credentials);
  if (channel.ok()) return absl::OkStatus();
  return UsageError(absl::StrCat(channel.status().message(),
                                 " The flags are --ca, --certificate, --key, --server-name, --tls "
                                 "and --token-file."));
}

absl::StatusOr<int> Create(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto name, NameFrom(arguments, "create"));
  RETURN_IF_ERROR(CheckContextName(name));
  ASSIGN_OR_RETURN(auto contexts, session.contexts.Read());
  if (contexts.by_name.count(name) > 0) {
    return UsageError(absl::StrCat("There is a context \"", name,
                                   "\"; change it with `taqvim context update ", name, "`."));
  }
  Context context;
  RETURN_IF_ERROR(SetFrom(arguments, &context));
  RETURN_IF_ERROR(Check(context));
  contexts.by_name[name] = context;
  const bool first = contexts.current.empty();
  if (first) contexts.current = name;
  RETURN_IF_ERROR(session.contexts.Write(contexts));
  session.err << (first ? "Created, and used from now on.\n"
                        : absl::StrCat("Created; use it with `taqvim context use ", name,
                                       "`, or --context ", name, " for one call.\n"));
  TryContext(session, name, context);
  return kExitOk;
}

absl::StatusOr<int> Update(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto name, NameFrom(arguments, "update"));
  ASSIGN_OR_RETURN(auto contexts, session.contexts.Read());
  ASSIGN_OR_RETURN(auto context, FindContext(contexts, name));
  RETURN_IF_ERROR(SetFrom(arguments, &context));
  RETURN_IF_ERROR(Check(context));
  contexts.by_name[name] = std::move(context);
  RETURN_IF_ERROR(session.contexts.Write(contexts));
  return kExitOk;
}

absl::StatusOr<int> List(Session& session, const Arguments&) {
  ASSIGN_OR_RETURN(const auto contexts, session.contexts.Read());
  if (contexts.by_name.empty() && session.options.format == Format::kText) {
    session.err << "There are none; create one with `taqvim context create NAME --address "
                   "HOST:PORT`.\n";
    return kExitOk;
  }
  RETURN_IF_ERROR(PrintContexts(session, contexts));
  return kExitOk;
}

absl::StatusOr<int> Use(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto name, NameFrom(arguments, "use"));
  ASSIGN_OR_RETURN(auto contexts, session.contexts.Read());
  ASSIGN_OR_RETURN(const auto context, FindContext(contexts, name));
  contexts.current = name;
  RETURN_IF_ERROR(session.contexts.Write(contexts));
  session.err << "From now on commands go to " << context.address << ".\n";
  return kExitOk;
}

absl::StatusOr<int> Show(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto contexts, session.contexts.Read());
  std::string name = contexts.current;
  if (!session.options.context.empty()) name = session.options.context;
  if (!arguments.positionals.empty()) name = arguments.positionals[0];
  if (name.empty()) return UsageError("Say which context: taqvim context show NAME");
  if (auto context = FindContext(contexts, name); !context.ok()) return context.status();
  RETURN_IF_ERROR(PrintContext(session, contexts, name));
  return kExitOk;
}

absl::StatusOr<int> Delete(Session& session, const Arguments& arguments) {
  ASSIGN_OR_RETURN(const auto name, NameFrom(arguments, "delete"));
  ASSIGN_OR_RETURN(auto contexts, session.contexts.Read());
  if (auto context = FindContext(contexts, name); !context.ok()) return context.status();
  contexts.by_name.erase(name);
  const bool current = contexts.current == name;
  if (current) contexts.current.clear();
  RETURN_IF_ERROR(session.contexts.Write(contexts));
  if (current) {
    session.err << "It was the current one; choose another with `taqvim context use NAME`.\n";
  }
  return kExitOk;
}

std::vector<Flag> Flags() {
  return {
      OwnFlag("address", "ADDRESS", "The server: HOST:PORT, or unix:/PATH."),
      OwnFlag("ca", "FILE",
              "The authorities by which the server's certificate is checked, in PEM. Default: "
              "those of the system."),
      OwnFlag("certificate", "FILE", "Your certificate, in PEM; the server knows you by it."),
      OwnFlag("key", "FILE", "Its key, in PEM."),
      OwnFlag("server-name", "NAME",
              "The name in the server's certificate, when it is not the host of the address."),
      OwnFlag("tls", "",
              "Encrypt the connection. With --ca, --certificate or --server-name it is in any "
              "case."),
      OwnFlag("token-file", "FILE",
              "Your token is in the first line of this file; - is standard input, where a "
              "terminal asks for it and does not show it. It is kept in the context."),
  };
}

SpecialCommand MakeCommand(const char* verb, const char* summary, const char* arguments,
                           absl::StatusOr<int> (*run)(Session&, const Arguments&)) {
  SpecialCommand command;
  command.name = absl::StrCat("context ", verb);
  command.summary = summary;
  command.arguments = arguments;
  command.run = run;
  command.calls_server = false;
  return command;
}

SpecialCommand CreateCommand() {
  SpecialCommand command =
      MakeCommand("create", "Names a server and what you show to it.", "NAME", Create);
  command.description =
      "A context holds the address of a server, and the token or the certificate by which it knows "
      "you. Secrets are never given as words of a command, where other users of the machine and "
      "the shell's history would see them, but in files or through standard input. The first "
      "context that is created is used from then on.\n\n"
      "Contexts stand in taqvim/contexts.yaml below $XDG_CONFIG_HOME, else below ~/.config, in a "
      "file that nobody else can read. Certificates and keys stay where they are, and are read "
      "with each call.\n\n"
      "What --lang and --time-zone say here is kept, and counts for each command that uses the "
      "context, unless it has them itself. In the end the server is asked as whom it knows you. "
      "When that fails, it says why, and keeps the context all the same: the server may not run "
      "yet.";
  command.flags = Flags();
  command.flags[0].required = true;
  command.examples = {
      {"Call a server of this machine, and type the token",
       "taqvim context create local --address 127.0.0.1:8750 --token-file -"},
      {"Call one elsewhere, whose certificate your institution has signed",
       "taqvim context create library --address schedule.library.example:8750 --ca library-ca.pem "
       "--token-file token.txt"},
      {"Be known by a certificate",
       "taqvim context create museum --address schedule.library.example:8750 --ca library-ca.pem "
       "--certificate museum.pem --key museum-key.pem"},
      {"Read titles in Kazakh, and all times as the clocks of Almaty show them",
       "taqvim context create almaty --address 127.0.0.1:8750 --lang kk --time-zone Asia/Almaty"},
      {"Run the server of this machine, through its socket",
       "taqvim context create operator --address unix:/run/taqvim/operator.sock"},
  };
  return command;
}

SpecialCommand UpdateCommand() {
  SpecialCommand command = MakeCommand(
      "update", "Changes a context: what the flags say, and nothing else.", "NAME", Update);
  command.description =
      "An empty value takes away what there was, such as --token-file ''. The flags --lang and "
      "--time-zone change what the context says of them.";
  command.flags = Flags();
  command.completes = "CONTEXT";
  command.examples = {{"Put a new token in the place of one that expires",
                       "taqvim context update library --token-file -"}};
  return command;
}

SpecialCommand WithExample(SpecialCommand command, const char* says, const char* example) {
  command.examples = {{says, example}};
  return command;
}

SpecialCommand NamingCommand(SpecialCommand command, const char* says, const char* example) {
  command.completes = "CONTEXT";
  return WithExample(std::move(command), says, example);
}

}  // namespace

std::vector<SpecialCommand> ContextCommands() {
  return {
      CreateCommand(),
      WithExample(
          MakeCommand("list", "Lists the contexts, without secrets; a star marks the current one.",
                      "", List),
          "Which there are", "taqvim context list"),
      NamingCommand(MakeCommand("use", "Makes a context the current one.", "NAME", Use),
                    "Call that server from now on", "taqvim context use library"),
      NamingCommand(
          MakeCommand("show", "Shows a context, without its token; the current one unless named.",
                      "[NAME]", Show),
          "Where it leads, and what is shown there", "taqvim context show library"),
      UpdateCommand(),
      NamingCommand(MakeCommand("delete", "Forgets a context, with its token.", "NAME", Delete),
                    "Forget one", "taqvim context delete museum"),
  };
}

}  // namespace taqvim::cli
