#include "client/web/assets/assets.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/assets/media_type.h"
#include "client/web/http/conditional.h"
#include "proto/embed.h"
#include "proto/status_macros.h"

TAQVIM_EMBED(taqvim_web_icon, TAQVIM_WEB_ICON_PATH);

namespace taqvim::web {
namespace {

namespace fs = std::filesystem;

constexpr int kMostFiles = 1'000;
constexpr uintmax_t kMostBytes = 32u << 20;

// Scripts, styles and calls of this site alone, and no page of another around it.
constexpr char kPolicy[] =
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
constexpr char kForEver[] = "public, max-age=31536000, immutable";
constexpr char kAskAgain[] = "no-cache";

Response FileOf(std::string bytes, absl::string_view type, absl::string_view keep) {
  Response response;
  response.headers = {{"Content-Type", std::string(type)},
                      {"Cache-Control", std::string(keep)},
                      {"Content-Security-Policy", kPolicy},
                      {"ETag", StrongEtag(bytes)}};
  response.body = MakeBytes(std::move(bytes));
  return response;
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) return absl::NotFoundError(absl::StrCat(path.string(), " cannot be read."));
  return bytes;
}

absl::Status TooMuch(const std::string& folder) {
  return absl::ResourceExhaustedError(
      absl::StrCat(folder, " has more than ", kMostFiles, " files or ", kMostBytes >> 20,
                   " MiB, and so is no folder of a built timeline."));
}

}  // namespace

absl::StatusOr<Assets> Assets::Read(const std::string& folder, const std::string& mount) {
  Assets assets(mount);
  std::error_code error;
  uintmax_t bytes = 0;
  fs::recursive_directory_iterator entries(folder, error);
  if (error) return absl::NotFoundError(absl::StrCat(folder, " is no folder that can be read."));
  for (; entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (!entries->is_regular_file(error)) continue;
    const std::string name = fs::relative(entries->path(), folder, error).generic_string();
    bytes += entries->file_size(error);
    if (error) return absl::NotFoundError(absl::StrCat(folder, "/", name, " cannot be read."));
    if (assets.files_.size() >= kMostFiles || bytes > kMostBytes) return TooMuch(folder);
    ASSIGN_OR_RETURN(const absl::string_view type, MediaTypeOf(name));
    ASSIGN_OR_RETURN(std::string content, ReadFile(entries->path()));
    const bool is_hashed = absl::StartsWith(name, "assets/");
    assets.files_.emplace(absl::StrCat(mount, "/", name),
                          FileOf(std::move(content), type, is_hashed ? kForEver : kAskAgain));
  }
  const auto index = assets.files_.find(absl::StrCat(mount, "/index.html"));
  if (index == assets.files_.end()) {
    return absl::NotFoundError(
        absl::StrCat(folder, " has no index.html, and so is no folder of a built timeline."));
  }
  const Response page = index->second;
  assets.files_.emplace(mount, page);
  assets.files_.emplace(absl::StrCat(mount, "/"), page);
  return assets;
}

bool Assets::Answers(absl::string_view path) const {
  return absl::StartsWith(path, mount_) &&
         (path.size() == mount_.size() || path[mount_.size()] == '/');
}

Response Assets::Answer(const Request& request, absl::Time now) const {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  const auto file = files_.find(request.path);
  if (file == files_.end()) return TextResponse(404, "There is no such file of the timeline.");
  return Conditional(request, file->second, now);
}

bool IsIcon(absl::string_view path) { return path == "/icon.svg" || path == "/favicon.ico"; }

Response IconResponse(const Request& request, absl::Time now) {
  if (request.method != "GET") return MethodNotAllowed({"GET"});
  static const Response& icon =
      *new Response(FileOf(std::string(taqvim_web_icon_begin, taqvim_web_icon_end), "image/svg+xml",
                           "public, max-age=86400"));
  return Conditional(request, icon, now);
}

}  // namespace taqvim::web
