// What deploy/edge/check.sh finds out about an edge: that all is in order, or what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "client/web/http/server.h"
#include "tests/edge/edge.h"

namespace taqvim::edge {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCheck[] = EDGE_FOLDER "/check.sh";
constexpr char kInOrder[] = "exit code 0";
constexpr char kFailed[] = "exit code 1";

class EdgeCheck : public ::testing::Test {
 protected:
  explicit EdgeCheck(std::unique_ptr<testing::Edge> edge = std::make_unique<testing::Edge>())
      : owned_(std::move(edge)), edge_(*owned_) {
    testing::ReplaceFile(File("ca.pem"), edge_.authority().certificate());
    testing::ReplaceFile(File("token"), edge_.token());
    // Whatever the umask.
    for (const char* file : {"nginx.conf", "clients.pem", "server.pem"}) {
      chmod(File(file).c_str(), 0644);
    }
    chmod(File("server.key").c_str(), 0600);
  }

  std::string File(const std::string& name) const { return edge_.dir().Path(name); }
  // What it says, and its exit code.
  std::string Run(const std::vector<std::string>& more) const {
    std::vector<std::string> command = {kCheck,         "--edge-socket", edge_.socket(),
                                        "--address",    edge_.address(), "--ca",
                                        File("ca.pem"), "--taqvim",      TAQVIM};
    command.insert(command.end(), more.begin(), more.end());
    const std::string said = File("check.log");
    std::ofstream(said).flush();
    const int code = testing::Process(command, said).Wait();
    return absl::StrCat(testing::ReadFile(said), "exit code ", code);
  }
  std::string Check(const std::string& configuration) const {
    return Run({"--user", edge_.User(), "--config", configuration});
  }
  std::string Check() const { return Check(edge_.configuration()); }

  const std::unique_ptr<testing::Edge> owned_;
  testing::Edge& edge_;
};

TEST_F(EdgeCheck, FindsTheEdgeInOrderThatWasConfigured) {
  EXPECT_THAT(Check(), AllOf(HasSubstr(kInOrder), Not(HasSubstr("FAILED"))));
  EXPECT_THAT(Run({"--user", edge_.User(), "--config", edge_.configuration(), "--token-file",
                   File("token")}),
              AllOf(HasSubstr("the server answers"), HasSubstr(kInOrder)));
}

TEST_F(EdgeCheck, FindsOutThatADirectiveIsMissing) {
  const std::string whole = testing::ReadFile(edge_.configuration());
  for (const char* directive :
       {"grpc_set_header x-client-cert-bin \"\";", "limit_req zone=all", "max_headers 40;",
        "grpc_set_header x-client-address $remote_addr;", "if ($compressed) { return 415; }"}) {
    const std::string lacking = File("lacking.conf");
    const std::string rest = absl::StrReplaceAll(whole, {{directive, "#"}});
    testing::ReplaceFile(lacking, absl::StrReplaceAll(rest, {{"3700s", "60s"}}));
    EXPECT_THAT(Check(lacking), AllOf(HasSubstr("no directive is like"),
                                      HasSubstr("grpc_read_timeout 60s"), HasSubstr(kFailed)))
        << directive;
  }
}

TEST_F(EdgeCheck, FindsOutWhoCanReadTheKey) {
  const std::string key = File("server.key");
  for (const mode_t mode : {0644, 0604}) {
    ASSERT_EQ(chmod(key.c_str(), mode), 0);
    EXPECT_THAT(Check(), AllOf(HasSubstr("FAILED   everybody can read the key " + key),
                               HasSubstr("chmod o= " + key), HasSubstr(kFailed)));
  }
  ASSERT_EQ(chmod(key.c_str(), 0640), 0);
  EXPECT_THAT(Check(), HasSubstr(kInOrder)) << "it may be that of a group, such as ssl-cert";
}

TEST_F(EdgeCheck, FindsOutWhoCanChangeItsFiles) {
  for (const std::string& file : {edge_.configuration(), File("clients.pem"), File("server.pem")}) {
    for (const mode_t mode : {0664, 0646}) {
      ASSERT_EQ(chmod(file.c_str(), mode), 0);
      EXPECT_THAT(Check(), AllOf(HasSubstr("FAILED   others than its owner can change " + file),
                                 HasSubstr("chmod go-w " + file), HasSubstr(kFailed)));
    }
    ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  }
  EXPECT_THAT(Check(), HasSubstr(kInOrder));
}

TEST_F(EdgeCheck, FindsOutWhoCanUseTheSocket) {
  ASSERT_EQ(chmod(edge_.socket().c_str(), 0666), 0);
  EXPECT_THAT(Check(),
              AllOf(HasSubstr("FAILED   " + edge_.socket() + " has mode 666"), HasSubstr(kFailed)));
  std::filesystem::remove(edge_.socket());
  EXPECT_THAT(Check(),
              AllOf(HasSubstr("FAILED   " + edge_.socket() + " is no socket"), HasSubstr(kFailed)));
}

// The superuser reaches everything, and can ask as another.
TEST_F(EdgeCheck, FindsOutThatTheEdgeDoesNotReachTheSocket) {
  const bool superuser = geteuid() == 0;
  ASSERT_EQ(chmod(edge_.socket().c_str(), superuser ? 0660 : 0440), 0);
  const std::string user = superuser ? "nobody" : edge_.User();
  EXPECT_THAT(Run({"--user", user, "--config", edge_.configuration()}),
              AllOf(HasSubstr("FAILED   " + user + " does not reach " + edge_.socket()),
                    HasSubstr(kFailed)));
}

TEST_F(EdgeCheck, FindsOutThatTheEdgeRunsAsSomebodyElse) {
  const std::string other = File("other.conf");
  testing::ReplaceFile(
      other, absl::StrReplaceAll(testing::ReadFile(edge_.configuration()),
                                 {{absl::StrCat("user ", edge_.User(), ";"), "user daemon;"}}));
  EXPECT_THAT(Check(other), AllOf(HasSubstr("FAILED   nginx's workers run as daemon, and taqvimd "
                                            "lets in " +
                                            edge_.User()),
                                  HasSubstr(kFailed)));
}

TEST_F(EdgeCheck, FindsOutThatSecretsGetIntoTheLog) {
  const std::string telling = File("telling.conf");
  for (const char* variable : {"$request", "$uri", "$request_uri", "$args", "$http_referer"}) {
    testing::ReplaceFile(telling, absl::StrReplaceAll(testing::ReadFile(edge_.configuration()),
                                                      {{"\"$logged_path\"", variable}}));
    EXPECT_THAT(Check(telling),
                AllOf(HasSubstr("FAILED   secrets get into a log"), HasSubstr(kFailed)))
        << variable;
  }
}

// An edge that carries a site, which is there.
class SiteEdgeCheck : public EdgeCheck {
 protected:
  SiteEdgeCheck() : EdgeCheck(testing::Edge::WithSite()) {
    web::HttpServer::Options options;
    options.addresses = {absl::StrCat("unix:", edge_.site_socket())};
    options.edge = true;
    site_ =
        web::HttpServer::Start(std::move(options), [](const web::Request&,
                                                      const std::shared_ptr<web::Reply>& reply) {
          reply->Send(web::TextResponse(200, "The schedule is current."));
        }).value();
  }

