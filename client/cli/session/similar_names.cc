#include "client/cli/session/similar_names.h"

#include <memory>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/session/resource_names.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/usage_error.h"
#include "client/environment.h"
#include "client/error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kPayload[] = "taqvim.cli/similar-name";
constexpr int kMostNamesRead = 20;
constexpr size_t kMostNamesListed = 2000;
constexpr absl::Duration kPatience = absl::Seconds(1);

// The ids alone: `library/hall` of `venues/library/spaces/hall`.
std::string IdsOf(absl::string_view name) {
  const std::vector<std::string> steps = absl::StrSplit(name, '/');
  std::vector<std::string> ids;
  for (size_t i = 1; i < steps.size(); i += 2) ids.push_back(steps[i]);
  return absl::StrJoin(ids, "/");
}

const Descriptor* TypeOf(const Contract& contract, absl::string_view name) {
  for (const Descriptor* resource : contract.Resources()) {
    if (MatchesPattern(NamePattern(*resource), name)) return resource;
  }
  return nullptr;
}

// What the field holds, which names resources.
std::vector<std::string> NamesAt(const FieldPath& path, const Message& question) {
  std::vector<std::string> names;
  if (!IsSet(path, question)) return names;
  const std::unique_ptr<Message> copy(question.New());
  copy->CopyFrom(question);
  const Message& holder = *HolderOf(path, copy.get());
  const FieldDescriptor& field = *path.back();
  if (!field.is_repeated()) return {GetText(holder, field)};
  for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &field); ++i) {
    names.push_back(GetText(holder, field, i));
  }
  return names;
}

// Whether it is said of a resource that there is none.
bool IsNoSuchResource(const client::RemoteError& error) {
  return !error.resource.empty() &&
         (error.reason == "RESOURCE_NOT_FOUND" || error.reason == "REFERENCE_NOT_FOUND");
}

}  // namespace

absl::Status CheckNamesExist(Session& session, const Message& question,
                             const std::vector<Flag>& flags) {
  int read = 0;
  for (const Flag& flag : flags) {
    // Those of a write that a batch takes from flags are of another message.
    if (flag.path.empty() || flag.path[0]->containing_type() != question.GetDescriptor()) continue;
    if (!HoldsNames(*flag.path.back())) continue;
    for (const std::string& name : NamesAt(flag.path, question)) {
      // `venues/-` are all of them.
      const bool is_one =
          TypeOf(session.contract, name) != nullptr && !absl::StrContains(name + "/", "/-/");
      if (!is_one || ++read > kMostNamesRead) continue;
      const absl::Status status = GetResource(session, name).status();
      if (!absl::IsNotFound(status)) continue;
      const std::string place = flag.positional ? flag.value_name : absl::StrCat("--", flag.name);
      return WithMessage(status, absl::StrCat(place, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status WithSimilarName(Session& session, absl::Status status) {
  const client::RemoteError error = client::DecodeError(status);
  if (session.connection == nullptr || !IsNoSuchResource(error)) return status;
  const Descriptor* type = TypeOf(session.contract, error.resource);
  if (type == nullptr) return status;
  const auto now = client::Environment::System().now;
  const auto is_patient = [&now, until = now() + kPatience] { return now() < until; };
  const auto any = [](absl::string_view) { return true; };
  std::vector<std::string> known;
  for (const auto& one : ListNames(session, *type, nullptr, any, kMostNamesListed, is_patient)) {
    known.push_back(IdsOf(one.name));
  }
  const std::string nearest = Nearest(IdsOf(error.resource), known);
  if (!nearest.empty()) status.SetPayload(kPayload, absl::Cord(nearest));
  return status;
}

std::string SimilarNameOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  return payload ? std::string(*payload) : "";
}

}  // namespace taqvim::cli
