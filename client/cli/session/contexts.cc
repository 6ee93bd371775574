#include "client/cli/session/contexts.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/text/private_file.h"
#include "client/cli/text/read_file.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

constexpr size_t kLongestName = 63;

// The texts of a context, by the keys under which they stand in the file.
struct TextField {
  const char* key;
  std::string Context::*text;
};
constexpr TextField kTexts[] = {
    {"address", &Context::address},
    {"ca", &Context::ca},
    {"certificate", &Context::certificate},
    {"key", &Context::key},
    {"server_name", &Context::server_name},
    {"token", &Context::token},
    {"lang", &Context::lang},
    {"time_zone", &Context::time_zone},
};

Context ContextFrom(const YAML::Node& node) {
  Context context;
  for (const TextField& field : kTexts) {
    if (node[field.key]) context.*field.text = node[field.key].as<std::string>();
  }
  if (node["tls"]) context.tls = node["tls"].as<bool>();
  return context;
}

Contexts ContextsFrom(const YAML::Node& file) {
  Contexts contexts;
  if (file["current"]) contexts.current = file["current"].as<std::string>();
  for (const auto& entry : file["contexts"]) {
    contexts.by_name[entry.first.as<std::string>()] = ContextFrom(entry.second);
  }
  return contexts;
}

void Emit(const Context& context, YAML::Emitter& out) {
  out << YAML::BeginMap;
  for (const TextField& field : kTexts) {
    const std::string& text = context.*field.text;
    if (!text.empty()) out << YAML::Key << field.key << YAML::Value << YAML::DoubleQuoted << text;
  }
  if (context.tls) out << YAML::Key << "tls" << YAML::Value << true;
  out << YAML::EndMap;
}

std::string ToYaml(const Contexts& contexts) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  out << YAML::Key << "current" << YAML::Value << YAML::DoubleQuoted << contexts.current;
  out << YAML::Key << "contexts" << YAML::Value << YAML::BeginMap;
  for (const auto& [name, context] : contexts.by_name) {
    out << YAML::Key << YAML::DoubleQuoted << name << YAML::Value;
    Emit(context, out);
  }
  out << YAML::EndMap << YAML::EndMap;
  return absl::StrCat("# Written by `taqvim context`; it holds tokens, so keep it to yourself.\n",
                      out.c_str(), "\n");
}

absl::StatusOr<std::string> ContentOf(const std::string& path) {
  return path.empty() ? absl::StatusOr<std::string>(std::string()) : ReadFile(path);
}

}  // namespace

absl::Status CheckContextName(absl::string_view name) {
  const bool fits = !name.empty() && name.size() <= kLongestName &&
                    absl::ascii_isalnum(static_cast<unsigned char>(name[0])) &&
                    std::all_of(name.begin(), name.end(), [](unsigned char c) {
                      return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_';
                    });
  if (fits) return absl::OkStatus();
  return UsageError(absl::StrCat(
      "\"", name,
      "\" cannot be the name of a context: it is 1 to 63 letters, digits, dots, hyphens "
      "and underscores, and begins with a letter or digit."));
}

absl::StatusOr<client::Credentials> CredentialsOf(const Context& context) {
  client::Credentials credentials{
      .token = context.token, .server_name = context.server_name, .tls = context.tls};
  const std::pair<const std::string&, std::string&> files[] = {
      {context.ca, credentials.ca},
      {context.certificate, credentials.certificate},
      {context.key, credentials.key}};
  for (const auto& [path, content] : files) {
    ASSIGN_OR_RETURN(auto read, ContentOf(path));
    content = std::move(read);
  }
  return credentials;
}

ContextFile ContextFile::Of(
    const std::function<std::optional<std::string>(const char*)>& variable) {
  const std::string config = variable("XDG_CONFIG_HOME").value_or("");
  // Only absolute paths count there.
  if (!config.empty() && config[0] == '/') {
    return ContextFile(absl::StrCat(config, "/taqvim/contexts.yaml"));
  }
  const std::string home = variable("HOME").value_or("");
  return ContextFile(home.empty() ? "" : absl::StrCat(home, "/.config/taqvim/contexts.yaml"));
}

absl::StatusOr<Contexts> ContextFile::Read() const {
  ASSIGN_OR_RETURN(const auto content, ReadPrivateFile(path_));
  if (!content.has_value()) return Contexts();
  try {
    return ContextsFrom(YAML::Load(*content));
  } catch (const YAML::Exception& e) {
    // What stands there may be a token, so only the line is told.
    return UsageError(
        absl::StrCat(path_, ":", e.mark.line + 1,
                     " is not as `taqvim context` writes it; correct it, or delete the "
                     "file and make your contexts anew."));
  }
}

absl::Status ContextFile::Write(const Contexts& contexts) const {
  if (path_.empty()) {
    return UsageError("Say where to keep contexts: neither HOME nor XDG_CONFIG_HOME is set.");
  }
  return WritePrivateFile(path_, ToYaml(contexts));
}

absl::StatusOr<Context> FindContext(const Contexts& contexts, const std::string& name) {
  const auto found = contexts.by_name.find(name);
  if (found != contexts.by_name.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, context] : contexts.by_name) names.push_back(known);
  return UsageError(absl::StrCat("There is no context \"", name, "\"", DidYouMean(name, names),
                                 " Run `taqvim context list` to see all."));
}

}  // namespace taqvim::cli
