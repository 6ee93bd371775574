#include "server/command/support_bundle.h"

#include <spawn.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"
#include "server/command/versions.h"

namespace taqvim::command {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "taqvim-support";
// Words that a setting may have as its value. Anything else may name somebody.
constexpr const char* kWords[] = {"true",   "false",     "text",  "json",         "debug",
                                  "info",   "warning",   "error", "none",         "public",
                                  "viewer", "organizer", "admin", "venue-manager"};

absl::Status BundleFailed(const std::string& path, int error) {
  return absl::UnavailableError(
      absl::StrCat("The support bundle ", path, " could not be written (", std::strerror(error),
                   "); name a file in a folder that this user may write."));
}

bool IsTellable(absl::string_view value) {
  const bool number = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return absl::ascii_isdigit(c) || c == '.' || c == '-';
  });
  return number || std::any_of(std::begin(kWords), std::end(kWords),
                               [value](const char* word) { return value == word; });
}

bool IsKey(absl::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

std::string Machine() {
  utsname names{};
  uname(&names);
  const auto pages = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES));
  const auto page = static_cast<int64_t>(sysconf(_SC_PAGESIZE));
  return absl::StrCat("system ", names.sysname, " ", names.release, " ", names.machine,
                      "\nprocessors ", std::thread::hardware_concurrency(), "\nmemory ",
                      pages * page >> 20, " MiB\n");
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::Status WriteText(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return file ? absl::OkStatus() : BundleFailed(path, errno);
}

// tar(1) is there wherever Debian is.
absl::Status Pack(const fs::path& folder, const std::string& draft) {
  const std::string parent = folder.parent_path();
  const std::string name = folder.filename();
  const char* command[] = {"tar",          "--create",   "--gzip",      "--owner=0",
                           "--group=0",    "--file",     draft.c_str(), "--directory",
                           parent.c_str(), name.c_str(), nullptr};
  pid_t process = 0;
  const int error = posix_spawnp(&process, command[0], nullptr, nullptr,
                                 const_cast<char* const*>(command), environ);
  if (error != 0) {
    return absl::UnavailableError(absl::StrCat("tar could not be run (", std::strerror(error),
                                               "); install it, as Debian has it."));
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::UnavailableError("tar failed to pack the support bundle; see what it said.");
}

absl::Status WriteContents(const fs::path& folder, const CheckReport& report,
                           const std::string& config) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) return BundleFailed(folder, error.value());
  RETURN_IF_ERROR(WriteText(folder / "versions.txt", VersionText() + "\n"));
  RETURN_IF_ERROR(WriteText(folder / "machine.txt", Machine()));
  RETURN_IF_ERROR(WriteText(folder / "check.json", ToNamelessJson(report)));
  if (config.empty()) return absl::OkStatus();
  return WriteText(folder / "settings.txt", TellableSettings(ReadText(config)));
}

}  // namespace

std::string TellableSettings(const std::string& config_text) {
  std::string told;
  for (absl::string_view line : absl::StrSplit(config_text, '\n')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits('=', 1));
    const absl::string_view key = absl::StripAsciiWhitespace(parts[0]);
    if (parts.size() != 2 || !IsKey(key)) continue;
    absl::string_view value = parts[1].substr(0, parts[1].find('#'));
    value = absl::StripAsciiWhitespace(value);
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    absl::StrAppend(&told, key, " = ", IsTellable(value) ? value : "(set)", "\n");
  }
  return told;
}

absl::Status WriteSupportBundle(const CheckReport& report, const std::string& config,
                                const std::string& file) {
  std::error_code none;
  if (fs::exists(file, none)) {
    return absl::AlreadyExistsError(
        absl::StrCat(file, " is there already, and was left as it is; name another file."));
  }
  std::string scratch = file + "-XXXXXX";
  if (mkdtemp(scratch.data()) == nullptr) return BundleFailed(file, errno);
  absl::Cleanup remove_scratch = [&scratch] {
    std::error_code ignored;
    fs::remove_all(scratch, ignored);
  };
  const std::string draft = (fs::path(scratch) / "bundle.tar.gz").string();
  const fs::path folder = fs::path(scratch) / kFolder;
  RETURN_IF_ERROR(WriteContents(folder, report, config));
  RETURN_IF_ERROR(Pack(folder, draft));
  if (chmod(draft.c_str(), S_IRUSR | S_IWUSR) != 0) return BundleFailed(file, errno);
  return std::rename(draft.c_str(), file.c_str()) == 0 ? absl::OkStatus()
                                                       : BundleFailed(file, errno);
}

}  // namespace taqvim::command
