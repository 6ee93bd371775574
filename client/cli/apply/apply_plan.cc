#include "client/cli/apply/apply_plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/cli/output/apply_document.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/usage_error.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string ResourceOf(const v1::Booking& booking) {
  return absl::StrCat(booking.space(), booking.venue(), booking.participant());
}

// Which bookings of an event, as it is, the wanted ones stand for.
class BookingMatch {
 public:
  BookingMatch(const v1::Event& current, v1::Event* wanted) : current_(current), wanted_(wanted) {
    for (const v1::Booking& booking : wanted->bookings()) taken_.insert(booking.id());
  }

  // Ids and time zones that the server gave to bookings, and that the file leaves
  // to it, stay. What is all the same is matched first, so that one that is left
  // out, or put before others, takes no other's place.
  void KeepWhatTheServerGave() {
    for (v1::Booking& booking : *wanted_->mutable_bookings()) {
      if (!booking.id().empty()) KeepZone(FindById(booking.id()), &booking);
    }
    Keep([](const v1::Booking& a, const v1::Booking& b) { return IsSame(a, b); });
    Keep([](const v1::Booking& a, const v1::Booking& b) { return ResourceOf(a) == ResourceOf(b); });
  }

 private:
  // The same but for what a server gives.
  static bool IsSame(const v1::Booking& wanted, const v1::Booking& booking) {
    v1::Booking given = wanted;
    given.set_id(booking.id());
    if (given.time_zone().empty()) given.set_time_zone(booking.time_zone());
    return google::protobuf::util::MessageDifferencer::Equals(given, booking);
  }

  template <class Matches>
  void Keep(Matches matches) {
    for (v1::Booking& booking : *wanted_->mutable_bookings()) {
      if (!booking.id().empty()) continue;
      for (const v1::Booking& same : current_.bookings()) {
        if (taken_.contains(same.id()) || !matches(booking, same)) continue;
        taken_.insert(same.id());
        booking.set_id(same.id());
        KeepZone(&same, &booking);
        break;
      }
    }
  }

  static void KeepZone(const v1::Booking* same, v1::Booking* booking) {
    if (same == nullptr || !booking->time_zone().empty()) return;
    if (ResourceOf(*booking) == ResourceOf(*same)) booking->set_time_zone(same->time_zone());
  }

  const v1::Booking* FindById(const std::string& id) const {
    for (const v1::Booking& booking : current_.bookings()) {
      if (booking.id() == id) return &booking;
    }
    return nullptr;
  }

  const v1::Event& current_;
  v1::Event* const wanted_;
  std::set<std::string> taken_;
};

// The fields of the message in which the file sets something. An etag changes
// nothing; it is sent.
std::vector<std::string> FieldsIn(const Filled& filled) {
  std::vector<std::string> names;
  for (const FieldPath& path : filled.fields) {
    const std::string& name = path[0]->name();
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!known && name != "etag") names.push_back(name);
  }
  return names;
}

bool IsArchived(const Message& resource) {
  const FieldDescriptor* archived = resource.GetDescriptor()->FindFieldByName("archived");
  return archived != nullptr && resource.GetReflection()->GetBool(resource, archived);
}

// What changes of the names in the differences, such as `bookings` for
// `bookings.hall.set_up`.
std::vector<std::string> FieldsOf(const std::vector<FieldDifference>& differences) {
  std::vector<std::string> fields;
  for (const FieldDifference& difference : differences) {
    const std::string field = difference.field.substr(0, difference.field.find('.'));
    if (fields.empty() || fields.back() != field) fields.push_back(field);
  }
  return fields;
}

absl::Status CannotChange(const WantedResource& wanted, absl::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat(wanted.Where(), " ", why, "; give this entry another id."));
}

absl::Status PlanEvent(const v1::Event& current, ApplyStep* step) {
  const bool is_tentative = current.state() == v1::EVENT_STATE_TENTATIVE;
  const bool is_live = is_tentative || current.state() == v1::EVENT_STATE_CONFIRMED;
  step->confirm = step->wanted->confirm && is_tentative && !IsAskedFor(current);
  if (!is_live && (step->wanted->confirm || step->action != ApplyAction::kUnchanged)) {
    const bool lapsed = current.state() == v1::EVENT_STATE_EXPIRED;
    return CannotChange(*step->wanted, lapsed ? "has lapsed, which cannot be undone"
                                              : "was cancelled, which cannot be undone");
  }
  return absl::OkStatus();
}

