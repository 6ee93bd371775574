#include "client/cli/text/write_file.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {

absl::Status WriteFileBelow(const std::string& folder, const std::string& name,
                            const std::string& content) {
  const auto path = std::filesystem::path(folder) / name;
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  std::ofstream file(path);
  file << content;
  file.close();
  if (file.good()) return absl::OkStatus();
  return UsageError(absl::StrCat(path.string(), " could not be written; name a directory in which ",
                                 "you may write."));
}

}  // namespace taqvim::cli
