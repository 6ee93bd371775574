#include "tests/property/subject.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "proto/status_macros.h"
#include "server/schedule/api.h"
#include "server/schedule/audit/audit.h"
#include "server/schedule/check/normalize.h"
#include "server/schedule/time/zone_rules.h"
#include "server/schedule/upkeep/duty.h"
#include "server/schedule/upkeep/rederive.h"
#include "storage/sqlite/audit/audit.h"
#include "storage/sqlite/audit/stored_rows.h"
#include "tests/property/model/civil_arithmetic.h"
#include "tests/property/model/organizations.h"

namespace taqvim::property {
namespace {

const schedule::Caller kCaller{"property-test", access::Rights::All()};

// Who writes agreements, and says what parties say.
const access::Rights& SecretarysRights() {
  static const access::Rights rights = [] {
    access::Rights some;
    for (const char* organization : kOrganizations) {
      if (SpeaksFor(organization)) some.AddForOrganization(v1::ROLE_ORGANIZER, organization);
    }
    return some;
  }();
  return rights;
}
const schedule::Caller kSecretary{"property-test", SecretarysRights()};

void OrDie(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "The store of the test failed: %s\n", status.ToString().c_str());
  std::abort();
}

// Memory, where the system has a place for files in it: nothing here is to
// survive the test, and each write waits for the disk.
std::filesystem::path NewDirectory() {
  const std::filesystem::path memory = "/dev/shm";
  const bool usable = ::access(memory.c_str(), W_OK) == 0;
  std::string pattern = (usable ? memory : std::filesystem::temp_directory_path()).string() +
                        "/taqvim-property-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) OrDie(absl::UnavailableError("no directory"));
  return pattern;
}

std::string Bytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  return bytes;
}

// One name for all operations.
struct Operation {
  storage::Transaction& transaction;
#define TAQVIM_OPERATION(Method)                              \
  auto operator()(const v1::Method##Request& request) const { \
    return schedule::Method(transaction, kCaller, request);   \
  }
  TAQVIM_OPERATION(CreateEvent)
  TAQVIM_OPERATION(UpdateEvent)
  TAQVIM_OPERATION(DeleteEvent)
  TAQVIM_OPERATION(ConfirmEvent)
  TAQVIM_OPERATION(CancelEvent)
  TAQVIM_OPERATION(BatchWriteEvents)
  TAQVIM_OPERATION(PrioritizeHold)
  TAQVIM_OPERATION(ApproveBooking)
  TAQVIM_OPERATION(RefuseBooking)
  TAQVIM_OPERATION(CheckEvents)
  TAQVIM_OPERATION(CreateClosure)
  TAQVIM_OPERATION(UpdateClosure)
  TAQVIM_OPERATION(DeleteClosure)
  TAQVIM_OPERATION(CreateSpace)
  TAQVIM_OPERATION(UpdateSpace)
  TAQVIM_OPERATION(DeleteSpace)
  TAQVIM_OPERATION(UpdateVenue)
  TAQVIM_OPERATION(UpdateParticipant)
  TAQVIM_OPERATION(RederiveTimes)
  TAQVIM_OPERATION(CreateVenue)
  TAQVIM_OPERATION(CreateParticipant)
  TAQVIM_OPERATION(CreateOrganization)
  TAQVIM_OPERATION(PublishEvents)
  TAQVIM_OPERATION(UnpublishEvents)
#undef TAQVIM_OPERATION
#define TAQVIM_OPERATION(Method)                               \
  auto operator()(const v1::Method##Request& request) const {  \
    return schedule::Method(transaction, kSecretary, request); \
  }
  TAQVIM_OPERATION(CreateAgreement)
  TAQVIM_OPERATION(UpdateAgreement)
  TAQVIM_OPERATION(DeleteAgreement)
  TAQVIM_OPERATION(AcceptAgreement)
  TAQVIM_OPERATION(DeclineAgreement)
#undef TAQVIM_OPERATION
};

template <class Response>
void TakeApart(const Response& response, Answer& answer) {
  if constexpr (requires { response.event(); }) answer.events = {response.event()};
  if constexpr (requires { response.events(); }) {
    answer.events.assign(response.events().begin(), response.events().end());
  }
  if constexpr (requires { response.advisories(); }) {
    answer.conflicts.assign(response.advisories().begin(), response.advisories().end());
  }
  if constexpr (requires { response.cascaded_events(); }) {
    answer.cascaded.assign(response.cascaded_events().begin(), response.cascaded_events().end());
  }
  if constexpr (requires { response.conflicts().total(); }) {
    const auto& conflicts = response.conflicts().conflicts();
    answer.conflicts.assign(conflicts.begin(), conflicts.end());
  }
  if constexpr (requires { response.moved_events(); }) {
    answer.moved.assign(response.moved_events().begin(), response.moved_events().end());
  }
  if constexpr (requires { response.remaining_time_zones(); }) {
    answer.complete = response.remaining_time_zones().empty();
  }
  auto take = [&](const auto& resource) {
    answer.name = resource.name();
    answer.etag = resource.etag();
  };
  if constexpr (requires { response.space(); }) take(response.space());
  if constexpr (requires { response.closure(); }) take(response.closure());
  if constexpr (requires { response.venue(); }) take(response.venue());
  if constexpr (requires { response.participant(); }) take(response.participant());
  if constexpr (requires { response.agreement(); }) {
    take(response.agreement());
    answer.agreement = response.agreement();
  }
}

