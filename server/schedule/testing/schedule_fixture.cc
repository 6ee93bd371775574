#include "server/schedule/testing/schedule_fixture.h"

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "server/schedule/upkeep/duty.h"

namespace taqvim::schedule {
namespace {

std::filesystem::path NewDirectory() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "taqvim-schedule-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

std::string BookedText(const std::string& resource) {
  if (absl::StartsWith(resource, "participants/")) {
    return absl::StrCat("participant: '", resource, "'");
  }
  const char* field = absl::StrContains(resource, "/spaces/") ? "space" : "venue";
  return absl::StrCat(field, ": '", resource, "'");
}

}  // namespace

ScheduleStore::ScheduleStore(uint64_t seed, absl::Time beginning,
                             const std::filesystem::path& data_file)
    : now(beginning), random_(seed), directory_(NewDirectory()) {
  if (!data_file.empty()) std::filesystem::copy_file(data_file, directory_ / "schedule.db");
  storage::SqliteOptions options;
  options.path = (directory_ / "schedule.db").string();
  options.create = true;
  options.env = {.now = [this] { return now; },
                 .random = [this] { return random_(); },
                 .thread_time = [this] { return thread_time_ += tick; }};
  auto store = storage::OpenManualSqliteStore(std::move(options));
  if (!store.ok()) {
    ADD_FAILURE() << store.status();
    std::abort();
  }
  store_ = *std::move(store);
  store_->SetDuty(DoWhatIsDue);
}

ScheduleStore::~ScheduleStore() {
  store_.reset();
  std::filesystem::remove_all(directory_);
}

void ScheduleStore::CopyTo(const std::filesystem::path& data_file) const {
  for (const char* suffix : {"", "-wal"}) {
    const std::filesystem::path from = (directory_ / "schedule.db").string() + suffix;
    const std::filesystem::path to = data_file.string() + suffix;
    std::filesystem::remove(to);
    if (std::filesystem::exists(from)) std::filesystem::copy_file(from, to);
  }
}

absl::Status ScheduleStore::RunRead(storage::ReadFunction function) {
  absl::Status status = absl::UnknownError("The read was not answered.");
  store_->Read({}, std::move(function),
               [&](absl::Status answered) { status = std::move(answered); });
  store_->RunPendingReads();
  return status;
}

storage::WriteOutcome ScheduleStore::RunTransaction(storage::WriteFunction function, bool dry_run,
                                                    const storage::WorkLimits& may_cost) {
  storage::WriteOptions options;
  options.principal = std::string(caller_.principal);
  options.method = "Test";
  options.dry_run = dry_run;
  options.limits = may_cost;
  options.cancelled = cancelled;
  storage::WriteOutcome outcome;
  outcome.status = absl::UnknownError("The write was not answered.");
  store_->Write(std::move(options), std::move(function),
                [&](storage::WriteOutcome answered) { outcome = std::move(answered); });
  store_->RunPendingWrites();
  return outcome;
}

std::string ScheduleTest::AddOrganization(const std::string& id) {
  auto request = FromText<v1::CreateOrganizationRequest>(
      "organization { title { key: 'en' value: 'An organization' } country: 'AZ' }");
  request.set_organization_id(id);
  auto response = schedule_.Run(CreateOrganization, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return absl::StrCat("organizations/", id);
}

std::string ScheduleTest::AddParticipant(const std::string& id) {
  auto request = FromText<v1::CreateParticipantRequest>(
      "participant { title { key: 'en' value: 'An ensemble' } }");
  request.set_participant_id(id);
  auto response = schedule_.Run(CreateParticipant, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return absl::StrCat("participants/", id);
}

std::string ScheduleTest::AddVenue(const std::string& id, const std::string& time_zone) {
  auto request = FromText<v1::CreateVenueRequest>(
      "venue { title { key: 'en' value: 'A venue' } country: 'KZ' city: 'Astana' }");
  request.set_venue_id(id);
  request.mutable_venue()->set_time_zone(time_zone);
  auto response = schedule_.Run(CreateVenue, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return absl::StrCat("venues/", id);
}

std::string ScheduleTest::AddSpace(const std::string& venue, const std::string& id,
                                   const std::vector<std::string>& parts) {
  auto request = FromText<v1::CreateSpaceRequest>("space { title { key: 'en' value: 'A space' } }");
  request.set_parent(venue);
  request.set_space_id(id);
  for (const std::string& part : parts) request.mutable_space()->add_parts(part);
  auto response = schedule_.Run(CreateSpace, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return absl::StrCat(venue, "/spaces/", id);
}

std::string ScheduleTest::AddHold(const std::string& id, const std::string& resource,
                                  const std::string& start, const std::string& end,
                                  const std::string& more) {
  v1::GetOrganizationRequest owner;
  owner.set_name("organizations/owner");
  if (!schedule_.Run(GetOrganization, owner).ok()) AddOrganization("owner");
  auto request = FromText<v1::CreateEventRequest>(
      absl::StrCat("event_id: '", id, "' event { title { key: 'en' value: 'The ", id,
                   "' } owner: 'organizations/owner' activity { form: ACTIVITY_FORM_TALK } "
                   "time_zone: 'Asia/Almaty' period { timed { start {",
                   DateTimeText(start), "} end {", DateTimeText(end), "} } } bookings {",
                   BookedText(resource), "} ", more, " }"));
  auto response = schedule_.Run(CreateEvent, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return absl::StrCat("events/", id);
}

std::string ScheduleTest::AddConfirmed(const std::string& id, const std::string& resource,
                                       const std::string& start, const std::string& end,
                                       const std::string& more) {
  v1::ConfirmEventRequest request;
  request.set_name(AddHold(id, resource, start, end, more));
  auto response = schedule_.Run(ConfirmEvent, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return request.name();
}

std::string DateTimeText(const std::string& civil_time) {
  absl::CivilMinute time;
  EXPECT_TRUE(absl::ParseLenientCivilTime(
      absl::StrCat(civil_time.substr(0, 10), "T", civil_time.substr(11)), &time))
      << civil_time;
  return absl::StrCat("year: ", time.year(), " month: ", time.month(), " day: ", time.day(),
                      " hours: ", time.hour(), " minutes: ", time.minute());
}

std::string DateText(const std::string& civil_day) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(civil_day, &day)) << civil_day;
  return absl::StrCat("year: ", day.year(), " month: ", day.month(), " day: ", day.day());
}

}  // namespace taqvim::schedule
