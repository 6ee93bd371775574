#include "server/command/versions.h"

#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <sqlite3.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <cstdlib>
#include <fstream>

#include "absl/base/config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace taqvim::command {
namespace {

std::string IcuVersion() {
  UVersionInfo version;
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_getVersion(version);
  u_versionToString(version, text);
  return text;
}

std::string UnicodeVersion() {
  UVersionInfo version;
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_getUnicodeVersion(version);
  u_versionToString(version, text);
  return text;
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

std::vector<std::pair<std::string, std::string>> Versions() {
  return {{"taqvimd", TAQVIM_VERSION},
          {"gRPC", grpc::Version()},
          {"Protocol Buffers", ProtobufVersion()},
          {"Abseil", absl::StrCat(ABSL_LTS_RELEASE_VERSION)},
          {"SQLite", sqlite3_libversion()},
          {"ICU", IcuVersion()},
          {"Unicode", UnicodeVersion()},
          {"time zone data", ZoneDataVersion()}};
}

std::string VersionText() {
  std::string text;
  for (const auto& [name, version] : Versions()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", name, " ", version);
  }
  return text;
}

}  // namespace taqvim::command
