#include "client/web/app/installed_timeline.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "client/web/app/site.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

std::filesystem::path BesideThisProgram() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return program.parent_path() / "timeline";
}

}  // namespace

absl::StatusOr<std::optional<Assets>> InstalledTimeline(const std::string& folder) {
  std::string found = folder;
  if (found.empty()) {
    const std::filesystem::path beside = BesideThisProgram();
    std::error_code error;
    if (!std::filesystem::exists(beside, error)) return std::nullopt;
    found = beside.string();
  }
  ASSIGN_OR_RETURN(Assets assets, Assets::Read(found, kTimeline));
  return assets;
}

}  // namespace taqvim::web