// Those that are installed, as the server does.
void GiveZones(bool dry_run, std::optional<schedule::GivenZoneRules>& zones) {
  auto installed = schedule::ZonesInForce::ReadInstalled();
  if (dry_run) {
    zones.emplace(std::move(installed));
  } else {
    schedule::ZonesInForce::Use(std::move(installed));
  }
}

Claim::Kind KindOf(storage::ClaimKind kind) {
  if (kind == storage::ClaimKind::kClosure) return Claim::Kind::kClosure;
  if (kind == storage::ClaimKind::kContested) return Claim::Kind::kContested;
  return kind == storage::ClaimKind::kHeld ? Claim::Kind::kHeld : Claim::Kind::kConfirmed;
}

}  // namespace

Subject::Subject(uint64_t seed) : random_(seed), directory_(NewDirectory()) { Open(); }

Subject::~Subject() {
  store_.reset();
  std::filesystem::remove_all(directory_);
}

void Subject::Open() {
  storage::SqliteOptions options;
  options.path = (directory_ / "schedule.db").string();
  options.create = true;
  options.env = {.now = [this] { return absl::FromUnixSeconds(now_); },
                 .random = [this] { return random_(); }};
  // Whole files are read in one snapshot, under sanitizers too.
  options.snapshot_budget = absl::InfiniteDuration();
  auto store = storage::OpenManualSqliteStore(std::move(options));
  OrDie(store.status());
  store_ = *std::move(store);
  store_->SetDuty(schedule::DoWhatIsDue);
}

void Subject::Reopen() {
  store_.reset();
  Open();
}

storage::WriteOutcome Subject::RunTransaction(storage::WriteFunction function, bool dry_run) {
  storage::WriteOptions options;
  options.principal = std::string(kCaller.principal);
  options.method = "PropertyTest";
  options.dry_run = dry_run;
  storage::WriteOutcome outcome;
  store_->Write(std::move(options), std::move(function),
                [&](storage::WriteOutcome answered) { outcome = std::move(answered); });
  store_->RunPendingWrites();
  return outcome;
}

Answer Subject::Run(const Request& sent, bool dry_run) {
  Request request = sent;
  Answer answer;
  answer.status = std::visit(
      [](auto& alternative) {
        schedule::Normalize(alternative);
        return schedule::Validate(alternative);
      },
      request);
  if (!answer.status.ok()) return answer;
  std::optional<schedule::GivenZoneRules> zones;
  if (std::holds_alternative<v1::RederiveTimesRequest>(request)) GiveZones(dry_run, zones);
  // What is due comes before, in the first of both.
  std::mt19937_64 random;
  auto write = [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    random = random_;
    return std::visit(
        [&](const auto& alternative) -> absl::StatusOr<std::string> {
          ASSIGN_OR_RETURN(auto response, Operation{transaction}(alternative));
          TakeApart(response, answer);
          return Bytes(response);
        },
        request);
  };
  storage::WriteOutcome outcome = RunTransaction(write, dry_run);
  if (dry_run) random_ = random;
  answer.status = outcome.status;
  answer.bytes = std::move(outcome.answer);
  return answer;
}

