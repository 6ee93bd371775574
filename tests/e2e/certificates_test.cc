// Who comes over TLS, and who does not: certificates of clients and of the server,
// and files that are replaced while the server runs.
#include "tests/support/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/error.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "tests/support/bookings.h"
#include "tests/support/silent_call.h"
#include "tests/support/taqvimd.h"

namespace taqvim::e2e {
namespace {

using testing::CertificateOptions;
using ::testing::HasSubstr;
using testing::IsRefusal;
using ::testing::Not;

constexpr char kPrincipal[] = "spiffe://library.example/website";

class Certificates : public ::testing::Test {
 protected:
  Certificates() {
    UseForServer(ca_.Issue(testing::OfServer()));
    testing::ReplaceFile(dir_.Path("ca.pem"), ca_.certificate());
  }

  void UseForServer(const testing::CertifiedKey& pair) {
    testing::ReplaceFile(dir_.Path("server.key"), pair.key);
    testing::ReplaceFile(dir_.Path("server.pem"), pair.certificate);
  }
  std::vector<std::string> Flags(const std::vector<std::string>& more = {}) {
    std::vector<std::string> flags = {"--tls-certificate", dir_.Path("server.pem"),
                                      "--tls-key",         dir_.Path("server.key"),
                                      "--tls-client-ca",   dir_.Path("ca.pem")};
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }
  void Serve(const std::vector<std::string>& more = {}) {
    server_ = testing::Taqvimd::Guarded(Flags(more));
    v1::CreateGrantRequest request;
    request.mutable_grant()->set_principal(kPrincipal);
    request.mutable_grant()->set_role(v1::ROLE_VIEWER);
    EXPECT_TRUE(server_->client().Call<v1::CreateGrantResponse>(request).ok());
  }

  client::Credentials Show(const testing::CertifiedKey& pair) const {
    return {.ca = ca_.certificate(), .certificate = pair.certificate, .key = pair.key};
  }
  client::Credentials ShowNothing() const { return {.ca = ca_.certificate()}; }
  CertificateOptions OfWebsite() const {
    return {.common_name = "website",
            .alternative_names = {"DNS:www.library.example", absl::StrCat("URI:", kPrincipal)}};
  }

  absl::Status CallWith(const client::Credentials& credentials) {
    return CallerWith(credentials).status();
  }
  // Whom the server takes such a client for.
  absl::StatusOr<std::string> CallerWith(const client::Credentials& credentials) {
    const auto client = testing::ConnectOnce(server_->address(), credentials);
    const auto response = client->Call<v1::GetCallerResponse>(v1::GetCallerRequest());
    if (!response.ok()) return response.status();
    return response->principal();
  }

  // How a call ends for such a client, which does not wait until it is connected.
  absl::StatusCode CodeWith(const client::Credentials& credentials) {
    client::ClientOptions options;
    options.retry.attempts = 1;
    const auto client = client::Client::Connect(server_->address(), credentials, options).value();
    return client->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).status().code();
  }

