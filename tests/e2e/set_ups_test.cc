// Every set-up that the documentation shows: it starts, and whom it lets in is
// served. Commands and configuration files are read from the documentation itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "taqvim/v1/access_service.pb.h"
#include "tests/support/certificates.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using Words = std::vector<std::string>;
using testing::ReadFile;

// Shows nothing, and does not encrypt.
const client::Credentials kPlain;

// The commands of the text that start a server, without their first word.
std::vector<Words> ServerCommands(const std::string& text) {
  std::vector<Words> commands;
  const std::string joined = absl::StrReplaceAll(text, {{"\\\n", " "}});
  for (absl::string_view line : absl::StrSplit(joined, '\n')) {
    if (!absl::StartsWith(line, "taqvimd --data")) continue;
    Words words = absl::StrSplit(line, ' ', absl::SkipEmpty());
    words.erase(words.begin());
    commands.push_back(std::move(words));
  }
  return commands;
}

// The configuration files of the text.
Words ConfigurationFiles(const std::string& text) {
  Words files;
  const Words parts = absl::StrSplit(text, "```ini\n");
  for (size_t i = 1; i < parts.size(); ++i) {
    files.push_back(parts[i].substr(0, parts[i].find("```")));
  }
  return files;
}

// As whom this runs, in quotes.
std::string User() { return absl::StrCat("\"", getpwuid(geteuid())->pw_name, "\""); }

class SetUps : public ::testing::Test {
 protected:
  SetUps() {
    const auto server = authority_.Issue(testing::OfServer());
    testing::ReplaceFile(dir_.Path("server.pem"), server.certificate);
    testing::ReplaceFile(dir_.Path("server.key"), server.key);
    testing::ReplaceFile(dir_.Path("clients.pem"), authority_.certificate());
    testing::MakeDataFile(dir_.Path("schedule.db"));
  }

  // What the documentation says, with the files of this test and free ports.
  std::string Here(const std::string& documented) const {
    const std::string folder = dir_.Path("");
    std::string here = absl::StrReplaceAll(documented, {{"/etc/taqvim/", folder},
                                                        {"/run/taqvim/", folder},
                                                        {"\"www-data\"", User()},
                                                        {"/var/lib/taqvim/", folder},
                                                        {":8750", ":0"}});
    for (const char* file : {"schedule.db", "server.pem", "server.key", "clients.pem"}) {
      if (here == file) here = dir_.Path(file);
    }
    return here;
  }

  // Starts a server with these flags, and calls it with a token that its operator
  // makes; with a certificate, too, where it wants one.
  void Serve(Words flags, const client::Credentials& shown = {}, const std::string& host = "") {
    flags.insert(flags.begin(), testing::TaqvimdPath());
    const testing::ServerProcess server(flags, dir_, "taqvimd");
    client::Credentials credentials = shown;
    credentials.token = TokenOfWebsite();
    const std::string port = server.address().substr(server.address().rfind(':'));
    const auto client =
        testing::ConnectOnce(host.empty() ? server.address() : host + port, credentials);
    const auto caller = client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
    ASSERT_TRUE(caller.ok()) << caller.status() << ReadFile(dir_.Path("taqvimd.log"));
    EXPECT_EQ(caller->principal(), "website");
  }
  // On the data file and a free port of this machine.
  Words On(const std::string& listen, const Words& more = {}) const {
    Words flags = {"--data", dir_.Path("schedule.db"), "--listen", listen};
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }
  Words Tls(const Words& more = {}) const {
    Words flags = {"--tls-certificate", dir_.Path("server.pem"), "--tls-key",
                   dir_.Path("server.key")};
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }
  client::Credentials TrustServer() const { return {.ca = authority_.certificate()}; }
  client::Credentials ShowCertificate() const {
    const auto pair = authority_.Issue({.common_name = "reader"});
    return {.ca = authority_.certificate(), .certificate = pair.certificate, .key = pair.key};
  }

  const testing::Authority authority_{"The library's authority"};
  testing::TempDir dir_;

 private:
  std::string TokenOfWebsite() const {
    const auto client = testing::ConnectOnce("unix:" + dir_.Path("schedule.db.socket"));
    v1::CreateAccessTokenRequest request;
    request.mutable_access_token()->set_principal("website");
    request.mutable_access_token()->mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
    request.add_grants()->set_role(v1::ROLE_VIEWER);
    const auto made = client->Call<v1::CreateAccessTokenResponse>(request);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->secret() : "";
  }
};

TEST_F(SetUps, OfTheCommandsThatAreShownServe) {
  int shown = 0;
  for (const char* page : {README, OPERATIONS}) {
    for (Words words : ServerCommands(ReadFile(page))) {
      for (std::string& word : words) word = Here(word);
      SCOPED_TRACE(absl::StrCat(page, ": ", words.back()));
      const bool tls = absl::StrContains(absl::StrJoin(words, " "), "--tls-");
      Serve(words, tls ? TrustServer() : client::Credentials());
      ++shown;
    }
  }
  EXPECT_GE(shown, 2);
}

TEST_F(SetUps, OfTheConfigurationFilesThatAreShownServe) {
  const Words files = ConfigurationFiles(ReadFile(OPERATIONS));
  EXPECT_GE(files.size(), 3);
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    std::ofstream(dir_.Path("taqvimd.ini")) << Here(file);
    Words flags = {"--config", dir_.Path("taqvimd.ini")};
    // A file of a few lines is a part of one.
    if (!absl::StrContains(file, "data =")) {
      for (const std::string& flag : On("0.0.0.0:0")) flags.push_back(flag);
    }
    Serve(flags, absl::StrContains(file, "tls-certificate") ? ShowCertificate() : kPlain);
  }
}

TEST_F(SetUps, OnLoopbackServe) {
  Serve(On("127.0.0.1:0"));
  Serve(On("localhost:0"));
  Serve(On("[::1]:0"), {}, "[::1]");
  Serve(On("127.0.0.1:0", {"--anonymous-role", "admin"}));
}

TEST_F(SetUps, WithTlsAndTokensAloneServe) {
  Serve(On("0.0.0.0:0", Tls()), TrustServer());
  Serve(On("[::]:0", Tls({"--anonymous-role", "viewer"})), TrustServer());
}

TEST_F(SetUps, WithCertificatesOfClientsServe) {
  const Words ca = {"--tls-client-ca", dir_.Path("clients.pem")};
  Serve(On("0.0.0.0:0", Tls(ca)), TrustServer());
  Serve(On("0.0.0.0:0", Tls(ca)), ShowCertificate());
}

TEST_F(SetUps, WhereCertificatesOfClientsAreRequiredServe) {
  Serve(On("0.0.0.0:0",
           Tls({"--tls-client-ca", dir_.Path("clients.pem"), "--require-client-certificate"})),
        ShowCertificate());
}

TEST_F(SetUps, InPlainTextBeyondLoopbackServe) {
  Serve(On("0.0.0.0:0", {"--plaintext-beyond-loopback"}));
}

}  // namespace
}  // namespace taqvim::e2e
