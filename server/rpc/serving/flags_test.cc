#include "server/rpc/serving/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "tests/support/process.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

std::variant<Flags, int> Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "taqvimd");
  return ParseFlags(static_cast<int>(arguments.size()), arguments.data(), "taqvimd 1");
}

// The message of a refused command line.
std::string ErrorOf(const std::vector<const char*>& arguments) {
  CaptureStderr();
  const auto result = Parse(arguments);
  const int* code = std::get_if<int>(&result);
  EXPECT_TRUE(code != nullptr && *code == kCannotStart);
  return GetCapturedStderr();
}

// A configuration file, as long as it lives.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) { std::ofstream(path_) << text; }
  const char* path() const { return path_.c_str(); }

 private:
  const testing::TempDir dir_;
  const std::string path_ = dir_.Path("taqvimd.ini");
};

TEST(Flags, HaveDefaultsForAllButTheDataFile) {
  const auto flags = std::get<Flags>(Parse({"--data", "a.taqvim"}));
  EXPECT_EQ(flags.data, "a.taqvim");
  EXPECT_EQ(flags.listen, "127.0.0.1:8750");
  EXPECT_EQ(flags.operator_socket, "a.taqvim.socket");
  EXPECT_FALSE(flags.exposure.UsesTls());
  EXPECT_EQ(flags.drain_timeout, absl::Seconds(10));
  EXPECT_EQ(flags.log_level, LogLevel::kInfo);
  EXPECT_EQ(flags.exposure.anonymous_role, v1::ROLE_UNSPECIFIED);
  EXPECT_EQ(flags.log.age, absl::Hours(90 * 24));
  EXPECT_EQ(flags.log.bytes, int64_t{8} << 30);
  EXPECT_THAT(ErrorOf({}), HasSubstr("--data is required"));
}

TEST(Flags, NameADataFileOrADatabase) {
  const auto flags = std::get<Flags>(
      Parse({"--store", "postgres:///taqvim", "--operator-socket", "/run/taqvim/operator",
             "--store-password-file", "/etc/taqvim/password"}));
  EXPECT_EQ(flags.data, "");
  EXPECT_EQ(flags.store, "postgres:///taqvim");
  EXPECT_EQ(flags.store_password_file, "/etc/taqvim/password");
  EXPECT_EQ(flags.operator_socket, "/run/taqvim/operator");
  EXPECT_THAT(ErrorOf({"--data", "a", "--store", "b", "--operator-socket", "c"}),
              HasSubstr("--data excludes --store"));
  EXPECT_THAT(ErrorOf({"--store", "b"}), HasSubstr("--operator-socket is required"));
  EXPECT_THAT(ErrorOf({"--data", "a", "--store-password-file", "b"}), HasSubstr("--store"));
}

