#include "client/web/app/installed_timeline.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "client/web/app/site.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

// Where it is built, and where it is installed.
constexpr const char* kFolders[] = {"timeline", "../share/taqvim-web/timeline"};

// The first of kFolders that is there, from the folder of this program; else empty.
std::filesystem::path BesideThisProgram() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  for (const char* folder : kFolders) {
    const std::filesystem::path path = program.parent_path() / folder;
    if (std::filesystem::exists(path, error)) return path;
  }
  return {};
}

}  // namespace

absl::StatusOr<std::optional<Assets>> InstalledTimeline(const std::string& folder) {
  std::string found = folder;
  if (found.empty()) {
    found = BesideThisProgram().string();
    if (found.empty()) return std::nullopt;
  }
  ASSIGN_OR_RETURN(Assets assets, Assets::Read(found, kTimeline));
  return assets;
}

}  // namespace taqvim::web
