#include "client/cli/text/read_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr size_t kMaxFileBytes = 16 << 20;

absl::StatusOr<std::string> ReadAll(std::FILE* file, const std::string& path) {
  std::string content(kMaxFileBytes + 1, '\0');
  content.resize(std::fread(content.data(), 1, content.size(), file));
  if (std::ferror(file) != 0) {
    return UsageError(absl::StrCat(path, " cannot be read: ", std::strerror(errno), "."));
  }
  if (content.size() > kMaxFileBytes) {
    return UsageError(absl::StrCat(path, " is larger than 16 MiB; split it."));
  }
  return content;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  // std::cin takes an error for the end.
  if (path == "-") return ReadAll(stdin, "Standard input");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (!file) return UsageError(absl::StrCat(path, ": ", std::strerror(errno), "."));
  return ReadAll(file.get(), path);
}

}  // namespace taqvim::cli
