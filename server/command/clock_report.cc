#include "server/command/clock_report.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"
#include "proto/status_macros.h"
#include "server/access/stored_token.pb.h"
#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/agreement.pb.h"
#include "taqvim/v1/closure.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/participant.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::command {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using storage::Kind;

constexpr int kResourcesAtOnce = 500;
constexpr int64_t kRevisionsAtOnce = 200;
constexpr int64_t kBytesAtOnce = 16 << 20;
// Asked for, or counted from another time.
constexpr char kExpiry[] = "expire_time";

// What is stored of each kind.
const Message& PrototypeOf(Kind kind) {
  switch (kind) {
    case Kind::kOrganization:
      return v1::Organization::default_instance();
    case Kind::kParticipant:
      return v1::Participant::default_instance();
    case Kind::kAgreement:
      return v1::Agreement::default_instance();
    case Kind::kVenue:
      return v1::Venue::default_instance();
    case Kind::kSpace:
      return v1::Space::default_instance();
    case Kind::kClosure:
      return v1::Closure::default_instance();
    case Kind::kGrant:
      return v1::Grant::default_instance();
    case Kind::kToken:
      return access::StoredToken::default_instance();
    default:
      return v1::Event::default_instance();
  }
}

constexpr std::array kKinds = {Kind::kOrganization, Kind::kParticipant, Kind::kAgreement,
                               Kind::kVenue,        Kind::kSpace,       Kind::kClosure,
                               Kind::kGrant,        Kind::kToken,       Kind::kEvent};

// Collects the times in a message by their fields, the latest of each.
void Collect(const Message& message, const std::string& prefix,
             std::map<std::string, absl::Time>& times) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr || field->is_map()) continue;
    const std::string path = absl::StrCat(prefix, field->name());
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                  : reflection.GetMessage(message, field);
      if (field->message_type() != Timestamp::descriptor()) {
        Collect(inner, absl::StrCat(path, "."), times);
        continue;
      }
      const absl::Time time =
          absl::FromUnixMicros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(
              static_cast<const Timestamp&>(inner)));
      times[path] = std::max(time, times.try_emplace(path, time).first->second);
    }
  }
}

bool IsExpiry(const std::string& field) {
  return field == kExpiry || field == absl::StrCat("access_token.", kExpiry);
}

// The resource, when any of its times is ahead that is no expiry.
std::optional<AheadResource> FindAhead(const storage::Resource& resource, const Message& message,
                                       absl::Time clock) {
  AheadResource found{.name = resource.name, .times = {}};
  Collect(message, "", found.times);
  std::erase_if(found.times, [&](const auto& time) { return time.second <= clock; });
  const bool stamped = std::any_of(found.times.begin(), found.times.end(),
                                   [](const auto& time) { return !IsExpiry(time.first); });
  if (!stamped) return std::nullopt;
  return found;
}

absl::Status RunRead(storage::ManualStore& store, storage::ReadFunction function) {
  absl::Status result = absl::InternalError("The store did not answer.");
  store.Read({}, std::move(function), [&](absl::Status status) { result = std::move(status); });
  store.RunPendingReads();
  return result;
}

absl::Status AddResources(storage::ManualStore& store, Kind kind, ClockReport& report) {
  const std::unique_ptr<Message> message(PrototypeOf(kind).New());
  for (storage::ResourceId after = 0;;) {
    std::vector<storage::Resource> page;
    RETURN_IF_ERROR(RunRead(store, [&](storage::Snapshot& snapshot) {
      ASSIGN_OR_RETURN(page,
                       snapshot.List({.kind = kind, .after = after, .limit = kResourcesAtOnce}));
      return absl::OkStatus();
    }));
    for (const storage::Resource& resource : page) {
      after = resource.id;
      if (!message->ParseFromString(resource.body)) {
        return absl::DataLossError(
            absl::StrCat("What is stored of ", resource.name, " is damaged; restore a backup."));
      }
      if (auto ahead = FindAhead(resource, *message, report.clock)) {
        report.resources.push_back(*std::move(ahead));
      }
    }
    if (page.size() < kResourcesAtOnce) return absl::OkStatus();
  }
}

// Counts a page of the log from its end; false at a revision that is not ahead.
bool CountAhead(const std::vector<storage::LogEntry>& entries, absl::Time clock,
                AheadRevisions& revisions) {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->time <= clock) return false;
    if (revisions.count++ == 0) revisions.last = entry->revision.number;
    revisions.first = entry->revision.number;
    revisions.latest = std::max(revisions.latest, entry->time);
    if (!entry->request_id.empty()) ++revisions.requests;
  }
  return true;
}

// Times go up with the numbers but where the clock was set right before: what is
// beyond that was told then.
absl::Status AddRevisions(storage::ManualStore& store, ClockReport& report) {
  ASSIGN_OR_RETURN(const auto reach, store.Reach());
  for (int64_t end = reach.newest.number; end > reach.start.number;) {
    const int64_t begin = std::max(end - kRevisionsAtOnce, reach.start.number);
    std::vector<storage::LogEntry> entries;
    for (int64_t after = begin; after < end;) {
      ASSIGN_OR_RETURN(auto page,
                       store.ChangesAfter(after, static_cast<int>(end - after), kBytesAtOnce));
      after = page.scanned.number;
      // Only their heads are needed.
      for (storage::LogEntry& entry : page.entries) {
        entry.changes.clear();
        entries.push_back(std::move(entry));
      }
    }
    if (!CountAhead(entries, report.clock, report.revisions)) break;
    end = begin;
  }
  return absl::OkStatus();
}

}  // namespace

std::string Moment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

absl::StatusOr<ClockReport> ReportAhead(storage::ManualStore& store, absl::Time clock) {
  ClockReport report{.clock = clock};
  RETURN_IF_ERROR(AddRevisions(store, report));
  for (Kind kind : kKinds) {
    RETURN_IF_ERROR(AddResources(store, kind, report));
  }
  return report;
}

std::string ToText(const ClockReport& report, size_t most) {
  const AheadRevisions& revisions = report.revisions;
  std::string text = absl::StrCat("The clock says ", Moment(report.clock), ".\n");
  if (revisions.count == 0) {
    absl::StrAppend(&text, "The newest revision is not stamped later.\n");
  } else {
    absl::StrAppend(&text, "Stamped later are ", revisions.count, " revisions, ", revisions.first,
                    " to ", revisions.last, ", up to ", Moment(revisions.latest), "; ",
                    revisions.requests, " of them have request ids.\n");
  }
  if (report.resources.empty()) return text;
  absl::StrAppend(&text, "Stamped later are times of ", report.resources.size(), " resources:\n");
  for (size_t i = 0; i < std::min(most, report.resources.size()); ++i) {
    absl::StrAppend(&text, "  ", report.resources[i].name, "\n");
    for (const auto& [field, time] : report.resources[i].times) {
      absl::StrAppend(&text, "    ", field, ": ", Moment(time), "\n");
    }
  }
  if (report.resources.size() > most) {
    absl::StrAppend(&text, "  and of ", report.resources.size() - most, " more\n");
  }
  return text;
}

}  // namespace taqvim::command
