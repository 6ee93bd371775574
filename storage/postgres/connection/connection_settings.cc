#include "storage/postgres/connection/connection_settings.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "proto/status_macros.h"

namespace taqvim::storage::postgres {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

// Those that are set.
void Add(const PQconninfoOption* options, ConnectionKeywords& keywords) {
  if (options == nullptr) return;
  for (; options->keyword != nullptr; ++options) {
    if (options->val != nullptr) keywords.emplace_back(options->keyword, options->val);
  }
}

// The last counts.
std::string ValueOf(const ConnectionKeywords& keywords, const std::string& name) {
  std::string found;
  for (const auto& [keyword, value] : keywords) {
    if (keyword == name) found = value;
  }
  return found;
}

// Hosts are a list, of which the first that answers is taken. None is the socket.
bool StaysHere(const std::string& hosts) {
  for (const std::string& host : std::vector<std::string>(absl::StrSplit(hosts, ','))) {
    const bool here = host.empty() || host[0] == '/' || host[0] == '@' || host == "localhost" ||
                      host == "127.0.0.1" || host == "::1";
    if (!here) return false;
  }
  return true;
}

// What is not said comes from the environment; what a service is, from a file that is not read
// here.
absl::Status CheckTls(const ConnectionKeywords& said) {
  ConnectionKeywords keywords;
  Add(Options(PQconndefaults()).get(), keywords);
  keywords.insert(keywords.end(), said.begin(), said.end());
  const bool here = StaysHere(ValueOf(keywords, "host")) &&
                    StaysHere(ValueOf(keywords, "hostaddr")) &&
                    ValueOf(keywords, "service").empty();
  if (here || ValueOf(keywords, "sslmode") == "verify-full") return absl::OkStatus();
  return absl::InvalidArgumentError(
      "The database is on another machine, and the connection would not make sure which: add "
      "sslmode=verify-full and, if its certificate is not signed by a public authority, "
      "sslrootcert=FILE.");
}

}  // namespace

bool IsPlainName(const std::string& name) {
  constexpr size_t kMost = 48;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= kMost && (name[0] < '0' || name[0] > '9') &&
         std::all_of(name.begin(), name.end(), plain);
}

absl::StatusOr<ConnectionKeywords> KeywordsOf(const ConnectionSettings& settings) {
  char* error = nullptr;
  const Options parsed(PQconninfoParse(settings.conninfo.c_str(), &error));
  // What libpq says of it may have parts of it, such as a password.
  PQfreemem(error);
  if (parsed == nullptr) {
    return absl::InvalidArgumentError(
        "What says where the database is cannot be read; write it as `host=/run/postgresql "
        "dbname=taqvim` or `postgresql://user@host/taqvim`.");
  }
  // What the caller says comes later, and counts.
  ConnectionKeywords keywords = {
      {"application_name", "taqvim"}, {"target_session_attrs", "primary"},
      {"keepalives_idle", "5"},       {"keepalives_interval", "2"},
      {"keepalives_count", "3"},      {"tcp_user_timeout", "5000"}};
  Add(parsed.get(), keywords);
  RETURN_IF_ERROR(CheckTls(keywords));
  return keywords;
}

}  // namespace taqvim::storage::postgres
