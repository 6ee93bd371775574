// Contexts: named addresses of servers, with the credentials for them.
//
// They stand in one file of the user's, tokens among them, so it is its owner's
// alone. Certificates and keys stay in files of their own, which are named here
// and read with each call, so that they can be renewed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/credentials.h"

namespace taqvim::cli {

struct Context {
  // `host:port` or `unix:/path`.
  std::string address;
  // Files; empty for none.
  std::string ca;
  std::string certificate;
  std::string key;
  std::string server_name;
  bool tls = false;
  std::string token;
  // What --lang and --time-zone are unless they are given; empty for what they are without a
  // context.
  std::string lang;
  std::string time_zone;
};

struct Contexts {
  // The name of the one that counts when nothing else is said; empty for none.
  std::string current;
  std::map<std::string, Context> by_name;
};

// A usage error unless the name is 1 to 63 letters, digits, dots, hyphens and
// underscores, the first a letter or digit.
absl::Status CheckContextName(absl::string_view name);

// The credentials of the context; reads its files. A usage error for one that cannot be
// read.
absl::StatusOr<client::Credentials> CredentialsOf(const Context& context);

// The file in which contexts are stored.
class ContextFile {
 public:
  // `contexts.yaml` in the folder `taqvim` of $XDG_CONFIG_HOME, else of
  // $HOME/.config. The function gives the value of an environment variable.
  static ContextFile Of(const std::function<std::optional<std::string>(const char*)>& variable);
  explicit ContextFile(std::string path) : path_(std::move(path)) {}

  // None when there is no file. A usage error as ReadPrivateFile, and for a file
  // that is no list of contexts.
  absl::StatusOr<Contexts> Read() const;
  absl::Status Write(const Contexts& contexts) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The context of that name. A usage error with a suggestion when there is none.
absl::StatusOr<Context> FindContext(const Contexts& contexts, const std::string& name);

}  // namespace taqvim::cli
