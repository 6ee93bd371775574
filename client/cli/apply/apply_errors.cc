#include "client/cli/apply/apply_errors.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/text/usage_error.h"
#include "client/error.h"
#include "google/rpc/error_details.pb.h"

namespace taqvim::cli {
namespace {

constexpr size_t kMostPlaces = 10;
constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";

// The step that a path of the request is about, and the field within its entry.
struct Spot {
  const ApplyStep* step = nullptr;
  std::string field;
};
using FindSpot = std::function<std::optional<Spot>(absl::string_view path)>;

// Takes `name[index]` and the dot behind it from the front of the path.
std::optional<size_t> TakeIndex(absl::string_view name, absl::string_view* path) {
  if (!absl::StartsWith(*path, absl::StrCat(name, "["))) return std::nullopt;
  const size_t end = path->find(']');
  size_t index = 0;
  if (end == absl::string_view::npos ||
      !absl::SimpleAtoi(path->substr(name.size() + 1, end - name.size() - 1), &index)) {
    return std::nullopt;
  }
  path->remove_prefix(std::min(path->size(), end + 1));
  if (absl::StartsWith(*path, ".")) path->remove_prefix(1);
  return index;
}

// The field within the resource, of a path within the request that writes it: what
// else is in the request says nothing that a file could.
std::string FieldWithin(const ApplyStep& step, absl::string_view path) {
  const std::string resource = SingularName(*step.wanted->kind->resource);
  if (path == absl::StrCat(resource, "_id")) return "id";
  if (!absl::StartsWith(path, absl::StrCat(resource, "."))) return "";
  return std::string(path.substr(resource.size() + 1));
}

std::string Where(const Spot& spot) { return spot.step->wanted->Where(spot.field); }

// The violations with their places, and the message that names the first.
absl::Status WithPlaces(const absl::Status& status, const google::rpc::BadRequest& request,
                        const FindSpot& find) {
  google::rpc::BadRequest placed = request;
  std::string message(status.message());
  for (auto& violation : *placed.mutable_field_violations()) {
    const auto spot = find(violation.field());
    if (!spot) continue;
    const std::string where = Where(*spot);
    // Only the first is in the message.
    if (absl::StartsWith(message, violation.field())) {
      message.replace(0, violation.field().size(), where);
    }
    violation.set_field(where);
  }
  absl::Status located = WithMessage(status, message);
  located.SetPayload(kBadRequest, absl::Cord(placed.SerializeAsString()));
  return located;
}

absl::Status Located(const absl::Status& status, const FindSpot& find,
                     const std::function<const ApplyStep*(const std::string& name)>& find_name) {
  google::rpc::BadRequest request;
  const auto payload = status.GetPayload(kBadRequest);
  if (payload && request.ParseFromString(std::string(*payload)) &&
      !request.field_violations().empty()) {
    return WithPlaces(status, request, find);
  }
  const ApplyStep* step = find_name(client::DecodeError(status).resource);
  if (step == nullptr) return status;
  return WithMessage(status, absl::StrCat(step->wanted->Where(), ": ", status.message()));
}

}  // namespace

absl::Status InTermsOfFiles(const absl::Status& status, const ApplyStep& step) {
  const auto find = [&step](absl::string_view path) -> std::optional<Spot> {
    return Spot{&step, FieldWithin(step, path)};
  };
  return Located(status, find, [&step](const std::string&) { return &step; });
}

absl::Status InTermsOfFiles(const absl::Status& status, const PlannedWrites& writes,
                            const PlannedAssumptions& assumptions) {
  const auto find = [&](absl::string_view path) -> std::optional<Spot> {
    if (const auto index = TakeIndex("writes", &path); index && *index < writes.steps.size()) {
      const ApplyStep* step = writes.steps[*index];
      // Behind the name of what is written: `create.`, `update.`, `confirm.`.
      path.remove_prefix(std::min(path.size(), path.find('.') + 1));
      return Spot{step, FieldWithin(*step, path)};
    }
    for (const auto& [key, steps] : assumptions.steps) {
      absl::string_view rest = path;
      const auto index = TakeIndex(absl::StrCat("assumptions.", key), &rest);
      if (index && *index < steps.size()) return Spot{steps[*index], std::string(rest)};
    }
    return std::nullopt;
  };
  const auto find_name = [&](const std::string& name) -> const ApplyStep* {
    for (const ApplyStep* step : writes.steps) {
      if (step->wanted->name == name) return step;
    }
    for (const auto& [key, steps] : assumptions.steps) {
      for (const ApplyStep* step : steps) {
        if (step->wanted->name == name) return step;
      }
    }
    return nullptr;
  };
  return Located(status, find, find_name);
}

std::string Places(const std::vector<const ApplyStep*>& steps) {
  std::vector<std::string> places;
  std::set<const ApplyStep*> seen;
  for (const ApplyStep* step : steps) {
    if (seen.insert(step).second) places.push_back(step->wanted->Where());
  }
  const size_t more = places.size() - std::min(places.size(), kMostPlaces);
  places.resize(places.size() - more);
  if (more > 0) places.push_back(absl::StrCat(more, " more"));
  return absl::StrJoin(places, "; ");
}

}  // namespace taqvim::cli
