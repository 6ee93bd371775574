#include "client/cli/apply/export_reader.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/references.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/usage_error.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Message;
using Found = std::vector<std::unique_ptr<Message>>;

// As many as a filter takes.
constexpr size_t kMostHosts = 100;

const ApplyKind& Events() { return *FindApplyKind("events"); }

// What is planned, as filters of events say it.
ListFilter Planned(ListFilter filter) {
  filter.emplace_back("states", "tentative");
  filter.emplace_back("states", "confirmed");
  return filter;
}

const v1::Event* AsEvent(const Message& resource) {
  return resource.GetDescriptor() == v1::Event::descriptor()
             ? &static_cast<const v1::Event&>(resource)
             : nullptr;
}

// To whom an event is closed is told no title, which every event has.
bool IsClosed(const Message& resource) {
  const v1::Event* event = AsEvent(resource);
  return event != nullptr && event->title().empty();
}

// When the event begins, in a text that sorts as time does; empty where it has no period.
std::string BeginOf(const v1::Event& event) {
  const v1::Period& period = event.period();
  const auto text = [](const Message& message, const char* field) {
    return GetText(message, *message.GetDescriptor()->FindFieldByName(field));
  };
  if (period.has_timed()) return text(period.timed(), "start");
  return period.has_dated() ? text(period.dated(), "first_day") : "";
}

std::tuple<const ApplyKind*, bool, std::string, std::string> PlaceOf(const std::string& name,
                                                                     const Message& resource) {
  const v1::Event* event = AsEvent(resource);
  // Kinds stand in one list, in the order in which they are written.
  return {FindKindOf(name), event != nullptr && !event->has_culture_days(),
          event != nullptr ? BeginOf(*event) : "", name};
}

}  // namespace

absl::Status ExportReader::Add(const std::string& name) {
  const ApplyKind* kind = FindKindOf(name);
  if (kind == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", name, "\" is not the name of what files can have."));
  }
  ASSIGN_OR_RETURN(auto resource, calls_.get(*kind, name));
  const v1::Event* event = AsEvent(*resource);
  const bool is_programme = event != nullptr && event->has_culture_days();
  Keep(std::move(resource));
  if (is_programme) RETURN_IF_ERROR(AddEvents({{"programme", name}}));
  return AddHosted();
}

absl::Status ExportReader::AddAll() {
  for (const ApplyKind& kind : ApplyKinds()) {
    if (&kind == &Events()) continue;
    ASSIGN_OR_RETURN(Found all, calls_.list(kind, {}));
    for (auto& one : all) Keep(std::move(one));
  }
  return AddEvents({});
}

absl::Status ExportReader::AddReferences() {
  while (!to_follow_.empty()) {
    const Message& resource = *to_follow_.back();
    to_follow_.pop_back();
    for (const std::string& name : ReferencesOf(resource)) {
      const ApplyKind* kind = FindKindOf(name);
      if (kind == nullptr || found_.contains(name)) continue;
      auto referred = calls_.get(*kind, name);
      if (referred.ok()) {
        Keep(*std::move(referred));
      } else if (absl::IsNotFound(referred.status()) ||
                 absl::IsPermissionDenied(referred.status())) {
        const bool is_new = std::find(left_out_.begin(), left_out_.end(), name) == left_out_.end();
        if (is_new) left_out_.push_back(name);
      } else {
        return referred.status();
      }
    }
  }
  return absl::OkStatus();
}

std::vector<const Message*> ExportReader::InOrder() const {
  std::vector<std::pair<std::string, const Message*>> all;
  for (const auto& [name, resource] : found_) {
    if (!IsClosed(*resource)) all.emplace_back(name, resource.get());
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return PlaceOf(a.first, *a.second) < PlaceOf(b.first, *b.second);
  });
  std::vector<const Message*> ordered;
  for (const auto& [name, resource] : all) ordered.push_back(resource);
  return ordered;
}

absl::Status ExportReader::AddEvents(const ListFilter& filter) {
  ASSIGN_OR_RETURN(Found events, calls_.list(Events(), Planned(filter)));
  for (auto& event : events) Keep(std::move(event));
  return absl::OkStatus();
}

absl::Status ExportReader::AddHosted() {
  while (!hosts_.empty()) {
    ListFilter filter;
    for (size_t i = 0; i < kMostHosts && !hosts_.empty(); ++i) {
      filter.emplace_back("hosts", hosts_.back());
      hosts_.pop_back();
    }
    RETURN_IF_ERROR(AddEvents(filter));
  }
  return absl::OkStatus();
}

bool ExportReader::Keep(std::unique_ptr<Message> resource) {
  const std::string name = NameOf(*resource);
  const auto [kept, is_new] = found_.emplace(name, std::move(resource));
  if (!is_new) return false;
  if (IsClosed(*kept->second)) {
    left_out_.push_back(name);
    return true;
  }
  to_follow_.push_back(kept->second.get());
  if (AsEvent(*kept->second) != nullptr) hosts_.push_back(name);
  return true;
}

}  // namespace taqvim::cli
