#include "client/cli/commands/context_view.h"

#include <ostream>
#include <vector>

#include "absl/strings/str_join.h"
#include "client/cli/output/output.h"
#include "client/cli/output/view.h"
#include "client/cli/text/table.h"
#include "google/protobuf/struct.pb.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

// What a server is shown.
std::string Shows(const Context& context) {
  std::vector<std::string> shown;
  if (!context.certificate.empty()) shown.push_back("certificate");
  if (!context.token.empty()) shown.push_back("token");
  return shown.empty() ? "nothing" : absl::StrJoin(shown, ", ");
}

bool UsesTls(const Context& context) {
  return context.tls || !context.ca.empty() || !context.certificate.empty() ||
         !context.server_name.empty();
}

google::protobuf::Struct ToStruct(const Contexts& contexts, const std::string& name) {
  const Context& context = contexts.by_name.at(name);
  google::protobuf::Struct one;
  auto& fields = *one.mutable_fields();
  fields["name"].set_string_value(name);
  fields["current"].set_bool_value(name == contexts.current);
  fields["address"].set_string_value(context.address);
  fields["tls"].set_bool_value(UsesTls(context));
  fields["token"].set_bool_value(!context.token.empty());
  const std::pair<const char*, const std::string&> texts[] = {
      {"ca", context.ca},     {"certificate", context.certificate},
      {"key", context.key},   {"server_name", context.server_name},
      {"lang", context.lang}, {"time_zone", context.time_zone}};
  for (const auto& [key, text] : texts) {
    if (!text.empty()) fields[key].set_string_value(text);
  }
  return one;
}

absl::Status PrintJson(Session& session, const google::protobuf::Message& message) {
  const auto json = ToJson(message);
  if (json.ok()) session.out << *json;
  return json.status();
}

YAML::Node ToView(const Contexts& contexts, const std::string& name) {
  const Context& context = contexts.by_name.at(name);
  YAML::Node view;
  view["name"] = name + (name == contexts.current ? " (current)" : "");
  view["address"] = context.address;
  view["encrypted"] = UsesTls(context) ? "yes" : "no";
  if (!context.ca.empty()) view["ca"] = context.ca;
  if (!context.certificate.empty()) view["certificate"] = context.certificate;
  if (!context.key.empty()) view["key"] = context.key;
  if (!context.server_name.empty()) view["server name"] = context.server_name;
  if (!context.lang.empty()) view["language"] = context.lang;
  if (!context.time_zone.empty()) view["time zone"] = context.time_zone;
  view["token"] = context.token.empty() ? "none" : "kept, not shown";
  return view;
}

Table TableOf(const Contexts& contexts) {
  Table table{.headers = {"", "NAME", "ADDRESS", "TLS", "SHOWS"}, .rows = {}};
  for (const auto& [name, context] : contexts.by_name) {
    table.rows.push_back({name == contexts.current ? "*" : "", name, context.address,
                          UsesTls(context) ? "yes" : "no", Shows(context)});
  }
  return table;
}

}  // namespace

absl::Status PrintContexts(Session& session, const Contexts& contexts) {
  if (session.options.format == Format::kText) {
    session.out << Render(TableOf(contexts), Style(session.options.color), session.options.width);
    return absl::OkStatus();
  }
  if (session.options.format == Format::kName) {
    for (const auto& [name, context] : contexts.by_name) session.out << name << "\n";
    return absl::OkStatus();
  }
  google::protobuf::Struct all;
  auto& list = *(*all.mutable_fields())["contexts"].mutable_list_value();
  for (const auto& [name, context] : contexts.by_name) {
    *list.add_values()->mutable_struct_value() = ToStruct(contexts, name);
  }
  return PrintJson(session, all);
}

absl::Status PrintContext(Session& session, const Contexts& contexts, const std::string& name) {
  switch (session.options.format) {
    case Format::kText:
      session.out << ViewOf(ToView(contexts, name), Style(session.options.color));
      return absl::OkStatus();
    case Format::kName:
      session.out << name << "\n";
      return absl::OkStatus();
    default:
      return PrintJson(session, ToStruct(contexts, name));
  }
}

}  // namespace taqvim::cli