TEST(Flags, SayHowManyConnectionsThereMayBe) {
  const auto defaults = std::get<Flags>(Parse({"--data", "a"}));
  EXPECT_EQ(defaults.connections.in_all, 10'000);
  EXPECT_EQ(defaults.connections.of_an_address, 256);
  const auto flags = std::get<Flags>(
      Parse({"--data", "a", "--connections", "50", "--connections-per-address", "0"}));
  EXPECT_EQ(flags.connections.in_all, 50);
  EXPECT_EQ(flags.connections.of_an_address, 0);
  EXPECT_THAT(ErrorOf({"--data", "a", "--connections", "-1"}), HasSubstr("--connections"));
}

TEST(Flags, SayWhatEachCallerMayTake) {
  const auto flags = std::get<Flags>(
      Parse({"--data", "a", "--caller-rate", "50", "--caller-burst", "100", "--caller-writes", "8",
             "--caller-reads", "16", "--caller-streams", "4", "--caller-batch", "20"}));
  EXPECT_EQ(flags.limits.rate, 50);
  EXPECT_EQ(flags.limits.burst, 100);
  EXPECT_EQ(flags.limits.writes, 8);
  EXPECT_EQ(flags.limits.reads, 16);
  EXPECT_EQ(flags.limits.streams, 4);
  EXPECT_EQ(flags.limits.batch, 20);
  EXPECT_THAT(ErrorOf({"--data", "a", "--caller-burst", "0"}), HasSubstr("--caller-burst"));
}

TEST(Flags, LetEachCallerTakeAnyNumberWhereTheLimitIsZero) {
  for (const char* flag : {"--caller-rate", "--caller-writes", "--caller-reads", "--caller-streams",
                           "--caller-batch"}) {
    EXPECT_TRUE(std::holds_alternative<Flags>(Parse({"--data", "a", flag, "0"}))) << flag;
    EXPECT_THAT(ErrorOf({"--data", "a", flag, "-1"}), HasSubstr(flag));
  }
}

TEST(Flags, AreRead) {
  const auto flags =
      std::get<Flags>(Parse({"--data",          "a",    "--listen",         "[::1]:0",
                             "--port-file",     "p",    "--readers",        "3",
                             "--queue-limit",   "7",    "--log-keep-days",  "7",
                             "--log-keep-mib",  "5",    "--log-wait-days",  "3",
                             "--drain-timeout", "0.5",  "--log-level",      "debug",
                             "--log-format",    "json", "--anonymous-role", "venue-manager"}));
  EXPECT_EQ(flags.listen, "[::1]:0");
  EXPECT_EQ(flags.port_file, "p");
  EXPECT_EQ(flags.readers, 3);
  EXPECT_EQ(flags.log.backup_wait, absl::Hours(72));
  EXPECT_EQ(flags.queue_limit, 7);
  EXPECT_EQ(flags.log.age, absl::Hours(7 * 24));
  EXPECT_EQ(flags.log.bytes, 5 << 20);
  EXPECT_EQ(flags.drain_timeout, absl::Milliseconds(500));
  EXPECT_EQ(flags.log_level, LogLevel::kDebug);
  EXPECT_EQ(flags.log_format, LogFormat::kJson);
  EXPECT_EQ(flags.exposure.anonymous_role, v1::ROLE_VENUE_MANAGER);
}

TEST(Flags, OfTlsAreReadFromTheFileToo) {
  const ConfigFile file(
      "data = \"b\"\ntls-certificate = \"c\"\ntls-key = \"k\"\ntls-client-ca = \"a\"\n"
      "require-client-certificate = true\n");
  const auto flags = std::get<Flags>(Parse({"--config", file.path(), "--tls-key", "l"}));
  EXPECT_EQ(flags.exposure.tls.certificate, "c");
  EXPECT_EQ(flags.exposure.tls.key, "l");
  EXPECT_EQ(flags.exposure.tls.client_ca, "a");
  EXPECT_TRUE(flags.exposure.require_client_certificate);
  EXPECT_FALSE(flags.exposure.plaintext_beyond_loopback);
}

TEST(Flags, OfTheCommandLineCountMoreThanThoseOfTheFile) {
  const ConfigFile file("data = \"b\"\nreaders = 5\nlog-level = \"error\"\n");
  const auto flags = std::get<Flags>(Parse({"--config", file.path(), "--readers", "4"}));
  EXPECT_EQ(flags.data, "b");
  EXPECT_EQ(flags.readers, 4);
  EXPECT_EQ(flags.log_level, LogLevel::kError);
}

TEST(Flags, ThatAreUnknownAreRefusedOnTheCommandLineAndInTheFile) {
  EXPECT_THAT(ErrorOf({"--data", "a", "--lisen", "x"}), HasSubstr("--lisen"));
  const ConfigFile file("data = \"b\"\nlisen = \"x\"\n");
  EXPECT_THAT(ErrorOf({"--config", file.path()}), HasSubstr("lisen"));
}

TEST(Flags, WithValuesOutOfBoundsAreRefused) {
  EXPECT_THAT(ErrorOf({"--data", "a", "--readers", "0"}), HasSubstr("--readers"));
  EXPECT_THAT(ErrorOf({"--data", "a", "--log-level", "loud"}), HasSubstr("loud"));
  EXPECT_THAT(ErrorOf({"--data", "a", "--drain-timeout", "-1"}), HasSubstr("--drain-timeout"));
  EXPECT_THAT(ErrorOf({"--data", "a", "--log-keep-days", "6"}), HasSubstr("--log-keep-days"));
}

TEST(Flags, WithAMissingConfigurationFileAreRefused) {
  EXPECT_THAT(ErrorOf({"--data", "a", "--config", "no/such/file"}), HasSubstr("no/such/file"));
}

TEST(Flags, HelpNamesEveryFlagAndExitCode) {
  CaptureStdout();
  EXPECT_EQ(std::get<int>(Parse({"--help"})), 0);
  const std::string help = GetCapturedStdout();
  for (const char* word : {"--data",
                           "--listen",
                           "--port-file",
                           "--operator-socket",
                           "--tls-certificate",
                           "--tls-key",
                           "--tls-client-ca",
                           "--require-client-certificate",
                           "--plaintext-beyond-loopback",
                           "--readers",
                           "--queue-limit",
                           "--connections",
                           "--connections-per-address",
                           "--log-keep-days",
                           "--log-keep-mib",
                           "--log-wait-days",
                           "--drain-timeout",
                           "--anonymous-role",
                           "--log-level",
                           "--log-format",
                           "--config",
                           "--version",
                           "Exit codes",
                           "SIGTERM",
                           "4 MiB"}) {
    EXPECT_THAT(help, HasSubstr(word));
  }
}

}  // namespace
}  // namespace taqvim::rpc
