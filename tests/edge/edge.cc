#include "tests/edge/edge.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "taqvim/v1/access_service.pb.h"

namespace taqvim::testing {
namespace {

constexpr char kNginx[] = "/usr/sbin/nginx";
constexpr char kConfigure[] = EDGE_FOLDER "/configure.sh";
// More than any test asks for.
constexpr char kUnlimited[] = "100000";
constexpr absl::Duration kPatience = absl::Seconds(60);

std::vector<std::string> With(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

Edge::Edge(std::vector<std::string> flags, const std::vector<std::string>& options)
    : Edge(std::move(flags), options, /*with_site=*/false) {}

std::unique_ptr<Edge> Edge::WithSite(const std::vector<std::string>& options) {
  return std::unique_ptr<Edge>(new Edge({}, options, /*with_site=*/true));
}

Edge::Edge(std::vector<std::string> flags, std::vector<std::string> options, bool with_site) {
  if (with_site) {
    http_port_ = FreePort();
    options = With(options, {"--site-socket", site_socket(), "--http-listen", http_address()});
  }
  WriteFiles();
  if (std::find(flags.begin(), flags.end(), "--log-level") == flags.end()) {
    flags = With(flags, {"--log-level", "debug"});
  }
  server_ = Taqvimd::Guarded(With({"--edge-socket", socket(), "--edge-user", User(),
                                   "--tls-client-ca", dir_.Path("clients.pem")},
                                  flags));
  MakeToken();
  StartNginx(options);
}

Edge::~Edge() { StopNginx(); }

// Its workers end with it only when it is asked.
void Edge::StopNginx() {
  if (nginx_ == nullptr) return;
  nginx_->Signal(SIGTERM);
  nginx_->Wait();
  nginx_ = nullptr;
}

std::string Edge::StopAndReadCalls() {
  StopNginx();
  return ReadFile(dir_.Path("edge.log"));
}

std::string Edge::User() { return getpwuid(geteuid())->pw_name; }

void Edge::WriteFiles() {
  const CertifiedKey server = authority_.Issue(OfServer());
  ReplaceFile(dir_.Path("server.pem"), server.certificate);
  ReplaceFile(dir_.Path("server.key"), server.key);
  ReplaceFile(dir_.Path("clients.pem"), authority_.certificate());
}

void Edge::Grant(const std::string& principal, const std::string& role) {
  v1::CreateGrantRequest request;
  request.mutable_grant()->set_principal(principal);
  v1::Role parsed = v1::ROLE_UNSPECIFIED;
  ASSERT_TRUE(v1::Role_Parse(role, &parsed)) << role;
  request.mutable_grant()->set_role(parsed);
  const auto granted = server_->client().Call<v1::CreateGrantResponse>(request);
  EXPECT_TRUE(granted.ok()) << granted.status();
}

void Edge::MakeToken() {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal(kWebsite);
  request.add_grants()->set_role(v1::ROLE_ADMIN);
  const auto made = server_->client().Call<v1::CreateAccessTokenResponse>(request);
  EXPECT_TRUE(made.ok()) << made.status();
  if (made.ok()) token_ = made->secret();
}

void Edge::StartNginx(const std::vector<std::string>& options) {
  ASSERT_EQ(access(kNginx, X_OK), 0)
      << "there is no " << kNginx << "; deploy/install-dependencies.sh test installs it";
  port_ = FreePort();
  const std::string folder = dir_.Path("");
  Process configure(With({kConfigure,
                          "--server-name",
                          "localhost",
                          "--certificate",
                          dir_.Path("server.pem"),
                          "--key",
                          dir_.Path("server.key"),
                          "--clients-ca",
                          dir_.Path("clients.pem"),
                          "--edge-socket",
                          socket(),
                          "--listen",
                          address(),
                          "--user",
                          User(),
                          "--log",
                          folder,
                          "--temporary",
                          folder,
                          "--pid",
                          dir_.Path("nginx.pid"),
                          "--rate",
                          kUnlimited,
                          "--total-rate",
                          kUnlimited},
                         options),
                    configuration(), dir_.Path("configure.log"));
  ASSERT_EQ(configure.Wait(), 0) << ReadFile(dir_.Path("configure.log"));
  nginx_ = std::make_unique<Process>(
      std::vector<std::string>{kNginx, "-c", configuration(), "-g", "daemon off;"},
      dir_.Path("nginx.log"));
  // It listens before it writes this.
  const absl::Time deadline = absl::Now() + kPatience;
  while (ReadFile(dir_.Path("nginx.pid")).empty()) {
    ASSERT_FALSE(nginx_->Ended()) << ReadFile(dir_.Path("nginx.log"));
    ASSERT_LT(absl::Now(), deadline) << "nginx does not start";
    absl::SleepFor(absl::Milliseconds(5));
  }
}

}  // namespace taqvim::testing