absl::Status PlanChange(std::unique_ptr<Message> current, ApplyStep* step) {
  const WantedResource& wanted = *step->wanted;
  std::unique_ptr<Message> body(wanted.body->New());
  body->CopyFrom(*wanted.body);
  if (step->IsEvent()) {
    BookingMatch(static_cast<const v1::Event&>(*current), static_cast<v1::Event*>(body.get()))
        .KeepWhatTheServerGave();
  }
  step->current = std::move(current);
  step->resource.reset(step->current->New());
  step->resource->CopyFrom(*step->current);
  CopyFields(*body, wanted.filled.fields, step->resource.get());
  const std::vector<std::string> fields = FieldsIn(wanted.filled);
  step->differences = Differences(*step->current, *step->resource, fields);
  if (!step->differences.empty()) step->action = ApplyAction::kUpdate;
  const bool says_so = std::find(fields.begin(), fields.end(), "archived") != fields.end();
  if (IsArchived(*step->current) && !says_so) {
    return absl::FailedPreconditionError(
        absl::StrCat(wanted.Where(),
                     " is archived; say so with `archived: true` in this entry, or use it again "
                     "with `archived: false`."));
  }
  step->mask = FieldsOf(step->differences);
  if (!step->IsEvent()) return absl::OkStatus();
  return PlanEvent(static_cast<const v1::Event&>(*step->current), step);
}

absl::Status PlanStep(const ReadCurrent& read, ApplyStep* step) {
  const WantedResource& wanted = *step->wanted;
  auto current = read(*wanted.kind, wanted.name);
  if (current.ok()) return PlanChange(*std::move(current), step);
  // That no server answers is no fault of the entry.
  if (ExitCodeFor(current.status()) == kExitUnreachable) return current.status();
  if (!absl::IsNotFound(current.status())) {
    return WithMessage(current.status(),
                       absl::StrCat(wanted.Where(), ": ", current.status().message()));
  }
  step->action = ApplyAction::kCreate;
  step->confirm = wanted.confirm;
  step->resource.reset(wanted.body->New());
  step->resource->CopyFrom(*wanted.body);
  return absl::OkStatus();
}

void AddWrites(const ApplyStep& step, PlannedWrites* planned) {
  const auto add = [&]() -> v1::EventWrite& {
    planned->steps.push_back(&step);
    return planned->writes.emplace_back();
  };
  const std::string& name = step.wanted->name;
  if (step.Goes()) {
    const std::string& etag = static_cast<const v1::Event&>(*step.current).etag();
    if (step.action == ApplyAction::kDelete) {
      auto& gone = *add().mutable_delete_();
      gone.set_name(name);
      gone.set_etag(etag);
    } else {
      auto& cancel = *add().mutable_cancel();
      cancel.set_name(name);
      cancel.set_etag(etag);
    }
    return;
  }
  if (step.action == ApplyAction::kCreate) {
    auto& create = *add().mutable_create();
    create.set_event_id(name.substr(name.rfind('/') + 1));
    *create.mutable_event() = static_cast<const v1::Event&>(*step.resource);
    create.set_confirm(step.confirm);
    return;
  }
  if (step.action == ApplyAction::kUpdate) add() = UpdateOf(step);
  if (step.confirm) add().mutable_confirm()->set_name(name);
}

}  // namespace

void ApplyStep::DropChange() {
  action = ApplyAction::kUnchanged;
  resource->CopyFrom(*current);
  mask.clear();
  differences.clear();
}

absl::StatusOr<std::vector<ApplyStep>> PlanApply(const ReadCurrent& read,
                                                 const std::vector<WantedResource>& wanted) {
  std::vector<ApplyStep> plan;
  for (const WantedResource& resource : wanted) {
    ApplyStep& step = plan.emplace_back();
    step.wanted = &resource;
    RETURN_IF_ERROR(PlanStep(read, &step));
  }
  return plan;
}

v1::EventWrite UpdateOf(const ApplyStep& step) {
  auto write = UpdateOfFields(static_cast<const v1::Event&>(*step.resource), step.mask);
  write.mutable_update()->set_ask_approval(step.ask_approval);
  return write;
}

PlannedWrites EventWritesOf(const std::vector<ApplyStep>& plan) {
  PlannedWrites planned;
  for (const ApplyStep& step : plan) {
    if (step.IsEvent()) AddWrites(step, &planned);
  }
  return planned;
}

PlannedAssumptions AssumptionsOf(const std::vector<ApplyStep>& plan) {
  PlannedAssumptions planned;
  const auto* reflection = planned.assumptions.GetReflection();
  for (const ApplyStep& step : plan) {
    const std::string& key = step.wanted->kind->key;
    const FieldDescriptor* list = planned.assumptions.GetDescriptor()->FindFieldByName(key);
    if (list == nullptr || !step.Changes()) continue;
    reflection->AddMessage(&planned.assumptions, list)->CopyFrom(*step.resource);
    planned.steps[key].push_back(&step);
  }
  return planned;
}

}  // namespace taqvim::cli
