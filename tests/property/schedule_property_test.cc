// The schedule against the naive model, on random requests.
//
// TAQVIM_SEED: the seed of the first round; the others follow from it. What a
// failing round prints runs that round alone.
// TAQVIM_OPERATIONS: how many requests.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/time/zone_rules.h"
#include "tests/property/comparison.h"
#include "tests/property/generator/generator.h"
#include "tests/property/history.h"
#include "tests/property/model/series_model.h"
#include "tests/property/zone_files.h"

namespace taqvim::property {
namespace {

// A round begins with an empty file, so that a failure is found again soon, and in
// another scene.
constexpr int kOperationsARound = 2000;
constexpr int kBetweenFileChecks = 500;
constexpr int kBetweenReopenings = 900;
constexpr int kToldOperations = 12;

int64_t Number(const char* variable, int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

// How often something happened.
using Tally = std::map<std::string, int>;

// What a run of that length shows nothing without.
constexpr int64_t kLongRun = 20'000;
constexpr const char* kMustHappen[] = {"CreateEventRequest",
                                       "UpdateEventRequest",
                                       "ConfirmEventRequest",
                                       "CancelEventRequest",
                                       "DeleteEventRequest",
                                       "BatchWriteEventsRequest",
                                       "PrioritizeHoldRequest",
                                       "ApproveBookingRequest",
                                       "RefuseBookingRequest",
                                       "CreateClosureRequest",
                                       "UpdateSpaceRequest",
                                       "UpdateVenueRequest",
                                       "UpdateParticipantRequest",
                                       "RederiveTimesRequest",
                                       "lapsed",
                                       "withdrawn",
                                       "withdrawn from participants",
                                       "approved by participants",
                                       "moves asked for",
                                       "moves in groups",
                                       "moves replaced",
                                       "moves made",
                                       "moves made together",
                                       "moves refused",
                                       "moves withdrawn",
                                       "moves ended",
                                       "days to be approved",
                                       "reciprocals",
                                       "reciprocals that changed partners",
                                       "ERROR_REASON_HOLD_LAPSED",
                                       "occurrences left out",
                                       "occurrences held",
                                       "series with BY parts",
                                       "CONFLICT_RULE_RESOURCE_BUSY refused",
                                       "CONFLICT_RULE_RESOURCE_BUSY by moved times",
                                       "CONFLICT_RULE_HOLD_AHEAD refused",
                                       "CONFLICT_RULE_HOLD_AHEAD accepted",
                                       "CONFLICT_RULE_HELD accepted",
                                       "CONFLICT_RULE_VENUE_CLOSED accepted",
                                       "CONFLICT_RULE_OUTSIDE_OPENING_HOURS accepted",
                                       "CONFLICT_RULE_OVER_CAPACITY accepted",
                                       "CONFLICT_RULE_CULTURE_DAYS_OVERLAP accepted",
                                       "CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS accepted",
                                       "CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS refused",
                                       "CONFLICT_RULE_APPROVAL_NEEDED accepted",
                                       "CONFLICT_RULE_OUTSIDE_OPENING_HOURS by a changed place",
                                       "CONFLICT_RULE_OVER_CAPACITY by a changed place",
                                       "CONFLICT_RULE_VENUE_CLOSED by a changed place",
                                       "CONFLICT_RULE_OUTSIDE_PROGRAMME by a changed place",
                                       "CONFLICT_RULE_OUTSIDE_PROGRAMME by a changed programme",
                                       "CreateAgreementRequest",
                                       "UpdateAgreementRequest",
                                       "DeleteAgreementRequest",
                                       "AcceptAgreementRequest",
                                       "DeclineAgreementRequest",
                                       "CONFLICT_RULE_AGREEMENT_PROPOSED refused",
                                       "CONFLICT_RULE_AGREEMENT_PROPOSED by a changed agreement",
                                       "PublishEventsRequest",
                                       "UnpublishEventsRequest",
                                       "published programmes",
                                       "published by a batch",
                                       "public references",
                                       "public references that others change",
                                       "permanent events",
                                       "permanent closures",
                                       "audited"};

// And one that comes to each scene several times, of what clocks and calendars do.
constexpr int64_t kLongTour = 60'000;
constexpr const char* kMustHappenSomewhere[] = {"a start in a gap of 3600 s",
                                                "a start in a gap of 1800 s",
                                                "a start in a gap of 86400 s",
                                                "a start in a gap at midnight",
                                                "a start in a gap in Dublin",
                                                "a start that comes to be on another day",
                                                "an end in a gap",
                                                "a period that is turned around",
                                                "a time that is shown twice",
                                                "a day that begins late",
                                                "days that are skipped",
                                                "occurrences without a day",
                                                "occurrences met in a gap"};

bool IsLeftOut(const v1::Event& event, int64_t day) {
  const auto& skipped = event.recurrence().skipped_days();
  return std::any_of(skipped.begin(), skipped.end(),
                     [&](const auto& date) { return DayNumber(date) == day; });
}

bool IsPermanent(const v1::Event& event) {
  return std::any_of(event.bookings().begin(), event.bookings().end(), [&](const auto& booking) {
    return PeriodOf(event, booking).dated().permanent();
  });
}

// Chance may leave out what is rare: until it has happened, more rounds follow, up to so
// many times as many.
constexpr int kTries = 3;

// What a run of so many operations ought to have come to, and has not.
std::vector<const char*> Missing(int64_t operations, const Tally& tally) {
  std::vector<const char*> missing;
  const auto look_for = [&](const auto& all) {
    for (const char* what : all) {
      const auto found = tally.find(what);
      if (found == tally.end() || found->second == 0) missing.push_back(what);
    }
  };
  if (operations >= kLongRun) look_for(kMustHappen);
  if (operations >= kLongTour) look_for(kMustHappenSomewhere);
  return missing;
}

// Whether it links culture days to others, on more than one of them.
bool ChangesPartners(const Request& request) {
  const std::vector<v1::EventWrite> writes = WritesOf(request);
  return writes.size() > 1 && std::all_of(writes.begin(), writes.end(), [](const auto& write) {
           const auto& paths = write.update().update_mask().paths();
           return paths.size() == 1 && paths[0] == "culture_days.reciprocal";
         });
}

// The moves of events, by their names.
using Moves = std::map<std::string, v1::EventMove>;

Moves PendingMoves(const World& world) {
  Moves moves;
  for (const std::string& name : world.live) {
    const v1::Event& event = world.events.at(name).message;
    if (IsMovePending(event)) moves[name] = event.move();
  }
  return moves;
}

class Round {
 public:
  Round(uint64_t seed, ZoneFiles& zones, Tally& tally)
      : seed_(seed),
        zones_(zones),
        tally_(tally),
        subject_(seed),
        generator_(seed, model_.world()) {}

  // Whether the schedule and the model agree on so many requests.
  bool Run(int operations) {
    Begin();
    for (int i = 1; i <= operations; ++i) {
      if (!RunOne(i)) return false;
      const bool last = i == operations;
      if ((i % kBetweenFileChecks == 0 || last) && !CheckFile(i)) return false;
      if (i % kBetweenReopenings == 0) subject_.Reopen();
    }
    return true;
  }

 private:
  void Begin();
  template <class Request>
  void Prepare(const Request& request) {
    subject_.Prepare(request);
    ++writes_;
  }
  bool RunOne(int operation);
  bool CheckFile(int operation);
  void TakeEtags(const Verdict& verdict, const Answer& answer);
  void Count(const Request& request, const Verdict& verdict);
  void CountMoves(const Request& request, const Moves& before);
  void CountOddities(const std::string& owner);
  void CountInGap(const v1::Conflict& conflict);
  void CountPublished(const Request& request, const Verdict& verdict);
  bool Report(int operation, const Verdict& verdict, const std::string& found);
  std::string EventsInFull(const std::set<std::string>& names);

  const uint64_t seed_;
  ZoneFiles& zones_;
  Tally& tally_;
  Model model_;
  Subject subject_;
  Generator generator_;
  History history_;
  LogReader log_;
  int64_t writes_ = 0;
};

void Round::Begin() {
  World& world = model_.world();
  world.now = generator_.FirstMoment();
  subject_.SetClock(world.now);
  world.place = generator_.NewRules();
  zones_.Install(world.place);
  schedule::ZonesInForce::Use(schedule::ZonesInForce::ReadInstalled());
  SetRules(world.place);
  const Beginning begin = generator_.Begin();
  for (const auto& request : begin.organizations) Prepare(request);
  for (const auto& request : begin.venues) {
    Prepare(request);
    auto& stored = world.venues["venues/" + request.venue_id()];
    stored.message = request.venue();
    stored.message.set_name("venues/" + request.venue_id());
  }
  for (const auto& request : begin.participants) {
    Prepare(request);
    auto& stored = world.participants["participants/" + request.participant_id()];
    stored.message = request.participant();
    stored.message.set_name("participants/" + request.participant_id());
  }
  for (const auto& request : begin.spaces) {
    const Answer answer = subject_.Run(request, /*dry_run=*/false);
    const Verdict verdict = model_.Answer(Request(request));
    TakeEtags(verdict, answer);
    ++writes_;
  }
  const auto stored = subject_.Resources();
  for (auto& [name, venue] : world.venues) venue.etag = schedule::EtagOf(stored.at(name).body);
  for (auto& [name, p] : world.participants) p.etag = schedule::EtagOf(stored.at(name).body);
}

// The etags are the server's own; the model takes them as they come.
void Round::TakeEtags(const Verdict& verdict, const Answer& answer) {
  World& world = model_.world();
  for (const std::string& owner : verdict.owners) {
    auto event = world.events.find(owner);
    if (event == world.events.end()) continue;
    if (auto stored = subject_.FindEvent(owner)) event->second.etag = stored->etag();
  }
  if (auto space = world.spaces.find(answer.name); space != world.spaces.end()) {
    space->second.etag = answer.etag;
  }
  if (auto closure = world.closures.find(answer.name); closure != world.closures.end()) {
    closure->second.etag = answer.etag;
  }
  if (auto agreement = world.agreements.find(answer.name); agreement != world.agreements.end()) {
    agreement->second.etag = answer.etag;
  }
  if (auto venue = world.venues.find(answer.name); venue != world.venues.end()) {
    venue->second.etag = answer.etag;
  }
  auto participant = world.participants.find(answer.name);
  if (participant != world.participants.end()) participant->second.etag = answer.etag;
}

// By request, by rule of each conflict, and by what became of occurrences.
void Round::Count(const Request& request, const Verdict& verdict) {
  const auto name = [](const auto& message) { return message.GetDescriptor()->name(); };
  const std::string asked = std::visit(name, request);
  ++tally_[verdict.ok() ? asked : v1::ErrorReason_Name(*verdict.reasons.begin())];
  // Else a series yields to what is taken.
  const bool place = asked == v1::UpdateVenueRequest::descriptor()->name() ||
                     asked == v1::UpdateSpaceRequest::descriptor()->name() ||
                     asked == v1::RederiveTimesRequest::descriptor()->name();
  const bool agreement = asked == v1::UpdateAgreementRequest::descriptor()->name();
  for (const v1::Conflict& conflict : verdict.conflicts) {
    const std::string& rule = v1::ConflictRule_Name(conflict.rule());
    const bool times = conflict.rule() == v1::CONFLICT_RULE_RESOURCE_BUSY ||
                       conflict.rule() == v1::CONFLICT_RULE_OUTSIDE_HOST;
    const char* told = agreement ? " by a changed agreement"
                       : !place  ? " accepted"
                       : times   ? " by moved times"
                                 : " by a changed place";
    ++tally_[rule + (verdict.ok() ? told : " refused")];
    if (verdict.ok()) CountInGap(conflict);
    tally_["days to be approved"] += conflict.new_days_size();
    // Of events that the write does not touch, at the item of their programme.
    if (!verdict.owners.contains(conflict.event()) && !place && !agreement) {
      ++tally_[rule + " by a changed programme"];
    }
  }
  if (!verdict.ok()) return;
  const bool participant = asked == v1::UpdateParticipantRequest::descriptor()->name();
  tally_[participant ? "withdrawn from participants" : "withdrawn"] +=
      static_cast<int>(verdict.withdrawn.size());
  for (const std::string& owner : verdict.owners) CountOddities(owner);
  for (const std::string& event : verdict.events) {
    const auto stored = model_.world().events.find(event);
    if (stored == model_.world().events.end()) continue;
    const v1::Event& message = stored->second.message;
    if (!message.culture_days().reciprocal().empty()) ++tally_["reciprocals"];
    tally_["public references"] += message.public_references_size();
    if (IsPermanent(message)) ++tally_["permanent events"];
    const v1::Recurrence& recurrence = message.recurrence();
    tally_["occurrences left out"] += recurrence.skipped_days_size();
    tally_["occurrences held"] += recurrence.held_days_size();
    const bool has_parts = absl::StrContains(absl::AsciiStrToUpper(recurrence.rule()), "BY");
    if (has_parts) ++tally_["series with BY parts"];
    for (const v1::BookingApproval& approval : message.approvals()) {
      const bool agrees = approval.state() == v1::APPROVAL_STATE_APPROVED;
      if (approval.has_participant() && agrees) ++tally_["approved by participants"];
    }
  }
  if (ChangesPartners(request)) ++tally_["reciprocals that changed partners"];
  CountPublished(request, verdict);
}

// What an accepted request did to the moves that there were.
void Round::CountMoves(const Request& request, const Moves& before) {
  const Moves after = PendingMoves(model_.world());
  int made = 0;
  for (const auto& [name, move] : after) {
    const auto old = before.find(name);
    const bool is_new = old == before.end() || old->second.group() != move.group() ||
                        old->second.ask_time().seconds() != move.ask_time().seconds();
    if (!is_new) continue;
    ++tally_["moves asked for"];
    if (!move.group().empty()) ++tally_["moves in groups"];
    if (old != before.end()) ++tally_["moves replaced"];
  }
  for (const auto& [name, move] : before) {
    if (after.contains(name)) continue;
    const auto stored = model_.world().events.find(name);
    const bool refused = stored != model_.world().events.end() && stored->second.message.has_move();
    const bool is_made = std::holds_alternative<v1::ApproveBookingRequest>(request);
    made += is_made ? 1 : 0;
    const auto* update = std::get_if<v1::UpdateEventRequest>(&request);
    const bool withdrawn = update != nullptr && update->withdraw_move();
    ++tally_[refused     ? "moves refused"
             : is_made   ? "moves made"
             : withdrawn ? "moves withdrawn"
                         : "moves ended"];
  }
  if (made > 1) ++tally_["moves made together"];
}

// Of what is claimed, and of occurrences that are left out.
void Round::CountOddities(const std::string& owner) {
  const World& world = model_.world();
  if (auto closure = world.closures.find(owner); closure != world.closures.end()) {
    const std::string& zone = world.venues.at(VenueOf(owner)).message.time_zone();
    for (const auto& what : OdditiesOf(closure->second.message.period(), zone)) ++tally_[what];
    if (closure->second.message.period().dated().permanent()) ++tally_["permanent closures"];
  }
  auto stored = world.events.find(owner);
  if (stored == world.events.end() || !IsLive(stored->second.message)) return;
  const v1::Event& event = stored->second.message;
  const auto count = [&](const v1::Booking& booking, const v1::Period& period) {
    for (const auto& what : OdditiesOf(period, booking.time_zone())) ++tally_[what];
  };
  for (const v1::Booking& booking : event.bookings()) {
    if (!event.has_recurrence()) count(booking, PeriodOf(event, booking));
  }
  if (!event.has_recurrence()) return;
  for (const Occurrence& occurrence : OccurrencesOf(event)) {
    if (IsLeftOut(event, occurrence.day)) {
      tally_["occurrences without a day"] += IsWithoutDays(event, occurrence) ? 1 : 0;
      continue;
    }
    for (const auto& booking : event.bookings()) count(booking, PeriodAt(booking, occurrence));
  }
}

void Round::CountPublished(const Request& request, const Verdict& verdict) {
  const auto* publish = std::get_if<v1::PublishEventsRequest>(&request);
  if (publish != nullptr && !publish->programme().empty()) ++tally_["published programmes"];
  for (const v1::EventWrite& write : WritesOf(request)) {
    if (write.has_publish()) ++tally_["published by a batch"];
  }
  const std::set<std::string> named(verdict.events.begin(), verdict.events.end());
  for (const std::string& name : verdict.owners) {
    const auto stored = model_.world().events.find(name);
    if (stored == model_.world().events.end() || named.contains(name)) continue;
    if (stored->second.message.public_references().empty()) continue;
    ++tally_["public references that others change"];
  }
}

// Occurrences that meet something where the clocks skip their start.
void Round::CountInGap(const v1::Conflict& conflict) {
  auto stored = model_.world().events.find(conflict.event());
  if (!conflict.has_occurrence_day() || stored == model_.world().events.end()) return;
  const v1::Event& event = stored->second.message;
  for (const Occurrence& occurrence : OccurrencesOf(event)) {
    if (occurrence.day != DayNumber(conflict.occurrence_day())) continue;
    for (const std::string& what : OdditiesOf(occurrence.period, event.time_zone())) {
      tally_["occurrences met in a gap"] += what.rfind("a start in a gap of", 0) == 0 ? 1 : 0;
    }
  }
}

// As the model has them now.
std::string Round::EventsInFull(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    auto stored = model_.world().events.find(name);
    if (stored == model_.world().events.end()) continue;
    absl::StrAppend(&text, "\n  ", name, " ", Describe(stored->second.message));
    for (const Claim& claim : AllClaims(stored->second)) {
      absl::StrAppend(&text, "\n    ", Describe(claim));
    }
  }
  return text;
}

bool Round::Report(int operation, const Verdict& verdict, const std::string& found) {
  std::set<std::string> owners = verdict.owners, in_conflict;
  for (const v1::Conflict& conflict : verdict.conflicts) {
    in_conflict.insert({conflict.event(), conflict.counterpart()});
  }
  owners.insert(in_conflict.begin(), in_conflict.end());
  ADD_FAILURE() << found << "\nThe latest operations on what it is about:\n  "
                << history_.About(verdict.atoms, owners, kToldOperations)
                << "\n\nWhat is in conflict:" << EventsInFull(in_conflict)
                << "\n\nTo see it again: TAQVIM_SEED=" << seed_
                << " TAQVIM_OPERATIONS=" << operation;
  return false;
}

bool Round::RunOne(int operation) {
  World& world = model_.world();
  world.now += generator_.Pause();
  subject_.SetClock(world.now);
  const Request request = generator_.Next();
  if (std::holds_alternative<v1::RederiveTimesRequest>(request)) {
    world.place = generator_.NewRules();
    zones_.Install(world.place);
  }
  const std::vector<v1::EventWrite> writes = WritesOf(request);
  // What is due is done by itself, or before the next write.
  if (operation % 2 == 0) subject_.DoWhatIsDue();
  const std::set<std::string> lapsed = model_.Lapse();
  if (!lapsed.empty()) ++writes_, tally_["lapsed"] += static_cast<int>(lapsed.size());
  const Answer dry = subject_.Run(request, /*dry_run=*/true);
  // Beside the first lines of a refusal, all of it.
  Subject::Check check;
  const bool checked = !writes.empty() && operation % 4 == 0;
  if (checked) check = subject_.CheckEvents(writes, 1 + operation % 7);
  const Answer real = subject_.Run(request, /*dry_run=*/false);
  // What is malformed never comes to the store.
  subject_.DoWhatIsDue();
  const Moves moves = PendingMoves(world);
  Verdict verdict = model_.Answer(Request(request));
  if (verdict.ok()) CountMoves(request, moves);
  verdict.owners.insert(lapsed.begin(), lapsed.end());
  history_.Add(operation, world.now, request, verdict);
  if (verdict.ok()) ++writes_;
  Count(request, verdict);
  std::string found = CompareDryRun(dry, real) + CompareAnswers(verdict, real);
  const bool judged = verdict.ok() || verdict.reasons.contains(v1::ERROR_REASON_SCHEDULE_CONFLICT);
  if (checked && judged) found += CompareCheck(verdict, check);
  if (found.empty()) found = CompareWritten(verdict, world, real);
  if (found.empty()) found = CompareTouched(verdict, world, subject_);
  if (found.empty()) found = CompareOneHold(operation, world, subject_);
  if (!found.empty()) return Report(operation, verdict, found);
  TakeEtags(verdict, real);
  return true;
}

std::set<std::string> EventsNamedIn(const std::string& text) {
  std::set<std::string> names;
  const std::regex name("events/[a-z0-9-]+");
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) {
    names.insert(at->str());
  }
  return names;
}

bool Round::CheckFile(int operation) {
  const std::string found = CompareAll(model_.world(), subject_) + log_.Compare(writes_, subject_) +
                            subject_.Audit(tally_["audited"]);
  if (found.empty()) return true;
  Verdict about;
  about.owners = EventsNamedIn(found);
  ADD_FAILURE() << "As they are in the model:" << EventsInFull(about.owners);
  return Report(operation, about, found);
}

TEST(Schedule, AnswersAsTheNaiveModelAndDryRunsAsRealCalls) {
  const int64_t operations = Number("TAQVIM_OPERATIONS", TAQVIM_OPERATIONS);
  uint64_t seed = Number("TAQVIM_SEED", std::random_device()());
  std::cout << "TAQVIM_SEED=" << seed << " TAQVIM_OPERATIONS=" << operations << std::endl;
  Tally tally;
  ZoneFiles zones;
  int64_t done = 0;
  const auto goes_on = [&] {
    return done < operations || (done < kTries * operations && !Missing(operations, tally).empty());
  };
  for (; goes_on(); done += kOperationsARound, ++seed) {
    const int64_t left = done < operations ? operations - done : kOperationsARound;
    const int some = static_cast<int>(std::min<int64_t>(left, kOperationsARound));
    if (!Round(seed, zones, tally).Run(some)) return;
  }
  for (const auto& [what, count] : tally) std::cout << count << " " << what << std::endl;
  for (const char* what : Missing(operations, tally)) ADD_FAILURE() << what << " never happened";
}

}  // namespace
}  // namespace taqvim::property
