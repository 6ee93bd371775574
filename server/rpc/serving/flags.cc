#include "server/rpc/serving/flags.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

#include "server/rpc/limits/limit_flags.h"
#include "server/rpc/listening/operator_socket.h"

namespace taqvim::rpc {
namespace {

const std::vector<std::string> kLevels = {"debug", "info", "warning", "error"};
// In the order of v1::Role.
// By the numbers of v1::Role.
const std::vector<std::string> kRoles = {"none",          "viewer", "organizer",
                                         "venue-manager", "admin",  "public"};
const std::vector<std::string> kFormats = {"text", "json"};

constexpr char kAbout[] =
    "Keeps the schedule in one data file, or in a PostgreSQL database, and serves it over gRPC.";

constexpr char kFooter[] =
    "\nBounds: a request is at most 4 MiB, an answer 16 MiB; a connection has at most 1000 calls\n"
    "open and may ping every 10 seconds; gRPC buffers at most 512 MiB in all, and 64 MiB for\n"
    "the operator. Nothing compressed is taken.\n"
    "\nA new schedule: taqvimd init makes its data file, or its tables in a database; see\n"
    "taqvimd init --help.\n"
    "\nTokens: taqvimd token create, list and revoke ask the running server; see\n"
    "taqvimd token --help.\n"
    "\nCheck: taqvimd check says whether a data file is whole, also while the server runs, and\n"
    "repairs what can be; see taqvimd check --help.\n"
    "\nClock: after a clock that was wrong, taqvimd repair-clock lets a stopped server's time go\n"
    "by it again; see taqvimd repair-clock --help.\n"
    "\nBackups: taqvimd backup writes them to a folder, of a running server, too; taqvimd restore\n"
    "makes a data file of what is there, as of any revision; see their --help.\n"
    "\nSignals: SIGTERM and SIGINT stop the server once the calls in flight are finished; a "
    "second\n"
    "one stops it at once.\n"
    "\nExit codes: 0 stopped; 2 flags, configuration, port, data file or database do not allow a\n"
    "start; 3 the disk failed: start it again, it recovers by itself; or others deleted, replaced\n"
    "or wrote its files, or the database has another history: the log says what to do.";

// The words and numbers as they stand on the command line.
struct Texts {
  int log_keep_days = 90;
  int64_t log_keep_mib = 8192;
  int log_wait_days = 14;
  double drain_seconds = 10;
  std::string level = "info";
  std::string format = "text";
  std::string anonymous_role = "none";
};

void AddDataAndNetwork(CLI::App& app, Flags& flags) {
  CLI::Option* data = app.add_option("--data", flags.data, "The data file; taqvimd init makes one")
                          ->type_name("FILE");
  CLI::Option* store =
      app.add_option("--store", flags.store,
                     "Instead of --data: the PostgreSQL database that has the schedule, such as\n"
                     "postgres://USER@HOST/DATABASE?sslmode=verify-full, without a password;\n"
                     "several servers may have it open. taqvimd init makes its tables")
          ->excludes(data)
          ->type_name("URL");
  app.add_option("--store-password-file", flags.store_password_file,
                 "A file with the password of the database's user; without it libpq looks in\n"
                 "~/.pgpass")
      ->needs(store)
      ->type_name("FILE");
  app.add_option("--listen", flags.listen,
                 "Where to listen: an IP address and a port, 0 for a free one; without\n"
                 "TLS a loopback address")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--port-file", flags.port_file, "A file to write the port to once it listens")
      ->type_name("FILE");
}

void AddMetrics(CLI::App& app, Flags& flags) {
  app.add_option("--metrics-listen", flags.metrics_listen,
                 "Where Prometheus reads how the server is, over plain HTTP at /metrics: a\n"
                 "port, which is then one of this machine's loopback alone, such as 9464;\n"
                 "unix:PATH; or HOST:PORT, where whoever reaches it may read. Nowhere\n"
                 "where it is not said")
      ->type_name("PORT");
}

void AddTls(CLI::App& app, Exposure& exposure) {
  app.add_option("--tls-certificate", exposure.tls.certificate,
                 "The server's certificate, with what leads to its authority (PEM);\n"
                 "read again when it is replaced, and so are the next two")
      ->type_name("FILE");
  app.add_option("--tls-key", exposure.tls.key,
                 "The certificate's key (PEM); nobody else may read it")
      ->type_name("FILE");
  app.add_option("--tls-client-ca", exposure.tls.client_ca,
                 "The authorities (PEM) that vouch for clients, which may then show\n"
                 "certificates; a principal is the first URI of the certificate,\n"
                 "else its first DNS name, else its common name")
      ->type_name("FILE");
  app.add_flag("--require-client-certificate", exposure.require_client_certificate,
               "Refuse whoever has no certificate that counts before they say anything, over\n"
               "TLS and through an edge; who comes in plain text, on loopback, is of this\n"
               "machine and can show none");
  app.add_flag("--plaintext-beyond-loopback", exposure.plaintext_beyond_loopback,
               "Let other machines reach a server without TLS; tokens that they\n"
               "send are refused all the same");
}

void AddEdge(CLI::App& app, Exposure& exposure) {
  app.add_option("--edge-socket", exposure.edge_socket,
                 "A Unix socket for an edge on this machine: a proxy that ends HTTP/2\n"
                 "and TLS for other machines, and says who its clients are; see\n"
                 "docs/operations.md")
      ->type_name("FILE");
  app.add_option("--edge-user", exposure.edge_user,
                 "As whom the edge runs; nobody else may use its socket, and the user's\n"
                 "group must be one of the server's")
      ->type_name("NAME")
      ->capture_default_str();
}

void AddCallers(CLI::App& app, Flags& flags, Texts& texts) {
  app.add_option("--operator-socket", flags.operator_socket,
                 "Where the Unix socket is by which this user is `operator`, who may\n"
                 "do everything; beside the data file, with .socket at the end. With --store\n"
                 "it must be said")
      ->type_name("FILE");
  app.add_option("--anonymous-role", texts.anonymous_role,
                 "What callers may do who show no credentials: none, public, viewer,\n"
                 "organizer, venue-manager or admin; more than viewer on loopback only,\n"
                 "and without an edge")
      ->check(CLI::IsMember(kRoles).description(""))
      ->type_name("ROLE")
      ->capture_default_str();
}

void AddBounds(CLI::App& app, Flags& flags, Texts& texts) {
  app.add_option("--readers", flags.readers, "How many threads read, 1 to 64")
      ->check(CLI::Range(1, 64).description(""))
      ->type_name("NUMBER")
      ->capture_default_str();
  app.add_option("--queue-limit", flags.queue_limit,
                 "How many writes, and how many reads, may wait for their turn,\n"
                 "1 to 1000000; more are refused with OVERLOADED")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("NUMBER")
      ->capture_default_str();
  app.add_option("--drain-timeout", texts.drain_seconds,
                 "How long calls in flight may take when it stops, 0 to 3600")
      ->check(CLI::Range(0.0, 3600.0).description(""))
      ->type_name("SECONDS")
      ->capture_default_str();
}

void AddRetention(CLI::App& app, Texts& texts) {
  app.add_option("--log-keep-days", texts.log_keep_days,
                 "How many days of changes are kept for those who follow them and\n"
                 "for histories, 7 to 36500")
      ->check(CLI::Range(7, 36'500).description(""))
      ->type_name("DAYS")
      ->capture_default_str();
  app.add_option("--log-keep-mib", texts.log_keep_mib,
                 "How much of changes is kept, in MiB, 1 to 1048576; older ones go\n"
                 "first, but never those of the last 7 days")
      ->check(CLI::Range(1, 1'048'576).description(""))
      ->type_name("MIB")
      ->capture_default_str();
  app.add_option("--log-wait-days", texts.log_wait_days,
                 "How many days after the latest backup changes are kept that the\n"
                 "target lacks, beyond the other two, 0 to 36500")
      ->check(CLI::Range(0, 36'500).description(""))
      ->type_name("DAYS")
      ->capture_default_str();
}

void AddLog(CLI::App& app, Texts& texts) {
  app.add_option("--log-level", texts.level,
                 "The least level to log: debug, info, warning or error; info\n"
                 "has starts, stops and refused writes, debug every call")
      ->check(CLI::IsMember(kLevels).description(""))
      ->type_name("LEVEL")
      ->capture_default_str();
  app.add_option("--log-format", texts.format,
                 "How log lines are written to standard error: text or json")
      ->check(CLI::IsMember(kFormats).description(""))
      ->type_name("FORMAT")
      ->capture_default_str();
}

int IndexOf(const std::vector<std::string>& words, const std::string& word) {
  return static_cast<int>(
      std::distance(words.begin(), std::find(words.begin(), words.end(), word)));
}

// What no option says alone.
void CheckTogether(const Flags& flags) {
  if (flags.data.empty() && flags.store.empty()) {
    throw CLI::ValidationError(
        "--data is required, or --store where the schedule is in a PostgreSQL database");
  }
  if (!flags.store.empty() && flags.operator_socket.empty()) {
    throw CLI::ValidationError(
        "--operator-socket is required with --store, as there is no data file beside which it "
        "would be");
  }
}

// CLI11 throws both for errors and for help; this is where that ends.
int Explain(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    const int code = app.exit(error);
    if (std::cout.flush()) return code;
    std::cerr << "taqvimd: Standard output could not be written.\n";
    return kCannotStart;
  }
  std::cerr << "taqvimd: " << error.what() << "\nRun taqvimd --help to see all flags.\n";
  return kCannotStart;
}

}  // namespace

std::variant<Flags, int> ParseFlags(int argc, const char* const* argv, const std::string& version) {
  Flags flags;
  Texts texts;
  CLI::App app(kAbout, "taqvimd");
  AddDataAndNetwork(app, flags);
  AddMetrics(app, flags);
  AddTls(app, flags.exposure);
  AddEdge(app, flags.exposure);
  AddCallers(app, flags, texts);
  AddBounds(app, flags, texts);
  AddConnectionFlags(app, flags.connections);
  AddLimitFlags(app, flags.limits);
  AddRetention(app, texts);
  AddLog(app, texts);
  app.set_config("--config", "",
                 "A file of flags, one a line, such as log-level = \"debug\";\nflags of the "
                 "command line count more")
      ->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.set_version_flag("--version", version,
                       "Print the versions of the server and of what it is made with, and end");
  app.set_help_flag("--help,-h", "Print this and end");
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
    CheckTogether(flags);
  } catch (const CLI::ParseError& error) {
    return Explain(app, error);
  }
  flags.log = {.age = absl::Hours(24) * texts.log_keep_days,
               .bytes = texts.log_keep_mib << 20,
               .backup_wait = absl::Hours(24) * texts.log_wait_days};
  flags.drain_timeout = absl::Seconds(texts.drain_seconds);
  if (flags.operator_socket.empty()) flags.operator_socket = DefaultOperatorSocket(flags.data);
  flags.exposure.anonymous_role = static_cast<v1::Role>(IndexOf(kRoles, texts.anonymous_role));
  flags.log_level = static_cast<LogLevel>(IndexOf(kLevels, texts.level));
  flags.log_format = static_cast<LogFormat>(IndexOf(kFormats, texts.format));
  return flags;
}

}  // namespace taqvim::rpc
