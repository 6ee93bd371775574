#include "tests/property/comparison.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/error_details.h"
#include "server/schedule/stored/resources.h"
#include "tests/property/agenda_comparison.h"
#include "tests/property/history.h"
#include "tests/property/model/hold_model.h"
#include "tests/property/model/organizations.h"
#include "tests/property/model/series_model.h"
#include "tests/property/model/standing_model.h"

namespace taqvim::property {
namespace {

using google::protobuf::util::MessageDifferencer;

template <class Container>
std::string List(const Container& things) {
  std::string text;
  for (const auto& thing : things) absl::StrAppend(&text, "\n    ", Describe(thing));
  return text.empty() ? "\n    (none)" : text;
}

std::string SideBySide(const std::string& what, const std::string& expected,
                       const std::string& actual) {
  return absl::StrCat(what, "\n  the model says:", expected, "\n  the schedule says:", actual,
                      "\n");
}

bool SameConflict(const v1::Conflict& expected, v1::Conflict actual) {
  if (actual.message().empty()) return false;
  actual.clear_message();
  return MessageDifferencer::Equals(expected, actual);
}

// Whether the actual conflicts are the first `count` of those expected.
bool SameConflicts(const std::vector<v1::Conflict>& expected,
                   const std::vector<v1::Conflict>& actual, size_t count) {
  return actual.size() == count && count <= expected.size() &&
         std::equal(
             actual.begin(), actual.end(), expected.begin(),
             [](const v1::Conflict& a, const v1::Conflict& b) { return SameConflict(b, a); });
}

std::string Code(absl::StatusCode code) { return absl::StatusCodeToString(code); }

std::string CompareReport(const Verdict& expected, const absl::Status& status) {
  v1::ConflictReport report;
  if (!schedule::GetDetail(status, &report)) return "The refusal has no report.\n";
  const std::vector<v1::Conflict> told(report.conflicts().begin(), report.conflicts().end());
  const bool complete = told.size() == expected.conflicts.size() || !told.empty();
  if (report.total() == expected.conflicts.size() && complete &&
      SameConflicts(expected.conflicts, told, told.size())) {
    return "";
  }
  return SideBySide(
      absl::StrCat("The reports differ (", expected.conflicts.size(), " and ", report.total(),
                   " in all).", told.size() < report.total() ? " The second is cut." : ""),
      List(expected.conflicts), List(told));
}

// The fields that the model does not foresee are left out.
v1::Event Comparable(v1::Event event) {
  event.clear_creator();
  event.clear_uid();
  event.clear_sequence();
  event.clear_create_time();
  event.clear_update_time();
  event.clear_public_update_time();
  event.clear_etag();
  if (event.has_confirm_time()) event.mutable_confirm_time()->Clear();
  for (v1::BookingApproval& approval : *event.mutable_approvals()) approval.clear_principal();
  for (v1::Waiver& waiver : *event.mutable_waivers()) {
    waiver.clear_counterpart_etag();
    waiver.clear_principal();
    waiver.clear_create_time();
  }
  std::sort(event.mutable_waivers()->begin(), event.mutable_waivers()->end(),
            [](const v1::Waiver& a, const v1::Waiver& b) {
              return std::tuple(a.rule(), a.booking(), a.counterpart()) <
                     std::tuple(b.rule(), b.booking(), b.counterpart());
            });
  if (event.has_move()) {
    // What is common to both is compared alike.
    v1::Event moved;
    *moved.mutable_approvals() = event.move().approvals();
    *moved.mutable_waivers() = event.move().waivers();
    moved = Comparable(std::move(moved));
    *event.mutable_move()->mutable_approvals() = moved.approvals();
    *event.mutable_move()->mutable_waivers() = moved.waivers();
    event.mutable_move()->clear_principal();
    if (!event.move().group().empty()) event.mutable_move()->set_group("a group");
  }
  return event;
}

std::string CompareEvent(const v1::Event& expected, const v1::Event& actual) {
  const v1::Event a = Comparable(expected), b = Comparable(actual);
  if (MessageDifferencer::Equals(a, b)) return "";
  return SideBySide(absl::StrCat(expected.name(), " differs."), "\n" + a.DebugString(),
                    "\n" + b.DebugString());
}

std::string CompareClaims(const std::string& whose, std::vector<Claim> expected,
                          std::vector<Claim> actual) {
  std::sort(expected.begin(), expected.end());
  std::sort(actual.begin(), actual.end());
  if (expected == actual) return "";
  return SideBySide(absl::StrCat("The claims of ", whose, " differ."), List(expected),
                    List(actual));
}

std::vector<Claim> ClaimsOf(const World& world, const std::string& owner) {
  if (auto event = world.events.find(owner); event != world.events.end()) {
    return AllClaims(event->second);
  }
  auto closure = world.closures.find(owner);
  return closure == world.closures.end() ? std::vector<Claim>() : closure->second.claims;
}

std::vector<Claim> ClaimsOn(const World& world, const std::string& atom) {
  std::vector<Claim> claims;
  auto add = [&](const std::vector<Claim>& all) {
    for (const Claim& claim : all) {
      if (claim.atom == atom) claims.push_back(claim);
    }
  };
  for (const std::string& name : world.live) add(AllClaims(world.events.at(name)));
  for (const auto& [name, closure] : world.closures) add(closure.claims);
  return claims;
}

// The invariant itself, of what is stored, whatever the model says.
std::string CheckDisjoint(const std::vector<Claim>& claims) {
  for (size_t i = 0; i < claims.size(); ++i) {
    const Claim& a = claims[i];
    if (a.kind != Claim::Kind::kConfirmed) continue;
    for (size_t j = i + 1; j < claims.size(); ++j) {
      const Claim& b = claims[j];
      if (b.kind != Claim::Kind::kConfirmed || a.owner == b.owner || a.host != b.host) continue;
      if (!a.span.Overlaps(b.span)) continue;
      return absl::StrCat("Booked twice:\n    ", Describe(a), "\n    ", Describe(b), "\n");
    }
  }
  return "";
}

std::string CompareAtom(const std::string& atom, const World& world, Subject& subject) {
  const std::vector<Claim> stored = subject.ClaimsOn(atom);
  return absl::StrCat(CheckDisjoint(stored), CompareClaims(atom, ClaimsOn(world, atom), stored));
}

// What the clocks of the zone show at the instant, with the offset where they show
// it twice.
google::type::DateTime ShownAt(int64_t instant, const std::string& zone) {
  const int64_t wall = WallAt(instant, zone);
  google::type::DateTime shown = DateTimeOf(wall);
  if (OffsetsAt(wall, zone).count == 2) {
    shown.mutable_utc_offset()->set_seconds(static_cast<int32_t>(wall - instant));
  }
  return shown;
}

// The period as the zone shows what it takes.
v1::Period Shown(v1::Period period, const std::string& zone) {
  const Span span = Announced(period, zone);
  if (period.has_timed()) {
    *period.mutable_timed()->mutable_start() = ShownAt(span.start, zone);
    *period.mutable_timed()->mutable_end() = ShownAt(span.end, zone);
  } else {
    *period.mutable_dated()->mutable_first_day() = DateOf(WallAt(span.start, zone) / kDay);
    *period.mutable_dated()->mutable_last_day() = DateOf(WallAt(span.end - 1, zone) / kDay);
  }
  return period;
}

std::string Line(const v1::Occurrence& occurrence) {
  return "\n    " + occurrence.ShortDebugString();
}

// Each occurrence of a series, at the times that are claimed.
std::string CompareOccurrences(const v1::Event& event, Subject& subject) {
  if (!event.has_recurrence()) return "";
  const auto has = [](const auto& dates, int64_t day) {
    return std::any_of(dates.begin(), dates.end(),
                       [&](const auto& date) { return DayNumber(date) == day; });
  };
  const v1::Recurrence& recurrence = event.recurrence();
  v1::Event all = event;
  all.mutable_recurrence()->clear_excluded_days();
  std::string expected, actual;
  for (const Occurrence& one : OccurrencesOf(all)) {
    v1::Occurrence occurrence;
    *occurrence.mutable_day() = DateOf(one.day);
    occurrence.set_time_zone(event.time_zone());
    occurrence.set_state(has(recurrence.excluded_days(), one.day)  ? v1::OCCURRENCE_STATE_EXCLUDED
                         : has(recurrence.skipped_days(), one.day) ? v1::OCCURRENCE_STATE_SKIPPED
                         : has(recurrence.held_days(), one.day)    ? v1::OCCURRENCE_STATE_HELD
                                                                   : v1::OCCURRENCE_STATE_BOOKED);
    const bool is_there = occurrence.state() == v1::OCCURRENCE_STATE_BOOKED ||
                          occurrence.state() == v1::OCCURRENCE_STATE_HELD;
    const bool as_said = !is_there && HasNoDay(one.period, event.time_zone());
    *occurrence.mutable_period() = as_said ? one.period : Shown(one.period, event.time_zone());
    absl::StrAppend(&expected, Line(occurrence));
  }
  for (v1::Occurrence& occurrence : subject.ListOccurrences(event.name(), 2)) {
    for (int field : {v1::Occurrence::kEventFieldNumber, v1::Occurrence::kEventUidFieldNumber,
                      v1::Occurrence::kTitleFieldNumber, v1::Occurrence::kEventKindFieldNumber,
                      v1::Occurrence::kEventStateFieldNumber, v1::Occurrence::kPlacesFieldNumber}) {
      // What is said of the event, and is compared with that.
      occurrence.GetReflection()->ClearField(
          &occurrence, v1::Occurrence::descriptor()->FindFieldByNumber(field));
    }
    if (occurrence.period().has_timed()) {
      // Offsets that were said, but that nobody needs.
      for (auto* time : {occurrence.mutable_period()->mutable_timed()->mutable_start(),
                         occurrence.mutable_period()->mutable_timed()->mutable_end()}) {
        if (OffsetsAt(WallSeconds(*time), event.time_zone()).count == 1) time->clear_utc_offset();
      }
    }
    absl::StrAppend(&actual, Line(occurrence));
  }
  if (expected == actual) return "";
  return SideBySide(absl::StrCat("The occurrences of ", event.name(), " differ."), expected,
                    actual);
}

std::string CompareOwner(const std::string& owner, const World& world, Subject& subject) {
  std::string found = CompareClaims(owner, ClaimsOf(world, owner), subject.ClaimsOf(owner));
  if (owner.rfind("events/", 0) != 0) return found;
  auto expected = world.events.find(owner);
  const std::optional<v1::Event> actual = subject.FindEvent(owner);
  if ((expected != world.events.end()) != actual.has_value()) {
    return absl::StrCat(found, owner, actual ? " should not be there.\n" : " is missing.\n");
  }
  if (actual) absl::StrAppend(&found, CompareEvent(Ranked(world, owner), *actual));
  if (actual && IsLive(*actual)) {
    absl::StrAppend(&found, CompareOccurrences(expected->second.message, subject));
  }
  return found;
}

template <class Message>
void ClearUnforeseen(Message& resource) {
  resource.clear_uid();
  resource.clear_create_time();
  resource.clear_update_time();
  if constexpr (requires { resource.clear_public_update_time(); }) {
    resource.clear_public_update_time();
  }
  resource.clear_etag();
  if constexpr (std::is_same_v<Message, v1::Agreement>) {
    for (v1::PartyAnswer& answer : *resource.mutable_answers()) answer.clear_principal();
  }
}

std::string CompareAgreement(v1::Agreement expected, v1::Agreement actual) {
  ClearUnforeseen(expected);
  ClearUnforeseen(actual);
  if (MessageDifferencer::Equals(expected, actual)) return "";
  return SideBySide(expected.name() + " differs.", "\n" + expected.DebugString(),
                    "\n" + actual.DebugString());
}

template <class Message>
std::string CompareResource(const std::string& name, Message expected, const std::string& body) {
  Message actual;
  actual.ParseFromString(body);
  ClearUnforeseen(actual);
  if (MessageDifferencer::Equals(expected, actual)) return "";
  return SideBySide(absl::StrCat(name, " differs."), "\n" + expected.DebugString(),
                    "\n" + actual.DebugString());
}

// Compares one kind, and takes what it finds out of the rest.
template <class Message>
std::string CompareKind(const std::map<std::string, Stored<Message>>& expected,
                        std::map<std::string, storage::Resource>& rest) {
  std::string found;
  for (const auto& [name, stored] : expected) {
    auto actual = rest.find(name);
    if (actual == rest.end()) {
      absl::StrAppend(&found, name, " is missing.\n");
      continue;
    }
    if constexpr (std::is_same_v<Message, v1::Event>) {
      v1::Event event;
      event.ParseFromString(actual->second.body);
      absl::StrAppend(&found, CompareEvent(stored.message, event));
    } else {
      absl::StrAppend(&found, CompareResource(name, stored.message, actual->second.body));
    }
    if (schedule::EtagOf(actual->second.body) != stored.etag) {
      absl::StrAppend(&found, name, " has another etag than it was answered with.\n");
    }
    rest.erase(actual);
  }
  return found;
}

std::string DescribePending(const std::string& event, const std::string& booking, int rank,
                            bool blocked) {
  return absl::StrCat("\n    ", event, " ", booking, " ranks ", rank, blocked ? ", blocked" : "");
}

// What waits for somebody, the events in the order in which they were created.
std::string ComparePending(const World& world, Subject& subject) {
  std::map<int64_t, std::string> lines;
  for (const std::string& name : world.live) {
    const v1::Event event = Ranked(world, name);
    std::string& line = lines[world.events.at(name).serial];
    const bool moves = IsMovePending(event);
    for (const v1::BookingApproval& approval :
         moves ? event.move().approvals() : event.approvals()) {
      if (approval.state() != v1::APPROVAL_STATE_PENDING) continue;
      for (const v1::BookingHold& hold : moves ? event.move().holds() : event.holds()) {
        if (hold.booking() != approval.booking()) continue;
        absl::StrAppend(&line, DescribePending(name, hold.booking(), hold.rank(), hold.blocked()));
      }
    }
  }
  std::string expected, actual;
  for (const auto& [serial, line] : lines) absl::StrAppend(&expected, line);
  for (const v1::PendingBooking& one : subject.ListPending(5)) {
    absl::StrAppend(
        &actual, DescribePending(one.event(), one.booking().id(), one.hold_rank(), one.blocked()));
  }
  if (expected == actual) return "";
  return SideBySide("What waits for approvals differs.", expected, actual);
}

// What is for people is left out. Ordered by the event, however its conflicts are.
std::map<int64_t, std::multiset<std::string>> ByEvent(
    const World& world, const std::vector<v1::StandingConflict>& conflicts) {
  std::map<int64_t, std::multiset<std::string>> lines;
  for (v1::StandingConflict found : conflicts) {
    found.clear_event_title();
    found.clear_resolution();
    found.clear_time_zone();
    found.mutable_conflict()->clear_message();
    auto event = world.events.find(found.conflict().event());
    const int64_t serial = event == world.events.end() ? 0 : event->second.serial;
    lines[serial].insert("\n    " + found.ShortDebugString());
  }
  return lines;
}

// Waivers of other culture days are the business of other tests.
std::string CompareStanding(const World& world, Subject& subject) {
  std::vector<v1::StandingConflict> expected, actual;
  for (const std::string& name : world.live) {
    for (v1::StandingConflict& found : StandingOf(world, name)) expected.push_back(found);
  }
  for (v1::StandingConflict& found : subject.ListConflicts({}, 3)) {
    if (found.conflict().rule() != v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP) {
      actual.push_back(std::move(found));
    }
  }
  const auto a = ByEvent(world, expected), b = ByEvent(world, actual);
  if (a == b) return "";
  auto text = [](const auto& lines) {
    std::string all;
    for (const auto& [serial, some] : lines) absl::StrAppend(&all, absl::StrJoin(some, ""));
    return all;
  };
  return SideBySide("What stands in conflict differs.", text(a), text(b));
}

// That links are on both sides, of what is stored, whatever the model says.
std::string CheckReciprocals(const World& world, Subject& subject) {
  std::string found;
  for (const auto& [name, stored] : world.events) {
    const auto event = subject.FindEvent(name);
    if (!event || event->culture_days().reciprocal().empty()) continue;
    const std::string& other = event->culture_days().reciprocal();
    const auto answering = subject.FindEvent(other);
    if (answering && answering->culture_days().reciprocal() == name) continue;
    absl::StrAppend(&found, name, " names ", other, ", which does not name it.\n");
  }
  return found;
}

}  // namespace

std::string CompareAnswers(const Verdict& expected, const Answer& actual) {
  if (expected.code != actual.status.code()) {
    std::string reasons;
    for (v1::ErrorReason reason : expected.reasons) {
      absl::StrAppend(&reasons, " ", v1::ErrorReason_Name(reason));
    }
    return SideBySide(
        "The verdicts differ.",
        absl::StrCat(" ", Code(expected.code), reasons, List(expected.conflicts)),
        absl::StrCat(" ", std::string(actual.status.ToString()), List(actual.conflicts)));
  }
  if (!expected.ok()) {
    const v1::ErrorReason reason = schedule::ReasonOf(actual.status);
    if (!expected.reasons.count(reason)) {
      return SideBySide("The reasons differ.",
                        absl::StrCat(" ", v1::ErrorReason_Name(*expected.reasons.begin())),
                        absl::StrCat(" ", std::string(actual.status.ToString())));
    }
    const bool conflict = reason == v1::ERROR_REASON_SCHEDULE_CONFLICT;
    return conflict ? CompareReport(expected, actual.status) : "";
  }
  if (!SameConflicts(expected.conflicts, actual.conflicts, expected.conflicts.size())) {
    return SideBySide("What is told beside the answer differs.", List(expected.conflicts),
                      List(actual.conflicts));
  }
  const std::set<std::string> moved(actual.moved.begin(), actual.moved.end());
  if (!actual.complete || moved != expected.moved) {
    return SideBySide("What is at other times differs.", " " + absl::StrJoin(expected.moved, ", "),
                      absl::StrCat(" ", absl::StrJoin(moved, ", "),
                                   actual.complete ? "" : ", and something is left"));
  }
  const std::set<std::string> cascaded(actual.cascaded.begin(), actual.cascaded.end());
  if (cascaded != expected.cascaded || cascaded.size() != actual.cascaded.size()) {
    return SideBySide("What fell with it differs.", " " + absl::StrJoin(expected.cascaded, ", "),
                      " " + absl::StrJoin(actual.cascaded, ", "));
  }
  return "";
}

std::string CompareWritten(const Verdict& verdict, const World& world, const Answer& actual) {
  if (!verdict.ok()) return "";
  if (verdict.events.size() != actual.events.size()) return "The answer has other events.\n";
  std::string found;
  if (actual.agreement) {
    const auto expected = world.agreements.find(actual.name);
    if (expected == world.agreements.end()) return "The answer has another agreement.\n";
    found = CompareAgreement(expected->second.message, *actual.agreement);
  }
  for (size_t i = 0; i < actual.events.size(); ++i) {
    v1::Event expected;
    expected.set_name(verdict.events[i]);
    if (world.events.count(verdict.events[i])) expected = Ranked(world, verdict.events[i]);
    absl::StrAppend(&found, CompareEvent(expected, actual.events[i]));
  }
  return found;
}

std::string CompareOneHold(int number, const World& world, Subject& subject) {
  std::vector<std::string> holds;
  for (const std::string& name : world.live) {
    const v1::Event& event = world.events.at(name).message;
    if (!IsConfirmed(event) || IsMovePending(event)) holds.push_back(name);
  }
  if (holds.empty()) return "";
  const std::string& name = holds[number % holds.size()];
  return CompareEvent(Ranked(world, name), subject.FindEvent(name).value_or(v1::Event()));
}

std::string CompareDryRun(const Answer& dry, const Answer& real) {
  if (dry.status == real.status && dry.bytes == real.bytes) return "";
  return absl::StrCat("The dry run answered otherwise than the real call.\n  dry run: ",
                      std::string(dry.status.ToString()), List(dry.conflicts),
                      "\n  real call: ", std::string(real.status.ToString()), List(real.conflicts),
                      "\n");
}

std::string CompareCheck(const Verdict& expected, const Subject::Check& actual) {
  if (!actual.status.ok()) {
    return absl::StrCat("CheckEvents failed: ", std::string(actual.status.ToString()), "\n");
  }
  if (actual.blocked != expected.ok() &&
      SameConflicts(expected.conflicts, actual.conflicts, expected.conflicts.size())) {
    return "";
  }
  return SideBySide("CheckEvents differs.", List(expected.conflicts), List(actual.conflicts));
}

std::string CompareTouched(const Verdict& verdict, const World& world, Subject& subject) {
  std::string found;
  for (const std::string& owner : verdict.owners) {
    if (owner.find("/spaces/") != std::string::npos) continue;
    absl::StrAppend(&found, CompareOwner(owner, world, subject));
  }
  for (const std::string& atom : verdict.atoms) {
    absl::StrAppend(&found, CompareAtom(atom, world, subject));
  }
  return found;
}

std::string CompareAll(const World& world, Subject& subject) {
  std::map<std::string, storage::Resource> rest = subject.Resources();
  std::string found =
      absl::StrCat(CompareKind(world.venues, rest), CompareKind(world.spaces, rest),
                   CompareKind(world.participants, rest), CompareKind(world.closures, rest),
                   CompareKind(world.events, rest), CompareKind(world.agreements, rest));
  for (const char* organization : kOrganizations) rest.erase(organization);
  absl::StrAppend(&found, ComparePending(world, subject), CompareStanding(world, subject),
                  CheckReciprocals(world, subject), CompareAgenda(world, subject));
  for (const v1::Event& event : subject.ListEvents(7)) {
    if (!world.events.count(event.name())) continue;
    absl::StrAppend(&found, CompareEvent(Ranked(world, event.name()), event));
  }
  for (const auto& [name, resource] : rest) absl::StrAppend(&found, name, " is too much.\n");
  for (const auto& [name, event] : world.events) {
    absl::StrAppend(&found, CompareClaims(name, AllClaims(event), subject.ClaimsOf(name)));
  }
  for (const auto& [name, venue] : world.venues) {
    absl::StrAppend(&found, CompareAtom(name, world, subject));
  }
  for (const auto& [name, space] : world.spaces) {
    absl::StrAppend(&found, CompareAtom(name, world, subject));
  }
  for (const auto& [name, participant] : world.participants) {
    absl::StrAppend(&found, CompareAtom(name, world, subject));
  }
  const std::string file = subject.CheckFile();
  if (file != "ok") absl::StrAppend(&found, "SQLite finds the file damaged: ", file, "\n");
  return found;
}

std::string LogReader::Compare(int64_t writes, Subject& subject) {
  std::string found;
  for (const storage::LogEntry& entry : subject.LogAfter(read_)) {
    withdrawals_ += entry.method == "system.WithdrawApprovals" ? 1 : 0;
    if (entry.revision.number != ++read_) {
      absl::StrAppend(&found, "Revision ", read_, " is missing from the log.\n");
    }
    for (const storage::Change& change : entry.changes) {
      auto latest = latest_.find(change.name);
      const bool known = latest != latest_.end();
      if (change.before.has_value() != known || (known && *change.before != latest->second)) {
        absl::StrAppend(&found, "Revision ", read_, " tells of another ", change.name,
                        " before it than was there.\n");
      }
      if (change.after) {
        latest_[change.name] = *change.after;
      } else {
        latest_.erase(change.name);
      }
    }
  }
  if (subject.revision() != writes + withdrawals_) {
    absl::StrAppend(&found, writes, " writes were accepted and ", withdrawals_,
                    " withdrew approvals, but the revision is ", subject.revision(), ".\n");
  }
  for (const auto& [name, resource] : subject.Resources()) {
    auto latest = latest_.find(name);
    if (latest != latest_.end() && latest->second == resource.body) continue;
    absl::StrAppend(&found, name, " is not as the log left it.\n");
  }
  return found;
}

}  // namespace taqvim::property
