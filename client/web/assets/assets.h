// Files of a built application, in memory from the start and served as they are; and the icon of
// the site.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/web/http/request.h"
#include "client/web/http/response.h"

namespace taqvim::web {

// Immutable; thread-safe. What changes in the folder later is not seen, so that the page and
// its scripts are of one build.
class Assets {
 public:
  // Reads the folder and those below it: regular files with endings that are known. They are
  // served below `mount`, such as `/timeline`, and `index.html` at `mount` itself.
  // NOT_FOUND where there is no such folder, or no index.html in it; RESOURCE_EXHAUSTED for one of
  // more than 1,000 files or 32 MiB, which is another folder than was meant; INVALID_ARGUMENT for a
  // file of another ending. All with a sentence.
  static absl::StatusOr<Assets> Read(const std::string& folder, const std::string& mount);

  // Whether the path is the mount, or below it.
  bool Answers(absl::string_view path) const;
  // A file with its type and ETag. What is below `assets/`, whose names have a hash of what they
  // hold, may be kept for ever; the others are asked for again each time (304). The page may load
  // from this site alone. 404 and 405 with a sentence. `now` is for the dates of the request.
  Response Answer(const Request& request, absl::Time now) const;

 private:
  explicit Assets(std::string mount) : mount_(std::move(mount)) {}

  std::string mount_;
  // By their paths, such as `/timeline/assets/index-1a2b.js`.
  std::map<std::string, Response, std::less<>> files_;
};

// What browsers ask for at `/favicon.ico` where no page says otherwise, and pages at `/icon.svg`.
bool IsIcon(absl::string_view path);
Response IconResponse(const Request& request, absl::Time now);

}  // namespace taqvim::web
