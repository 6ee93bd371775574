#include "server/process/versions.h"

#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <cstdlib>
#include <fstream>

#include "absl/base/config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace taqvim::process {
namespace {

std::string TextOf(const UVersionInfo& version) {
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

std::string IcuVersion() {
  UVersionInfo version;
  u_getVersion(version);
  return TextOf(version);
}

std::string UnicodeVersion() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  return TextOf(version);
}

// tzdata.zi begins with `# version 2025b`.
std::string ZoneDataVersion() {
  const char* folder = std::getenv("TZDIR");
  std::ifstream file(
      absl::StrCat(folder != nullptr ? folder : "/usr/share/zoneinfo", "/tzdata.zi"));
  std::string line;
  std::getline(file, line);
  absl::string_view version = line;
  constexpr size_t kLongest = 32;
  return absl::ConsumePrefix(&version, "# version ") && version.size() < kLongest
             ? std::string(version)
             : "unknown";
}

std::string ProtobufVersion() {
  return google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
}

}  // namespace

std::vector<Version> VersionsOf(Version program, const std::vector<Version>& libraries) {
  std::vector<Version> versions = {std::move(program),
                                   {"gRPC", grpc::Version()},
                                   {"Protocol Buffers", ProtobufVersion()},
                                   {"Abseil", absl::StrCat(ABSL_LTS_RELEASE_VERSION)}};
  versions.insert(versions.end(), libraries.begin(), libraries.end());
  versions.emplace_back("ICU", IcuVersion());
  versions.emplace_back("Unicode", UnicodeVersion());
  versions.emplace_back("time zone data", ZoneDataVersion());
  return versions;
}

std::string VersionText(const std::vector<Version>& versions) {
  return absl::StrJoin(versions, "\n", absl::PairFormatter(" "));
}

}  // namespace taqvim::process
