#include "client/web/app/options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/version.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/web/images/image_hosts.h"
#include "proto/status_macros.h"
#include "server/process/versions.h"

namespace taqvim::web {
namespace {

constexpr int kUnusable = 2;

constexpr char kAbout[] =
    "Shows the published schedule to browsers and calendars. It keeps nothing on disk: what it\n"
    "shows it reads from a taqvimd with an access token of role public, and follows.";

constexpr char kFooter[] =
    "\nCalendars: http://HOST:PORT/calendar/venues/VENUE.ics, and so for spaces/VENUE/SPACE,\n"
    "programmes, organizations, participants, countries and events; ?lang=ru&kind=exhibition.\n"
    "\nExit codes: 0 stopped; 2 flags, files or the port do not allow a start; 3 the server "
    "refuses\n"
    "the token, or the token counts for more than the public may see.";

// What is to be read further.
struct Files {
  std::string token;
  std::string ca;
  std::string image_hosts;
};

void AddServer(CLI::App& app, Options& options, Files& files) {
  app.add_option("--server", options.server, "The taqvimd whose schedule is shown")
      ->type_name("HOST:PORT|unix:PATH")
      ->capture_default_str();
  app.add_option("--token-file", files.token,
                 "A file with the access token to show to it, of role public; none where\n"
                 "taqvimd has --anonymous-role public")
      ->type_name("FILE");
  app.add_flag("--tls", options.credentials.tls, "Speak TLS to it");
  app.add_option("--ca", files.ca, "The authorities (PEM) that vouch for it")->type_name("FILE");
  app.add_option("--server-name", options.credentials.server_name,
                 "The name in its certificate, when it is not the host of the address")
      ->type_name("NAME");
}

void AddSite(CLI::App& app, Options& options, Files& files) {
  app.add_option("--listen", options.listen,
                 "Where to listen, in plain HTTP: an IP address and a port, 0 for a free one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--port-file", options.port_file, "A file to write the port to once it listens")
      ->type_name("FILE");
  app.add_option("--edge-socket", options.edge_socket,
                 "A Unix socket for an edge on this machine, which ends TLS and says in\n"
                 "X-Forwarded-For whose each request is")
      ->type_name("FILE");
  app.add_option("--metrics-listen", options.metrics_listen,
                 "Where Prometheus reads how the site is, over plain HTTP at /metrics: a port,\n"
                 "which is then one of this machine's loopback alone, such as 9465; unix:PATH;\n"
                 "or HOST:PORT, where whoever reaches it may read. Nowhere where it is not said")
      ->type_name("PORT");
  app.add_option("--public-address", options.site.address,
                 "What people type to come here, such as https://schedule.library.kz; the\n"
                 "address at which it listens where it is not said")
      ->type_name("URL");
  app.add_option("--image-hosts", files.image_hosts,
                 "Hosts, with commas between them, from which browsers may load the pictures of\n"
                 "events, over https; none: no pictures are shown")
      ->type_name("HOSTS");
  app.add_option("--uid-domain", options.site.uid_domain,
                 "What the ids of calendar entries end with, for ever, whatever the address\n"
                 "becomes; the host of the public address where it is not said")
      ->type_name("NAME");
}

void AddLog(CLI::App& app, Options& options) {
  const std::map<std::string, rpc::LogLevel> levels = {{"debug", rpc::LogLevel::kDebug},
                                                       {"info", rpc::LogLevel::kInfo},
                                                       {"warning", rpc::LogLevel::kWarning},
                                                       {"error", rpc::LogLevel::kError}};
  app.add_option("--log-level", options.log_level,
                 "The least level to log: debug, info, warning or error; info has what becomes\n"
                 "of the schedule, and is what counts where nothing is said; debug has every\n"
                 "request, without what is secret in it")
      ->transform(CLI::CheckedTransformer(levels).description(""))
      ->type_name("LEVEL");
}

void AddTimeline(CLI::App& app, Options& options) {
  app.add_option("--timeline", options.timeline,
                 "The folder of the built timeline, which is shown at /timeline; the one that is\n"
                 "installed or built beside this program where it is not said")
      ->type_name("FOLDER");
}

void AddCalls(CLI::App& app, CallLimits& calls) {
  const auto add = [&app](const char* name, int& value, const char* about) {
    app.add_option(name, value, about)
        ->check(CLI::Range(1, 4'000).description(""))
        ->type_name("NUMBER")
        ->capture_default_str();
  };
  add("--calls", calls.calls,
      "How many calls of the API by browsers may be under way, 1 to 4000; a timeline\n"
      "that is looked at is one");
  add("--calls-per-address", calls.calls_of_an_address,
      "How many of them by one IPv4 address, or one IPv6 network of 64 bits");
}

// What a library in headers alone is, is known when it is compiled.
std::string Versions() {
  return process::VersionText(process::VersionsOf(
      {"taqvim-web", TAQVIM_VERSION},
      {{"Boost", absl::StrCat(BOOST_VERSION / 100'000, ".", BOOST_VERSION / 100 % 1'000, ".",
                              BOOST_VERSION % 100)}}));
}

absl::StatusOr<std::string> ReadAll(const std::string& flag, const std::string& path) {
  if (path.empty()) return "";
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file || text.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, ": ", path, " cannot be read, or has nothing in it."));
  }
  return text;
}

absl::Status ReadFiles(const Files& files, client::Credentials& credentials) {
  ASSIGN_OR_RETURN(const auto token, ReadAll("--token-file", files.token));
  credentials.token = std::string(absl::StripAsciiWhitespace(token));
  ASSIGN_OR_RETURN(credentials.ca, ReadAll("--ca", files.ca));
  return absl::OkStatus();
}

absl::Status CheckSite(Options& options) {
  FeedSite& site = options.site;
  if (site.address.empty() && absl::EndsWith(options.listen, ":0")) {
    return absl::InvalidArgumentError(
        "--public-address: say what it is, as the port to listen on is chosen by the system.");
  }
  if (site.address.empty()) site.address = absl::StrCat("http://", options.listen);
  while (absl::EndsWith(site.address, "/")) site.address.pop_back();
  absl::string_view host = site.address;
  if (!absl::ConsumePrefix(&host, "https://") && !absl::ConsumePrefix(&host, "http://")) {
    return absl::InvalidArgumentError(
        absl::StrCat("--public-address: ", site.address,
                     " is no address that begins with https:// or http://."));
  }
  if (site.uid_domain.empty())
    site.uid_domain = std::string(host.substr(0, host.find_first_of(":/")));
  return absl::OkStatus();
}

absl::Status ReadImageHosts(const Files& files, FeedSite& site) {
  auto hosts = ParseImageHosts(files.image_hosts);
  if (!hosts.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--image-hosts: ", hosts.status().message()));
  }
  site.image_hosts = *std::move(hosts);
  return absl::OkStatus();
}

}  // namespace

std::variant<Options, int> ReadOptions(int argc, const char* const* argv) {
  Options options;
  Files files;
  CLI::App app(kAbout, "taqvim-web");
  app.footer(kFooter);
  app.set_help_flag("--help,-h", "Print this and end");
  app.set_version_flag("--version", Versions,
                       "Print the versions of the site and of what it is made with, and end");
  app.set_config("--config", "", "A file with flags, one a line: name = \"value\"")
      ->type_name("FILE");
  AddServer(app, options, files);
  AddSite(app, options, files);
  AddLog(app, options);
  AddTimeline(app, options);
  AddCalls(app, options.calls);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
      return app.exit(error, std::cout);
    }
    std::cerr << "taqvim-web: " << error.what() << "\nRun taqvim-web --help to see all flags.\n";
    return kUnusable;
  }
  absl::Status read = ReadFiles(files, options.credentials);
  if (read.ok()) read = CheckSite(options);
  if (read.ok()) read = ReadImageHosts(files, options.site);
  if (read.ok()) return options;
  std::cerr << "taqvim-web: " << read.message() << "\n";
  return kUnusable;
}

}  // namespace taqvim::web
