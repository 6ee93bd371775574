#include "server/database/store_place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/status_macros.h"

namespace taqvim::database {
namespace {

using storage::postgres::ConnectionKeywords;
using storage::postgres::ConnectionSettings;
using storage::postgres::KeywordsOf;

// Longer than any password that PostgreSQL takes.
constexpr size_t kMostPasswordBytes = 4096;

bool IsUrl(const std::string& text) {
  return absl::StartsWith(text, "postgres://") || absl::StartsWith(text, "postgresql://");
}

std::string ValueOf(const ConnectionKeywords& keywords, std::string_view name) {
  std::string found;
  for (const auto& [keyword, value] : keywords) {
    if (keyword == name) found = value;
  }
  return found;
}

absl::Status UnusableFile(const std::string& path, std::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat("The password file ", path, " ", std::string(why)));
}

absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return UnusableFile(path, absl::StrCat("cannot be read: ", std::strerror(errno),
                                           ". Name a file that this user may read."));
  }
  const absl::Cleanup close_file = [file] { close(file); };
  struct stat about;
  if (fstat(file, &about) != 0 || (about.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    return UnusableFile(path,
                        absl::StrCat("can be read or changed by others; run: chmod 600 ", path));
  }
  char text[kMostPasswordBytes];
  const ssize_t size = read(file, text, sizeof(text));
  const std::string password(
      absl::StripTrailingAsciiWhitespace(absl::string_view(text, size < 0 ? 0 : size)));
  if (password.empty() || absl::StrContains(password, "\n")) {
    return UnusableFile(path, "must have the password on one line, and nothing else.");
  }
  return password;
}

// As a parameter of a URL takes it: all but letters and digits by their numbers.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    if (absl::ascii_isalnum(c)) {
      escaped.push_back(c);
    } else {
      absl::StrAppend(&escaped, "%", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return escaped;
}

}  // namespace

absl::StatusOr<ConnectionSettings> SettingsOf(const StorePlace& place) {
  ConnectionSettings settings{.conninfo = place.url};
  if (!IsUrl(place.url)) {
    return absl::InvalidArgumentError(
        "--store is a URL such as postgres://taqvim@db.example.org/taqvim?sslmode=verify-full, or "
        "postgres://taqvim@/taqvim?host=/run/postgresql.");
  }
  ASSIGN_OR_RETURN(const ConnectionKeywords keywords, KeywordsOf(settings));
  for (std::string_view secret : {"password", "sslpassword"}) {
    if (ValueOf(keywords, secret).empty()) continue;
    return absl::InvalidArgumentError(
        "Others can see a password in --store: write it to a file that only this user may read, "
        "and name that with --store-password-file.");
  }
  if (place.password_file.empty()) return settings;
  ASSIGN_OR_RETURN(const std::string password, ReadPassword(place.password_file));
  absl::StrAppend(&settings.conninfo, absl::StrContains(place.url, "?") ? "&" : "?",
                  "password=", Escaped(password));
  return settings;
}

std::string WordsOf(const ConnectionSettings& settings) {
  const absl::StatusOr<ConnectionKeywords> keywords = KeywordsOf(settings);
  if (!keywords.ok()) return "";
  const std::string host = ValueOf(*keywords, "host"), name = ValueOf(*keywords, "dbname");
  return absl::StrCat(name.empty() ? "the user's own database" : name, " on ",
                      host.empty() ? "this machine" : host);
}

absl::Status Advised(const absl::Status& status) {
  const std::string said = absl::StrReplaceAll(absl::StripAsciiWhitespace(status.message()),
                                               {{"\n\t", " "}, {"\n", " "}});
  if (absl::IsUnavailable(status)) {
    return absl::UnavailableError(absl::StrCat(
        said, said.empty() || said.back() == '.' || said.back() == '?' ? " " : ". ",
        "See that PostgreSQL runs there, takes connections, and lets this user in; then start "
        "again."));
  }
  if (absl::IsNotFound(status)) {
    return absl::NotFoundError(absl::StrCat(said, " taqvimd init --store URL makes it."));
  }
  return status;
}

}  // namespace taqvim::database