Subject::Check Subject::CheckEvents(const std::vector<v1::EventWrite>& writes, int page_size) {
  v1::CheckEventsRequest request;
  for (const v1::EventWrite& write : writes) *request.add_writes() = write;
  request.set_page_size(page_size);
  Check check;
  const std::mt19937_64 random = random_;
  do {
    v1::CheckEventsResponse response;
    check.status = schedule::Validate(request);
    if (!check.status.ok()) return check;
    auto judge = [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(auto judged, schedule::CheckEvents(transaction, kCaller, request));
      response = std::move(judged);
      return "";
    };
    check.status = RunTransaction(judge, /*dry_run=*/true).status;
    random_ = random;
    if (!check.status.ok()) return check;
    for (const v1::Conflict& conflict : response.conflicts()) check.conflicts.push_back(conflict);
    check.blocked = response.blocked();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return check;
}

template <class Request>
void Subject::Prepare(const Request& request) {
  OrDie(schedule::Validate(request));
  auto write = [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(Operation{transaction}(request).status());
    return "";
  };
  OrDie(RunTransaction(write, /*dry_run=*/false).status);
}
template void Subject::Prepare(const v1::CreateVenueRequest&);
template void Subject::Prepare(const v1::CreateParticipantRequest&);
template void Subject::Prepare(const v1::CreateOrganizationRequest&);

void Subject::DoWhatIsDue() { store_->RunPendingWrites(); }

void Subject::Read(storage::ReadFunction function) {
  absl::Status status = absl::UnknownError("The read was not answered.");
  store_->Read({}, std::move(function),
               [&](absl::Status answered) { status = std::move(answered); });
  store_->RunPendingReads();
  OrDie(status);
}

std::string Subject::NameOf(storage::Snapshot& snapshot, storage::ResourceId id) {
  if (id == 0) return "";
  std::string& name = names_[id];
  if (name.empty()) {
    auto resource = snapshot.FindById(id);
    OrDie(resource.status());
    name = *resource ? (*resource)->name : "a resource that does not exist";
  }
  return name;
}

Claim Subject::Named(storage::Snapshot& snapshot, const storage::Claim& claim) {
  return {.atom = NameOf(snapshot, claim.atom),
          .span = {claim.interval.start, claim.interval.end},
          .host = NameOf(snapshot, claim.host),
          .owner = NameOf(snapshot, claim.owner),
          .booking = claim.booking,
          .kind = KindOf(claim.kind)};
}

std::optional<v1::Event> Subject::FindEvent(const std::string& name) {
  std::optional<v1::Event> event;
  Read([&](storage::Snapshot& snapshot) {
    v1::GetEventRequest request;
    request.set_name(name);
    auto response = schedule::GetEvent(snapshot, kCaller, request);
    if (response.ok()) event = response->event();
    return response.ok() || absl::IsNotFound(response.status()) ? absl::OkStatus()
                                                                : response.status();
  });
  return event;
}

std::vector<v1::Event> Subject::ListEvents(int page_size) {
  std::vector<v1::Event> events;
  v1::ListEventsRequest request;
  request.set_page_size(page_size);
  do {
    v1::ListEventsResponse page;
    Read([&](storage::Snapshot& snapshot) {
      ASSIGN_OR_RETURN(page, schedule::ListEvents(snapshot, kCaller, request));
      return absl::OkStatus();
    });
    events.insert(events.end(), page.events().begin(), page.events().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return events;
}

std::vector<v1::Occurrence> Subject::ListOccurrences(const std::string& name, int page_size) {
  v1::ListOccurrencesRequest request;
  request.set_name(name);
  request.set_page_size(page_size);
  return AllOccurrences(request);
}

std::vector<v1::Occurrence> Subject::ListAgenda(int64_t first_day, int64_t last_day,
                                                int page_size) {
  v1::ListOccurrencesRequest request;
  *request.mutable_window()->mutable_first_day() = DateOf(first_day);
  *request.mutable_window()->mutable_last_day() = DateOf(last_day);
  request.set_page_size(page_size);
  return AllOccurrences(request);
}

std::vector<v1::Occurrence> Subject::AllOccurrences(v1::ListOccurrencesRequest request) {
  std::vector<v1::Occurrence> occurrences;
  do {
    v1::ListOccurrencesResponse page;
    Read([&](storage::Snapshot& snapshot) {
      ASSIGN_OR_RETURN(page, schedule::ListOccurrences(snapshot, kCaller, request));
      return absl::OkStatus();
    });
    occurrences.insert(occurrences.end(), page.occurrences().begin(), page.occurrences().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return occurrences;
}

std::vector<v1::PendingBooking> Subject::ListPending(int page_size) {
  std::vector<v1::PendingBooking> bookings;
  v1::ListPendingBookingsRequest request;
  request.set_page_size(page_size);
  do {
    v1::ListPendingBookingsResponse page;
    Read([&](storage::Snapshot& snapshot) {
      ASSIGN_OR_RETURN(page, schedule::ListPendingBookings(snapshot, kCaller, request));
      return absl::OkStatus();
    });
    bookings.insert(bookings.end(), page.bookings().begin(), page.bookings().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return bookings;
}

std::vector<v1::StandingConflict> Subject::ListConflicts(const std::vector<v1::ConflictKind>& kinds,
                                                         int page_size) {
  std::vector<v1::StandingConflict> conflicts;
  v1::ListConflictsRequest request;
  request.set_page_size(page_size);
  for (v1::ConflictKind kind : kinds) request.add_kinds(kind);
  do {
    v1::ListConflictsResponse page;
    Read([&](storage::Snapshot& snapshot) {
      ASSIGN_OR_RETURN(page, schedule::ListConflicts(snapshot, kCaller, request));
      return absl::OkStatus();
    });
    conflicts.insert(conflicts.end(), page.conflicts().begin(), page.conflicts().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return conflicts;
}

std::vector<Claim> Subject::ClaimsOf(const std::string& owner) {
  std::vector<Claim> named;
  Read([&](storage::Snapshot& snapshot) {
    auto kind = owner.rfind("events/", 0) == 0 ? storage::Kind::kEvent : storage::Kind::kClosure;
    auto resource = snapshot.Find(kind, owner);
    if (!resource.ok() || !*resource) return resource.status();
    ASSIGN_OR_RETURN(auto claims, snapshot.ClaimsOf((*resource)->id));
    for (const storage::Claim& claim : claims) {
      if (claim.kind == storage::ClaimKind::kCultureDays) continue;
      named.push_back(Named(snapshot, claim));
    }
    return absl::OkStatus();
  });
  return named;
}

std::vector<Claim> Subject::ClaimsOn(const std::string& atom) {
  std::vector<Claim> named;
  Read([&](storage::Snapshot& snapshot) {
    const storage::Interval always{.start = std::numeric_limits<int64_t>::min()};
    for (auto kind : {storage::Kind::kSpace, storage::Kind::kVenue, storage::Kind::kParticipant}) {
      ASSIGN_OR_RETURN(auto resource, snapshot.Find(kind, atom));
      if (!resource) continue;
      ASSIGN_OR_RETURN(
          auto claims,
          snapshot.ClaimsOverlapping(resource->id, always, storage::ClaimKinds::All(), 1'000'000));
      for (const storage::Claim& claim : claims) named.push_back(Named(snapshot, claim));
    }
    return absl::OkStatus();
  });
  return named;
}

std::map<std::string, storage::Resource> Subject::Resources() {
  std::map<std::string, storage::Resource> resources;
  Read([&](storage::Snapshot& snapshot) {
    using storage::Kind;
    for (auto kind : {Kind::kOrganization, Kind::kParticipant, Kind::kVenue, Kind::kSpace,
                      Kind::kClosure, Kind::kEvent, Kind::kAgreement}) {
      ASSIGN_OR_RETURN(auto listed, snapshot.List({.kind = kind, .limit = 1'000'000}));
      for (storage::Resource& resource : listed) resources[resource.name] = std::move(resource);
    }
    return absl::OkStatus();
  });
  return resources;
}

std::vector<storage::LogEntry> Subject::LogAfter(int64_t revision) {
  auto page = store_->ChangesAfter(revision, 1'000'000, int64_t{1} << 40);
  OrDie(page.status());
  return std::move(page->entries);
}

std::string Subject::CheckFile() {
  sqlite3* db = nullptr;
  std::string found;
  const std::string path = (directory_ / "schedule.db").string();
  sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  // Only the writer may checkpoint.
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  auto append = [](void* text, int, char** values, char**) {
    *static_cast<std::string*>(text) += values[0] != nullptr ? values[0] : "null";
    return 0;
  };
  for (const char* pragma : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
    char* error = nullptr;
    if (sqlite3_exec(db, pragma, append, &found, &error) != SQLITE_OK) found += error;
    sqlite3_free(error);
  }
  sqlite3_close(db);
  return found;
}

std::string Subject::Audit(int& looked_at) {
  const std::string path = (directory_ / "schedule.db").string();
  auto file = storage::AuditFile(path, nullptr);
  const auto rows = storage::RowsOf(path);
  if (!file.ok() || !rows.ok()) return absl::StrCat(file.status().ToString(), "\n");
  storage::Findings findings = std::move(file->findings);
  const std::mt19937_64 random = random_;
  schedule::UidAudit uids;
  for (schedule::AuditStep step; !step.done;) {
    const storage::ResourceId after = step.reached;
    auto look = [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
      ASSIGN_OR_RETURN(const auto zones, schedule::CheckZonesInUse(transaction));
      step = {.done = true};
      if (!zones.changed.empty()) return "";
      ASSIGN_OR_RETURN(step, schedule::AuditNext(transaction, *rows, after));
      return "";
    };
    OrDie(RunTransaction(look, /*dry_run=*/true).status);
    findings.Append(step.findings);
    uids.Add(step, findings);
    looked_at += static_cast<int>(step.looked_at);
  }
  random_ = random;
  std::string found;
  for (const storage::Finding& finding : findings.all()) {
    absl::StrAppend(&found, WithNames(finding), "\n");
  }
  return found;
}

}  // namespace taqvim::property