  const testing::Authority ca_{"The library's authority"};
  const testing::Authority other_{"Another authority"};
  testing::TempDir dir_;
  std::unique_ptr<testing::Taqvimd> server_;
};

TEST_F(Certificates, NameTheirPrincipalByTheirFirstUri) {
  Serve();
  EXPECT_EQ(CallerWith(Show(ca_.Issue(OfWebsite()))).value(), kPrincipal);
}

TEST_F(Certificates, WithoutAUriNameItByTheirFirstDnsNameElseByTheirCommonName) {
  Serve();
  for (const char* name : {"www.library.example", "website"}) {
    v1::CreateGrantRequest request;
    request.mutable_grant()->set_principal(name);
    request.mutable_grant()->set_role(v1::ROLE_VIEWER);
    EXPECT_TRUE(server_->client().Call<v1::CreateGrantResponse>(request).ok());
  }
  EXPECT_EQ(CallerWith(Show(ca_.Issue({.common_name = "website",
                                       .alternative_names = {"DNS:www.library.example"}})))
                .value(),
            "www.library.example");
  EXPECT_EQ(CallerWith(Show(ca_.Issue({.common_name = "website"}))).value(), "website");
}

// All of these get the same answer; the log tells them apart.
TEST_F(Certificates, ThatDoNotCountAreRefusedWithALogLineThatSaysWhy) {
  Serve();
  const CertificateOptions website = OfWebsite();
  CertificateOptions expired = website, early = website;
  expired.not_before = -absl::Hours(2);
  expired.not_after = -absl::Hours(1);
  early.not_before = absl::Hours(1);
  early.not_after = absl::Hours(2);
  const std::vector<std::pair<testing::CertifiedKey, std::string>> cases = {
      {other_.Issue(website), "no authority of --tls-client-ca vouches for"},
      {ca_.Issue(expired), "that expired"},
      {ca_.Issue(early), "not yet valid"},
      {ca_.Issue({.common_name = "operator"}), "names no principal"},
      {ca_.Issue({.common_name = ""}), "names no principal"},
  };
  std::string answer;
  for (const auto& [pair, why] : cases) {
    const absl::Status status = CallWith(Show(pair));
    EXPECT_THAT(status, IsRefusal(absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED")) << why;
    if (answer.empty()) answer = std::string(status.message());
    EXPECT_EQ(status.message(), answer) << why;
    server_->AwaitLog("Refused a call.", why);
  }
}

TEST_F(Certificates, OfWhomNothingIsGrantedToLetNobodyDoAnything) {
  Serve();
  const client::Credentials stranger = Show(ca_.Issue({.common_name = "stranger"}));
  EXPECT_EQ(CallerWith(stranger).value(), "stranger");
  const auto client = testing::ConnectOnce(server_->address(), stranger);
  EXPECT_THAT(client->Call<v1::ListOrganizationsResponse>(v1::ListOrganizationsRequest()).status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED"));
}

TEST_F(Certificates, AreAskedForAndNotNeeded) {
  Serve();
  EXPECT_THAT(CallWith(ShowNothing()),
              IsRefusal(absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED"));
  server_->AwaitLog("Refused a call.", "neither a certificate nor a token");
}

TEST_F(Certificates, ThatAreRequiredAndMissingEndTheHandshake) {
  Serve({"--require-client-certificate"});
  EXPECT_EQ(CodeWith(ShowNothing()), absl::StatusCode::kUnavailable);
  server_->AwaitLog("Refused a TLS handshake.", "peer did not return a certificate");
  EXPECT_TRUE(CallWith(Show(ca_.Issue(OfWebsite()))).ok());
}

TEST_F(Certificates, ThatAreRequiredAndDoNotCountEndTheHandshake) {
  Serve({"--require-client-certificate"});
  CertificateOptions expired = OfWebsite(), early = OfWebsite();
  expired.not_before = -absl::Hours(2);
  expired.not_after = -absl::Hours(1);
  early.not_before = absl::Hours(1);
  early.not_after = absl::Hours(2);
  for (const auto& pair : {other_.Issue(OfWebsite()), ca_.Issue(expired), ca_.Issue(early)}) {
    EXPECT_EQ(CodeWith(Show(pair)), absl::StatusCode::kUnavailable);
  }
  server_->AwaitLog("Refused a TLS handshake.", "certificate verify failed");
  EXPECT_THAT(server_->log(), Not(HasSubstr("Refused a call.")));
  EXPECT_TRUE(CallWith(Show(ca_.Issue(OfWebsite()))).ok());
}

// The handshake knows authorities and times, and no names.
TEST_F(Certificates, ThatAreRequiredAndNameNoPrincipalAreRefusedBeforeTheRequest) {
  for (const char* listen : {"127.0.0.1:0", "0.0.0.0:0"}) {
    Serve({"--require-client-certificate", "--listen", listen});
    for (const char* name : {"operator", ""}) {
      const auto channel =
          testing::OwnChannel(server_->address(), Show(ca_.Issue({.common_name = name})));
      grpc::GenericStub stub(channel);
      for (const char* method :
           {"/taqvim.v1.EventService/CreateEvent", "/taqvim.v1.ChangeService/WatchChanges"}) {
        EXPECT_EQ(testing::OutcomeOfSilentCall(stub, method), grpc::StatusCode::UNAUTHENTICATED)
            << listen << " " << name << " " << method;
      }
    }
    server_->AwaitLog("Refused a call.", "names no principal");
  }
}

// Else a token would do, and a connection that stands would outlive its certificate.
TEST_F(Certificates, ThatAreRequiredCountAlsoWithAToken) {
  Serve({"--require-client-certificate"});
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal("website");
  request.add_grants()->set_role(v1::ROLE_VIEWER);
  const auto made = server_->client().Call<v1::CreateAccessTokenResponse>(request);
  ASSERT_TRUE(made.ok()) << made.status();
  client::Credentials counts = Show(ca_.Issue(OfWebsite()));
  counts.token = made->secret();
  EXPECT_EQ(CallerWith(counts).value(), "website");
  client::Credentials nameless = Show(ca_.Issue({.common_name = "operator"}));
  nameless.token = made->secret();
  EXPECT_THAT(CallWith(nameless), IsRefusal(absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED"));
}

TEST_F(Certificates, ThatAreRequiredEndWithTheirAuthority) {
  Serve({"--require-client-certificate"});
  const client::Credentials website = Show(ca_.Issue(OfWebsite()));
  EXPECT_EQ(CodeWith(website), absl::StatusCode::kOk);
  testing::ReplaceFile(dir_.Path("ca.pem"), other_.certificate());
  EXPECT_EQ(CodeWith(website), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeWith(Show(other_.Issue(OfWebsite()))), absl::StatusCode::kOk);
}

TEST_F(Certificates, OfTheServerAreCheckedByTheClient) {
  Serve();
  const client::Credentials website = Show(ca_.Issue(OfWebsite()));
  client::Credentials wrong_name = website, wrong_ca = website;
  wrong_name.server_name = "schedule.example";
  wrong_ca.ca = other_.certificate();
  EXPECT_EQ(CodeWith(website), absl::StatusCode::kOk);
  EXPECT_EQ(CodeWith(wrong_ca), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CodeWith(wrong_name), absl::StatusCode::kUnavailable);
  server_->AwaitLog("a server of another name", "schedule.example");
}

TEST_F(Certificates, OfTheServerThatHaveEndedAreRefusedByTheClient) {
  auto expired = testing::OfServer();
  expired.not_before = -absl::Hours(2);
  expired.not_after = -absl::Hours(1);
  UseForServer(ca_.Issue(expired));
  Serve();
  server_->AwaitLog("warning: The server has a certificate.", "not_after");
  EXPECT_EQ(CodeWith(Show(ca_.Issue(OfWebsite()))), absl::StatusCode::kUnavailable);
}

TEST_F(Certificates, AreNotAskedForInPlainText) {
  Serve();
  EXPECT_EQ(CodeWith({}), absl::StatusCode::kUnavailable);
  server_->AwaitLog("Refused a TLS handshake.", "SSL routines");
}

// Whether a handshake is made by who knows nothing newer than that version.
bool IsSpoken(const std::string& address, int version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  // Lets this side speak what OpenSSL itself holds to be too weak.
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, version);
  BIO* connection = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(connection, address.c_str());
  const bool spoken = BIO_do_handshake(connection) == 1;
  BIO_free_all(connection);
  SSL_CTX_free(context);
  return spoken;
}

TEST_F(Certificates, AreShownFromTls12On) {
  Serve();
  EXPECT_FALSE(IsSpoken(server_->address(), TLS1_VERSION));
  EXPECT_FALSE(IsSpoken(server_->address(), TLS1_1_VERSION));
  EXPECT_TRUE(IsSpoken(server_->address(), TLS1_2_VERSION));
  EXPECT_TRUE(IsSpoken(server_->address(), TLS1_3_VERSION));
  server_->AwaitLog("Refused a TLS handshake.", "unsupported protocol");
}

// Clients that call all the time, each on a connection of its own.
class Callers {
 public:
  Callers(const std::string& address, const client::Credentials& credentials) {
    for (int i = 0; i < kCallers; ++i) {
      threads_.emplace_back([this, address, credentials] { CallOn(address, credentials); });
    }
  }
  void AwaitMore() const {
    const int enough = calls_ + 10 * kCallers;
    while (calls_ < enough) std::this_thread::yield();
  }
  int Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    return calls_;
  }
  int failures() const { return failures_; }

 private:
  static constexpr int kCallers = 8;

  void CallOn(const std::string& address, const client::Credentials& credentials) {
    // Half of them on connections that stay, half on ever new ones.
    const bool stays = next_++ % 2 == 0;
    auto client = testing::ConnectOnce(address, credentials);
    while (!stop_) {
      if (!client->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).ok()) ++failures_;
      ++calls_;
      if (!stays) client = testing::ConnectOnce(address, credentials);
    }
  }

  std::atomic<int> next_ = 0, calls_ = 0, failures_ = 0;
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

TEST_F(Certificates, ThatAreReplacedUnderLoadDropNoCall) {
  Serve();
  client::Credentials credentials = Show(ca_.Issue(OfWebsite()));
  Callers callers(server_->address(), credentials);
  for (int round = 0; round < testing::Rounds(20, 5); ++round) {
    callers.AwaitMore();
    UseForServer(ca_.Issue(testing::OfServer()));
  }
  callers.AwaitMore();
  const int calls = callers.Stop();
  EXPECT_EQ(callers.failures(), 0);
  RecordProperty("calls", calls);
  server_->AwaitLog("another certificate", "not_after");
}

TEST_F(Certificates, ThatAreReplacedAreWhatNewConnectionsSee) {
  Serve();
  const client::Credentials before = Show(ca_.Issue(OfWebsite()));
  client::Credentials after = before;
  after.ca = other_.certificate();
  EXPECT_EQ(CodeWith(before), absl::StatusCode::kOk);
  EXPECT_EQ(CodeWith(after), absl::StatusCode::kUnavailable);
  const auto stays = testing::ConnectOnce(server_->address(), before);
  UseForServer(other_.Issue(testing::OfServer()));
  EXPECT_TRUE(CallWith(after).ok());
  EXPECT_EQ(CallWith(before).code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(stays->Call<v1::GetCallerResponse>(v1::GetCallerRequest()).ok());
}

TEST_F(Certificates, ThatCannotBeUsedAreNotAndTheOldOnesStay) {
  Serve();
  testing::ReplaceFile(dir_.Path("server.key"), other_.Issue(testing::OfServer()).key);
  EXPECT_TRUE(CallWith(Show(ca_.Issue(OfWebsite()))).ok());
  server_->AwaitLog("cannot be used", "does not belong");
  testing::ReplaceFile(dir_.Path("server.pem"), "nothing");
  EXPECT_TRUE(CallWith(Show(ca_.Issue(OfWebsite()))).ok());
  server_->AwaitLog("cannot be used", "no PEM file of certificates");
}

TEST_F(Certificates, OfClientsEndWithTheirAuthority) {
  Serve();
  const client::Credentials credentials = Show(ca_.Issue(OfWebsite()));
  EXPECT_TRUE(CallWith(credentials).ok());
  testing::ReplaceFile(dir_.Path("ca.pem"), other_.certificate());
  EXPECT_THAT(CallWith(Show(ca_.Issue(OfWebsite()))),
              IsRefusal(absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED"));
}

}  // namespace
}  // namespace taqvim::e2e
