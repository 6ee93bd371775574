#include "server/watch/view.h"

#include "absl/time/time.h"
#include "proto/status_macros.h"
#include "server/access/public_form.h"
#include "server/access/redact.h"
#include "server/base/errors.h"
#include "server/schedule/stored/resources.h"
#include "server/watch/wire.h"

namespace taqvim::watch {
namespace {

using storage::Kind;

// The members of Resource have the numbers of their types.
int FieldOf(v1::ResourceKind type) { return static_cast<int>(type); }

int EtagField(v1::ResourceKind type) {
  const auto* resource = v1::Resource::descriptor()->FindFieldByNumber(FieldOf(type));
  return resource->message_type()->FindFieldByName("etag")->number();
}

// The message Resource of what is stored, which is the resource but for its etag.
std::string Whole(v1::ResourceKind type, std::string_view body) {
  static const auto& etag_fields = *new auto([] {
    std::array<int, v1::ResourceKind_ARRAYSIZE> fields{};
    for (int t = v1::RESOURCE_KIND_EVENT; t < v1::ResourceKind_ARRAYSIZE; ++t) {
      fields[t] = EtagField(static_cast<v1::ResourceKind>(t));
    }
    return fields;
  }());
  std::string etag;
  AppendBytes(etag_fields[type], schedule::EtagOf(body), etag);
  std::string resource;
  resource.reserve(body.size() + etag.size() + 8);
  AppendBytes(FieldOf(type), body, etag, resource);
  return resource;
}

std::string TimestampBytes(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  std::string bytes;
  AppendNumber(google::protobuf::Timestamp::kSecondsFieldNumber, micros / 1'000'000, bytes);
  AppendNumber(google::protobuf::Timestamp::kNanosFieldNumber, micros % 1'000'000 * 1000, bytes);
  return bytes;
}

// What of a resource other than an event the public sees, as a message Resource.
absl::StatusOr<std::string> PublicForm(v1::ResourceKind type, const std::string& body) {
  v1::Resource resource;
  const auto* field = v1::Resource::descriptor()->FindFieldByNumber(FieldOf(type));
  auto* message = resource.GetReflection()->MutableMessage(&resource, field);
  if (!message->ParseFromString(body)) {
    return schedule::DataLoss("What the log holds of a resource is damaged. Restore a backup.");
  }
  access::KeepPublic(*message);
  return schedule::ToBody(resource);
}

// Whether there are such resources for the public.
bool IsPublicKind(v1::ResourceKind type) {
  const auto* field = v1::Resource::descriptor()->FindFieldByNumber(FieldOf(type));
  return field != nullptr && access::IsForPublic(*field->message_type());
}

}  // namespace

absl::StatusOr<const v1::Event*> EventReader::Read(const std::string& body) {
  std::unique_ptr<v1::Event>& event = events_[&body];
  if (event != nullptr) return event.get();
  auto read = std::make_unique<v1::Event>();
  if (!read->ParseFromString(body)) {
    return schedule::DataLoss("What the log holds of an event is damaged. Restore a backup.");
  }
  event = std::move(read);
  return event.get();
}

View::View(const Interest& interest)
    : include_before_(interest.include_before),
      rights_(interest.rights),
      sees_everything_(interest.rights->SeesEverything()) {
  kinds_.fill(interest.filter.resource_kinds().empty());
  for (int kind : interest.filter.resource_kinds()) kinds_[kind] = true;
  kinds_[v1::RESOURCE_KIND_UNSPECIFIED] = false;
  for (size_t kind = 0; rights_->IsPublic() && kind < kinds_.size(); ++kind) {
    kinds_[kind] = kinds_[kind] && IsPublicKind(static_cast<v1::ResourceKind>(kind));
  }
  if (interest.filter.has_events()) events_.emplace(interest.filter.events());
}

bool View::Wants(Kind kind) const { return kinds_[ResourceKindOf(kind)]; }

absl::StatusOr<View::Sights> View::Look(const storage::Change& change, EventReader& reader) const {
  if (rights_->IsPublic()) return LookInPublic(change, reader);
  if (change.kind == Kind::kEvent && (!sees_everything_ || events_)) {
    return LookAtEvent(change, reader);
  }
  const v1::ResourceKind type = ResourceKindOf(change.kind);
  Sights sights;
  if (change.before) sights.before = {.matches = true, .resource = ""};
  if (change.before && include_before_) sights.before->resource = Whole(type, *change.before);
  if (change.after) sights.after = {.matches = true, .resource = Whole(type, *change.after)};
  return sights;
}

// Of what has disappeared nothing is shown, not what it was either.
absl::StatusOr<View::Sights> View::LookInPublic(const storage::Change& change,
                                                EventReader& reader) const {
  Sights sights;
  if (change.before) {
    ASSIGN_OR_RETURN(sights.before, InPublic(change.kind, *change.before, reader));
  }
  if (change.after) {
    ASSIGN_OR_RETURN(sights.after, InPublic(change.kind, *change.after, reader));
    if (sights.after->resource.empty() && sights.before) sights.before->resource.clear();
  }
  return sights;
}

absl::StatusOr<View::Sight> View::InPublic(Kind kind, const std::string& body,
                                           EventReader& reader) const {
  if (kind != Kind::kEvent) {
    ASSIGN_OR_RETURN(auto resource, PublicForm(ResourceKindOf(kind), body));
    return Sight{.matches = true, .resource = std::move(resource)};
  }
  ASSIGN_OR_RETURN(const v1::Event* event, reader.Read(body));
  if (!rights_->KnowsOf(*event)) return Sight{};
  v1::Event scratch;
  const v1::Event& seen = access::VisibleForm(*rights_, *event, scratch);
  Sight sight{.matches = !events_ || events_->Matches(seen), .resource = ""};
  AppendBytes(FieldOf(v1::RESOURCE_KIND_EVENT), schedule::ToBody(seen), sight.resource);
  return sight;
}

// What an event was is concealed as well when the event is closed since.
absl::StatusOr<View::Sights> View::LookAtEvent(const storage::Change& change,
                                               EventReader& reader) const {
  Sights sights;
  bool closed = false;
  if (change.after) {
    absl::StatusOr<const v1::Event*> after = reader.Read(*change.after);
    if (!after.ok()) return after.status();
    closed = !rights_->SeesAllOf(**after);
    sights.after = LookAt(**after, *change.after, closed);
  }
  if (change.before) {
    absl::StatusOr<const v1::Event*> before = reader.Read(*change.before);
    if (!before.ok()) return before.status();
    sights.before = LookAt(**before, *change.before, closed);
  }
  return sights;
}

// Whether it matches goes by what could be seen of it at its time.
View::Sight View::LookAt(const v1::Event& event, const std::string& body, bool conceal) const {
  v1::Event scratch;
  const v1::Event& seen = access::VisibleForm(*rights_, event, scratch);
  Sight sight{.matches = !events_ || events_->Matches(seen)};
  if (&seen == &event && !conceal) {
    sight.resource = Whole(v1::RESOURCE_KIND_EVENT, body);
    return sight;
  }
  if (&seen == &event) {
    scratch = event;
    access::Redact(scratch);
  }
  AppendBytes(FieldOf(v1::RESOURCE_KIND_EVENT), schedule::ToBody(scratch), sight.resource);
  return sight;
}

absl::Status View::TellChange(const storage::Change& change, EventReader& reader,
                              std::string& out) const {
  if (!Wants(change.kind)) return absl::OkStatus();
  absl::StatusOr<Sights> sights = Look(change, reader);
  if (!sights.ok()) return sights.status();
  const std::optional<Sight>& before = sights->before;
  const std::optional<Sight>& after = sights->after;
  const bool matched = before && before->matches;
  const bool matches = after && after->matches;
  if (!matched && !matches) return absl::OkStatus();
  // Nothing that may be seen has changed.
  if (!sees_everything_ && matched && matches && before->resource == after->resource) {
    return absl::OkStatus();
  }
  v1::ChangeKind kind = v1::CHANGE_KIND_UPDATED;
  if (!matched) kind = before ? v1::CHANGE_KIND_ENTERED : v1::CHANGE_KIND_CREATED;
  if (!matches) kind = after ? v1::CHANGE_KIND_LEFT : v1::CHANGE_KIND_DELETED;
  std::string told;
  AppendBytes(v1::Change::kNameFieldNumber, change.name, told);
  AppendNumber(v1::Change::kResourceKindFieldNumber, ResourceKindOf(change.kind), told);
  AppendNumber(v1::Change::kKindFieldNumber, kind, told);
  if (include_before_ && before && !before->resource.empty()) {
    AppendBytes(v1::Change::kBeforeFieldNumber, before->resource, told);
  }
  if (after && !after->resource.empty())
    AppendBytes(v1::Change::kAfterFieldNumber, after->resource, told);
  AppendBytes(v1::Revision::kChangesFieldNumber, told, out);
  return absl::OkStatus();
}

absl::StatusOr<std::string> View::Tell(const storage::LogEntry& entry, std::string_view token,
                                       EventReader& reader) const {
  std::string changes;
  for (const storage::Change& change : entry.changes) {
    RETURN_IF_ERROR(TellChange(change, reader, changes));
  }
  if (changes.empty()) return changes;
  return TellHead(entry, token) + changes;
}

std::string View::TellHead(const storage::LogEntry& entry, std::string_view token) const {
  std::string head;
  AppendNumber(v1::Revision::kNumberFieldNumber, entry.revision.number, head);
  if (!token.empty()) AppendBytes(v1::Revision::kRevisionTokenFieldNumber, token, head);
  AppendBytes(v1::Revision::kCreateTimeFieldNumber, TimestampBytes(entry.time), head);
  if (sees_everything_) AppendBytes(v1::Revision::kPrincipalFieldNumber, entry.principal, head);
  if (token.empty()) AppendNumber(v1::Revision::kContinuesFieldNumber, 1, head);
  return head;
}

absl::StatusOr<std::string> View::Show(Kind kind, const std::string& body) const {
  EventReader reader;
  const storage::Change change{.kind = kind, .after = body};
  absl::StatusOr<Sights> sights = Look(change, reader);
  if (!sights.ok()) return sights.status();
  return sights->after->matches ? std::move(sights->after->resource) : std::string();
}

}  // namespace taqvim::watch
