#include "server/rpc/callers/tls_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <vector>

#include "tests/support/certificates.h"
#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using testing::ReplaceFile;

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() {
    Use(authority_.Issue(testing::OfServer()));
    ReplaceFile(paths_.client_ca, authority_.certificate());
  }
  void Use(const testing::CertifiedKey& pair) {
    ReplaceFile(paths_.key, pair.key);
    ReplaceFile(paths_.certificate, pair.certificate);
  }
  std::string Error() {
    const auto material = ReadTlsFiles(paths_);
    EXPECT_EQ(material.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(material.status().message());
  }

  testing::TempDir dir_;
  testing::Authority authority_{"authority"};
  TlsPaths paths_ = {.certificate = dir_.Path("server.pem"),
                     .key = dir_.Path("server.key"),
                     .client_ca = dir_.Path("ca.pem")};
  std::vector<std::string> lines_;
  const Log log_{LogLevel::kInfo, LogFormat::kText,
                 [this](absl::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(TlsFilesTest, SayUntilWhenTheCertificateCounts) {
  const auto material = ReadTlsFiles(paths_).value();
  EXPECT_LT(material.not_before, absl::Now());
  EXPECT_GT(material.not_after, absl::Now());
}

TEST_F(TlsFilesTest, SayWhenTheFirstAuthorityOfClientsEnds) {
  const auto alone = ReadTlsFiles(paths_).value();
  EXPECT_GT(alone.authorities_not_after, absl::Now());
  EXPECT_LT(alone.authorities_not_after, absl::InfiniteFuture());
  // Whoever issued it: what counts is when it ends.
  auto options = testing::OfServer();
  options.not_after = absl::Hours(24 * 5);
  ReplaceFile(paths_.client_ca, authority_.certificate() + authority_.Issue(options).certificate);
  const auto two = ReadTlsFiles(paths_).value();
  EXPECT_LT(two.authorities_not_after, absl::Now() + absl::Hours(24 * 6));
}

TEST_F(TlsFilesTest, ThatAreMissingAreRefused) {
  paths_.certificate = dir_.Path("nothing.pem");
  EXPECT_THAT(Error(), HasSubstr("nothing.pem cannot be read"));
}

TEST_F(TlsFilesTest, ThatAreNoPemAreRefused) {
  ReplaceFile(paths_.client_ca, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_THAT(Error(), HasSubstr("no PEM file of certificates"));
  ReplaceFile(paths_.key, "secret");
  EXPECT_THAT(Error(), HasSubstr("no PEM file of a private key"));
  ReplaceFile(paths_.certificate, "");
  EXPECT_THAT(Error(), HasSubstr("no PEM file of certificates"));
}

TEST_F(TlsFilesTest, RefuseAKeyThatOthersMayReadOrItsGroupMayChange) {
  for (const mode_t mode : {0644, 0660, 0604, 0602}) {
    ASSERT_EQ(chmod(paths_.key.c_str(), mode), 0);
    EXPECT_THAT(Error(), HasSubstr("chmod 600")) << mode;
  }
  ASSERT_EQ(chmod(paths_.key.c_str(), 0640), 0);
  EXPECT_TRUE(ReadTlsFiles(paths_).ok());
}

TEST_F(TlsFilesTest, RefuseAKeyOfAnotherCertificate) {
  ReplaceFile(paths_.key, authority_.Issue(testing::OfServer()).key);
  EXPECT_THAT(Error(), HasSubstr("does not belong to the first certificate"));
}

TEST_F(TlsFilesTest, RefuseAKeyThatIsTooWeakForTls) {
  auto weak = testing::OfServer();
  weak.weak_key = true;
  Use(authority_.Issue(weak));
  EXPECT_THAT(Error(), HasSubstr("too weak for TLS"));
}

TEST_F(TlsFilesTest, AreReadAgainWhenTheyAreReplacedAndOnlyThen) {
  const auto files = TlsFiles::Open(paths_, log_).value();
  const auto first = files->Current();
  EXPECT_EQ(files->Current(), first);
  Use(authority_.Issue(testing::OfServer()));
  const auto second = files->Current();
  EXPECT_NE(second->certificate, first->certificate);
  EXPECT_EQ(files->Current(), second);
  ASSERT_EQ(lines_.size(), 2);
  EXPECT_THAT(lines_[1], HasSubstr("another certificate"));
}

TEST_F(TlsFilesTest, StayWhatTheyWereWhileHalfOfThemIsReplaced) {
  const auto files = TlsFiles::Open(paths_, log_).value();
  const auto first = files->Current();
  const auto next = authority_.Issue(testing::OfServer());
  ReplaceFile(paths_.key, next.key);
  EXPECT_EQ(files->Current(), first);
  EXPECT_EQ(files->Current(), first);
  ReplaceFile(paths_.certificate, next.certificate);
  EXPECT_EQ(files->Current()->certificate, next.certificate);
  ASSERT_EQ(lines_.size(), 3);
  EXPECT_THAT(lines_[1], HasSubstr("what they said before counts"));
}

TEST_F(TlsFilesTest, WarnOfACertificateThatEndsSoon) {
  auto options = testing::OfServer();
  options.not_after = absl::Hours(24 * 13);
  Use(authority_.Issue(options));
  const auto files = TlsFiles::Open(paths_, log_).value();
  EXPECT_THAT(lines_.at(0), AllOf(HasSubstr("warning: "), HasSubstr("ends soon")));
  // Replaced by one that does, too, it says so again.
  Use(authority_.Issue(options));
  files->Current();
  EXPECT_THAT(lines_.at(1), AllOf(HasSubstr("warning: "), HasSubstr("ends soon")));
}

}  // namespace
}  // namespace taqvim::rpc