  std::string CheckSite(const std::string& configuration) const {
    return Run(
        {"--user", edge_.User(), "--config", configuration, "--site-socket", edge_.site_socket()});
  }

  std::unique_ptr<web::HttpServer> site_;
};

TEST_F(SiteEdgeCheck, FindsTheSiteInOrderOrGone) {
  EXPECT_THAT(
      CheckSite(edge_.configuration()),
      AllOf(HasSubstr("the site answers behind " + edge_.address() + ": The schedule is current."),
            HasSubstr(kInOrder), Not(HasSubstr("FAILED"))));
  site_->Stop(absl::InfinitePast());
  EXPECT_THAT(CheckSite(edge_.configuration()),
              AllOf(HasSubstr("FAILED   the site behind " + edge_.address() + " answers 503"),
                    HasSubstr(kFailed)));
}

TEST_F(SiteEdgeCheck, FindsOutWhatIsMissingForTheSite) {
  const std::string whole = testing::ReadFile(edge_.configuration());
  const std::string other = File("other.conf");
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"proxy_set_header X-Forwarded-For $remote_addr;", "addresses can be forged at the site"},
      {"error_log /dev/null emerg;", "secrets get into the log of errors"},
      {"proxy_buffering off;", "streams of browsers are held back"},
      {"add_header Strict-Transport-Security \"max-age=31536000\" always;",
       "browsers may come without TLS"}};
  for (const auto& [directive, complaint] : changes) {
    testing::ReplaceFile(other, absl::StrReplaceAll(whole, {{directive, ""}}));
    EXPECT_THAT(CheckSite(other), AllOf(HasSubstr("FAILED   " + complaint), HasSubstr(kFailed)));
  }
  testing::ReplaceFile(other,
                       absl::StrReplaceAll(whole, {{"gzip_types ", "gzip_types text/calendar "}}));
  EXPECT_THAT(CheckSite(other), HasSubstr("FAILED   calendars or calls are compressed"));
  testing::ReplaceFile(
      other,
      absl::StrReplaceAll(whole, {{"proxy_pass http://site;", "proxy_pass http://127.0.0.1:1;"}}));
  EXPECT_THAT(CheckSite(other), HasSubstr("FAILED   pages come from elsewhere"));
}

}  // namespace
}  // namespace taqvim::edge
