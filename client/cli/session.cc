#include "client/cli/session.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "client/cli/usage_error.h"

namespace taqvim::cli {
namespace {

constexpr size_t kMaxFileBytes = 16 << 20;

absl::StatusOr<std::string> ReadStream(std::istream& stream, const std::string& path) {
  std::string content(kMaxFileBytes + 1, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<size_t>(stream.gcount()));
  if (content.size() > kMaxFileBytes) {
    return UsageError(absl::StrCat(path, " is larger than 16 MiB; split it."));
  }
  if (stream.bad()) return UsageError(absl::StrCat(path, " cannot be read."));
  return content;
}

}  // namespace

absl::Status Session::Connect(const client::Credentials& credentials) {
  client::ClientOptions client_options;
  client_options.timeout = options.timeout;
  if (options.verbose) {
    client_options.on_attempt = [this](const client::Attempt& attempt) {
      err << attempt.method << ", attempt " << attempt.number;
      if (!attempt.request_id.empty()) err << ", request id " << attempt.request_id;
      err << ": " << absl::StatusCodeToString(attempt.status.code()) << " after "
          << absl::FormatDuration(absl::Trunc(attempt.elapsed, absl::Microseconds(1))) << "\n";
    };
  }
  auto client = client::Client::Connect(options.server, credentials, std::move(client_options));
  if (!client.ok()) return UsageError(client.status().message());
  connection = *std::move(client);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  if (path == "-") return ReadStream(std::cin, "Standard input");
  std::ifstream file(path, std::ios::binary);
  if (!file) return UsageError(absl::StrCat(path, ": ", std::strerror(errno), "."));
  return ReadStream(file, path);
}

}  // namespace taqvim::cli
