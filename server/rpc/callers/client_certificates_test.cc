#include "server/rpc/callers/client_certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using testing::ReplaceFile;

class ClientCertificatesTest : public ::testing::Test {
 protected:
  ClientCertificatesTest() {
    const auto server = authority_.Issue(testing::OfServer());
    ReplaceFile(paths_.certificate, server.certificate);
    ReplaceFile(paths_.key, server.key);
    ReplaceFile(paths_.client_ca, authority_.certificate());
    files_ = TlsFiles::Open(paths_, log_).value();
    certificates_ = std::make_unique<ClientCertificates>(*files_);
  }
  absl::StatusOr<Certified> Check(const testing::CertifiedKey& pair, absl::Time now) {
    return certificates_->Check(pair.certificate, "", now);
  }

  testing::TempDir dir_;
  testing::Authority authority_{"authority"};
  testing::Authority other_{"another"};
  const TlsPaths paths_ = {.certificate = dir_.Path("server.pem"),
                           .key = dir_.Path("server.key"),
                           .client_ca = dir_.Path("ca.pem")};
  const Log log_{LogLevel::kError, LogFormat::kText, [](absl::string_view) {}};
  std::unique_ptr<TlsFiles> files_;
  std::unique_ptr<ClientCertificates> certificates_;
  const absl::Time now_ = absl::Now();
};

TEST_F(ClientCertificatesTest, AreNotAcceptedLongerThanTheyCount) {
  const auto website = authority_.Issue({.common_name = "website"});
  const auto certified = Check(website, now_);
  ASSERT_TRUE(certified.ok()) << certified.status();
  EXPECT_EQ(certified->principal, "website");
  EXPECT_TRUE(Check(website, certified->not_after - absl::Seconds(1)).ok());
  EXPECT_THAT(std::string(Check(website, certified->not_after).status().message()),
              HasSubstr("expired"));
}

TEST_F(ClientCertificatesTest, AreJudgedAnewAMinuteAfterTheirAuthorityWasTakenOut) {
  const auto website = authority_.Issue({.common_name = "website"});
  EXPECT_TRUE(Check(website, now_).ok());
  ReplaceFile(paths_.client_ca, other_.certificate());
  EXPECT_TRUE(Check(website, now_ + absl::Seconds(59)).ok());
  EXPECT_FALSE(Check(website, now_ + absl::Seconds(60)).ok());
}

TEST_F(ClientCertificatesTest, ThatWereRefusedCountASecondAfterTheirAuthorityWasAdded) {
  const auto website = other_.Issue({.common_name = "website"});
  EXPECT_FALSE(Check(website, now_).ok());
  ReplaceFile(paths_.client_ca, authority_.certificate() + other_.certificate());
  EXPECT_TRUE(Check(website, now_ + absl::Seconds(1)).ok());
}

TEST_F(ClientCertificatesTest, ThatNameWhoIsTheServersOwnAreRefused) {
  for (const char* name : {"operator", "anonymous", "system", "two words"}) {
    EXPECT_THAT(
        std::string(Check(authority_.Issue({.common_name = name}), now_).status().message()),
        HasSubstr("names no principal"));
  }
}

TEST_F(ClientCertificatesTest, ThatCannotBeReadAreRefused) {
  EXPECT_FALSE(certificates_->Check("nothing", "", now_).ok());
}

}  // namespace
}  // namespace taqvim::rpc
