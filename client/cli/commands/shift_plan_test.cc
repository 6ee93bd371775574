#include "client/cli/commands/shift_plan.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "client/cli/commands/shift.h"
#include "client/cli/contract/well_known.h"
#include "client/cli/fields/yaml_filler.h"
#include "client/cli/testing/scripted_server.h"
#include "client/cli/text/usage_error.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

v1::Event EventFrom(const std::string& text) {
  v1::Event event;
  const absl::Status status = FillFromYaml(YAML::Load(text), "", &event);
  EXPECT_TRUE(status.ok()) << status;
  return event;
}

ShiftedEvent Shifted(const std::string& text, int days) {
  auto shifted = Shift(EventFrom(text), days);
  EXPECT_TRUE(shifted.ok()) << shifted.status();
  return shifted.ok() ? *shifted : ShiftedEvent();
}

std::string Text(const google::protobuf::Message& message) {
  return FindTextType(*message.GetDescriptor())->format(message);
}

// When it starts after the move, in Berlin, where the clocks are set back on
// 26 October 2025 and on 25 October 2026.
std::string StartAfter(const std::string& start, int days) {
  const auto shifted =
      Shifted("{start: " + start + ", end: 2025-10-27T00:00, time_zone: Europe/Berlin}", days);
  return Text(shifted.after.period().timed().start());
}

TEST(Shift, MovesStopsPeriodsAndTheBookingsThatHaveTheirOwn) {
  const auto days = Shifted(R"(
stops: [{city: Astana, first_day: 2025-10-30, last_day: 2025-11-02}]
bookings: [{id: who, participant: p, first_day: 2025-10-30, last_day: 2025-10-31}]
)",
                            7);
  EXPECT_THAT(days.mask, ElementsAre("culture_days.stops", "bookings"));
  EXPECT_EQ(Text(days.after.culture_days().stops(0).last_day()), "2025-11-09");
  EXPECT_EQ(Text(days.after.bookings(0).period().dated().last_day()), "2025-11-07");
  const auto concert = Shifted(R"(
{start: 2025-10-30T18:00, end: 2025-10-30T20:00, bookings: [{id: hall, space: a/b}]}
)",
                               -30);
  EXPECT_THAT(concert.mask, ElementsAre("period"));
  EXPECT_EQ(Text(concert.after.period().timed().end()), "2025-09-30T20:00");
}

// An event on the tenth that asks to move to the seventeenth, in another hall.
v1::Event Waiting() {
  v1::Event event = EventFrom(R"(
{start: 2025-10-10T18:00, end: 2025-10-10T20:00, time_zone: Asia/Almaty,
 bookings: [{id: hall, space: a/b, time_zone: Asia/Almaty}]}
)");
  v1::Event asked = Shift(event, 7)->after;
  *event.mutable_move()->mutable_period() = asked.period();
  event.mutable_move()->set_time_zone("Asia/Almaty");
  *event.mutable_move()->mutable_bookings() = asked.bookings();
  event.mutable_move()->add_approvals()->set_state(v1::APPROVAL_STATE_PENDING);
  return event;
}

TEST(Shift, CountsFromWhereAnEventAsksToMove) {
  v1::Event event = Waiting();
  event.mutable_move()->mutable_bookings(0)->set_space("venues/a/spaces/c");
  const auto later = Shift(event, 7);
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(Text(later->after.period().timed().start()), "2025-10-24T18:00");
  EXPECT_EQ(later->after.bookings(0).space(), "venues/a/spaces/c");
  EXPECT_THAT(later->mask, ElementsAre("period", "bookings"));
  EXPECT_FALSE(later->withdraws);
}

TEST(Shift, WithdrawsWhatWasAskedWhenThatBringsAnEventBack) {
  const auto back = Shift(Waiting(), -7);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_TRUE(back->withdraws);
  const auto writes = WritesOf({*back}, {}, /*ask=*/true);
  EXPECT_TRUE(writes[0].update().withdraw_move());
  EXPECT_FALSE(writes[0].update().ask_approval());
}

TEST(Shift, CountsFromWhereAnEventIsOnceItsMoveWasRefused) {
  v1::Event event = Waiting();
  event.mutable_move()->mutable_approvals(0)->set_state(v1::APPROVAL_STATE_REFUSED);
  const auto later = Shift(event, 7);
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(Text(later->after.period().timed().start()), "2025-10-17T18:00");
}

TEST(Shift, LeavesAPermanentDisplayWithoutAnEnd) {
  const auto shifted = Shifted("{first_day: 2025-10-10}", 1);
  EXPECT_EQ(Text(shifted.after.period().dated().first_day()), "2025-10-11");
  EXPECT_FALSE(shifted.after.period().dated().has_last_day());
}

TEST(Shift, MovesWhatRepeatsWithItsRuleAndExceptions) {
  const auto shifted = Shifted(R"(
start: 2025-10-07T18:00
end: 2025-10-07T19:00
rule: FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20251230
excluded_days: [2025-10-14]
moved_occurrences: [{day: 2025-10-21, start: 2025-10-22T18:00, end: 2025-10-22T19:00}]
)",
                               7);
  const v1::Recurrence& recurrence = shifted.after.recurrence();
  EXPECT_THAT(shifted.mask, ElementsAre("period", "recurrence"));
  EXPECT_EQ(recurrence.rule(), "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260106");
  EXPECT_EQ(Text(recurrence.excluded_days(0)), "2025-10-21");
  EXPECT_EQ(Text(recurrence.moved_occurrences(0).day()), "2025-10-28");
  EXPECT_EQ(Text(recurrence.moved_occurrences(0).period().timed().start()), "2025-10-29T18:00");
}

TEST(Shift, SaysWhyARuleCannotBeMoved) {
  v1::Event event =
      EventFrom("{start: 2025-10-07T18:00, end: 2025-10-07T19:00, rule: FREQ=MONTHLY;BYDAY=1TU}");
  event.set_name("events/talks");
  const absl::Status status = Shift(event, 7).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("events/talks repeats by FREQ=MONTHLY;BYDAY=1TU"),
                    HasSubstr("weekdays of months")));
}

TEST(Shift, DropsAnOffsetOnADayOnWhichTheClocksShowTheTimeOnce) {
  EXPECT_EQ(StartAfter("2025-10-26T02:30+01:00", 7), "2025-11-02T02:30");
  EXPECT_EQ(StartAfter("2025-10-10T02:30+02:00", 1), "2025-10-11T02:30");
}

TEST(Shift, KeepsWhichOfTwoTimesIsMeantOnADayThatHasTwo) {
  EXPECT_EQ(StartAfter("2025-10-26T02:30+02:00", 364), "2026-10-25T02:30+02:00");
  EXPECT_EQ(StartAfter("2025-10-26T02:30+01:00", 364), "2026-10-25T02:30+01:00");
}

TEST(Shift, TakesTheEarlierOfTwoTimesWhereThereWasOne) {
  EXPECT_EQ(StartAfter("2025-10-25T02:30", 1), "2025-10-26T02:30+02:00");
}

TEST(Shift, KeepsAnEndBehindItsStart) {
  const auto shifted = Shifted(
      "{start: '2025-10-26T02:45+01:00', end: '2025-10-26T02:50+01:00', time_zone: Europe/Berlin}",
      364);
  EXPECT_EQ(Text(shifted.after.period().timed().end()), "2026-10-25T02:50+01:00");
  // From 01:45 to the second 02:15 it is told by the end alone.
  const auto night =
      Shifted("{start: 2025-10-25T02:45, end: 2025-10-25T03:15, time_zone: Europe/Berlin}", 1);
  EXPECT_EQ(Text(night.after.period().timed().start()), "2025-10-26T02:45+02:00");
  EXPECT_EQ(Text(night.after.period().timed().end()), "2025-10-26T03:15");
}

TEST(Shift, ReadsEachBookingInItsOwnZone) {
  const auto shifted = Shifted(R"(
time_zone: Asia/Almaty
start: 2025-10-25T02:30
end: 2025-10-25T04:00
bookings:
  - {id: a, space: x/a, time_zone: Europe/Berlin, start: 2025-10-25T02:30, end: 2025-10-25T04:00}
  - {id: b, space: y/b, time_zone: Asia/Almaty, start: 2025-10-25T02:30, end: 2025-10-25T04:00}
)",
                               1);
  EXPECT_FALSE(shifted.after.period().timed().start().has_utc_offset());
  EXPECT_EQ(Text(shifted.after.bookings(0).period().timed().start()), "2025-10-26T02:30+02:00");
  EXPECT_FALSE(shifted.after.bookings(1).period().timed().start().has_utc_offset());
}

TEST(Shift, MovesBothEndsOfAStopAndOfADatedPeriod) {
  const auto shifted = Shifted(R"(
stops: [{city: Astana, first_day: 2025-10-30, last_day: 2025-11-02}]
first_day: 2025-12-30
last_day: 2026-01-02
)",
                               2);
  EXPECT_EQ(Text(shifted.after.culture_days().stops(0).first_day()), "2025-11-01");
  EXPECT_EQ(Text(shifted.after.period().dated().first_day()), "2026-01-01");
  EXPECT_EQ(Text(shifted.after.period().dated().last_day()), "2026-01-04");
}

// Both ends are at 02:30, which the clocks show twice on the 26th.
TEST(Shift, SaysOfEachEndAloneWhichOfTwoTimesIsMeant) {
  const auto shifted =
      Shifted("{start: 2025-10-24T02:30, end: 2025-10-25T02:30, time_zone: Europe/Berlin}", 1);
  EXPECT_EQ(Text(shifted.after.period().timed().start()), "2025-10-25T02:30");
  EXPECT_EQ(Text(shifted.after.period().timed().end()), "2025-10-26T02:30+02:00");
  const auto back = Shifted(
      "{start: '2025-10-26T02:30+01:00', end: 2025-10-27T02:30, time_zone: Europe/Berlin}", -1);
  EXPECT_EQ(Text(back.after.period().timed().start()), "2025-10-25T02:30");
  EXPECT_EQ(Text(back.after.period().timed().end()), "2025-10-26T02:30+02:00");
}

TEST(Shift, ReadsAPeriodInTheZoneOfTheBookingsThatFollowIt) {
  const auto start = [](const std::string& bookings) {
    const auto shifted = Shifted(
        "{start: 2025-10-25T02:30, end: 2025-10-25T04:00, bookings: [" + bookings + "]}", 1);
    return Text(shifted.after.period().timed().start());
  };
  const std::string own =
      "{id: a, space: x/a, time_zone: Asia/Almaty, start: 2025-10-25T02:30, "
      "end: 2025-10-25T04:00}";
  const std::string follows = "{id: b, space: y/b, time_zone: Europe/Berlin}";
  EXPECT_EQ(start(own + ", " + follows), "2025-10-26T02:30+02:00");
  EXPECT_EQ(start(follows + ", " + own), "2025-10-26T02:30+02:00");
  EXPECT_EQ(start(own), "2025-10-26T02:30");
  EXPECT_EQ(start(""), "2025-10-26T02:30");
}

TEST(Shift, ReadsAMovedOccurrenceInTheZoneOfTheEvent) {
  const auto shifted = Shifted(R"(
time_zone: Europe/Berlin
start: 2025-10-20T02:30
end: 2025-10-20T04:00
rule: FREQ=WEEKLY
moved_occurrences: [{day: 2025-10-24, start: 2025-10-25T02:30, end: 2025-10-25T04:00}]
)",
                               1);
  const auto& moved = shifted.after.recurrence().moved_occurrences(0);
  EXPECT_EQ(Text(moved.period().timed().start()), "2025-10-26T02:30+02:00");
}

TEST(Shift, MovesTheRuleOfWhatTakesWholeDaysByItsFirst) {
  const auto shifted =
      Shifted("{first_day: 2025-10-07, last_day: 2025-10-08, rule: FREQ=MONTHLY}", 7);
  EXPECT_EQ(shifted.after.recurrence().rule(), "FREQ=MONTHLY");
  EXPECT_FALSE(
      Shift(EventFrom("{first_day: 2025-10-27, last_day: 2025-10-28, rule: FREQ=MONTHLY}"), 7)
          .ok());
}

TEST(Shift, NamesNoFieldThatStays) {
  EXPECT_THAT(Shifted("{owner: o, bookings: [{id: hall, space: a/b}]}", 1).mask,
              ::testing::IsEmpty());
}

TEST(Shift, ThereAndBackAgainIsTheSame) {
  const std::string text = R"(
name: events/talks
start: 2025-10-07T18:00
end: 2025-10-07T19:00
rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO;UNTIL=20251230
excluded_days: [2025-10-12]
bookings: [{id: hall, space: a/b, start: 2025-10-07T17:00, end: 2025-10-07T19:00}]
)";
  for (const int days : {1, 3, 7, 30, 365}) {
    const auto back = Shift(Shifted(text, days).after, -days);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(EventFrom(text), back->after))
        << days << "\n"
        << back->after.DebugString();
  }
}

TEST(WritesOf, UpdatesWhatMovedUnderItsEtag) {
  v1::Event event = EventFrom("{name: events/gala, etag: e, first_day: 2025-10-10}");
  const auto writes = WritesOf({*Shift(event, 1)}, {v1::CONFLICT_RULE_HOLD_AHEAD});
  ASSERT_EQ(writes.size(), 1);
  EXPECT_EQ(writes[0].update().event().etag(), "e");
  EXPECT_THAT(writes[0].update().update_mask().paths(), ElementsAre("period"));
  EXPECT_THAT(writes[0].update().overrides(), ElementsAre(v1::CONFLICT_RULE_HOLD_AHEAD));
}

TEST(WhenOf, ReadsAsPeopleWriteIt) {
  EXPECT_EQ(WhenOf(EventFrom("{start: 2025-10-10T18:00, end: 2025-10-10T20:00}")),
            "2025-10-10 18:00 to 20:00");
  EXPECT_EQ(WhenOf(EventFrom("{start: '2025-10-26T02:30+02:00', end: '2025-10-26T02:30+01:00'}")),
            "2025-10-26 02:30+02:00 to 02:30+01:00");
  EXPECT_EQ(WhenOf(EventFrom("{first_day: 2025-10-10}")), "from 2025-10-10");
  EXPECT_EQ(WhenOf(EventFrom("{stops: [{city: B, first_day: 2025-10-12, last_day: 2025-10-13}, "
                             "{city: A, first_day: 2025-10-09, last_day: 2025-10-11}]}")),
            "2025-10-09 to 2025-10-13");
}

TEST(WhenOf, SaysWhatIsNotOfOneDay) {
  EXPECT_EQ(WhenOf(EventFrom("{start: 2025-10-10T22:00, end: 2025-10-11T01:05}")),
            "2025-10-10 22:00 to 2025-10-11 01:05");
  EXPECT_EQ(WhenOf(EventFrom("{first_day: 2025-10-10, last_day: 2025-10-12}")),
            "2025-10-10 to 2025-10-12");
  EXPECT_EQ(WhenOf(EventFrom("{start: '2025-11-02T01:30-03:30', end: '2025-11-02T03:00'}")),
            "2025-11-02 01:30-03:30 to 03:00");
  // One stop within the other.
  EXPECT_EQ(WhenOf(EventFrom("{stops: [{city: A, first_day: 2025-10-09, last_day: 2025-10-20}, "
                             "{city: B, first_day: 2025-10-12, last_day: 2025-10-13}]}")),
            "2025-10-09 to 2025-10-20");
  EXPECT_EQ(WhenOf(EventFrom("{owner: o}")), "");
}

// A programme on a server that shows two events a page.
class ProgrammeTest : public ::testing::Test {
 protected:
  ProgrammeTest() {
    days_ = EventFrom(
        "{name: events/days, stops: [{city: A, first_day: 2025-10-09, last_day: 2025-10-11}]}");
    days_.set_state(v1::EVENT_STATE_CONFIRMED);
    server_.Answer<v1::GetEventRequest, v1::GetEventResponse>(
        [this](const v1::GetEventRequest&) -> absl::StatusOr<v1::GetEventResponse> {
          v1::GetEventResponse response;
          *response.mutable_event() = days_;
          return response;
        });
    server_.Answer<v1::ListEventsRequest, v1::ListEventsResponse>(
        [this](const v1::ListEventsRequest& request) -> absl::StatusOr<v1::ListEventsResponse> {
          return Page(request);
        });
    server_.Answer<v1::CheckEventsRequest, v1::CheckEventsResponse>(
        [this](const v1::CheckEventsRequest&) -> absl::StatusOr<v1::CheckEventsResponse> {
          return check_;
        });
    server_.Answer<v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
        [](const v1::BatchWriteEventsRequest&) -> absl::StatusOr<v1::BatchWriteEventsResponse> {
          return v1::BatchWriteEventsResponse();
        });
  }

  // An event of the programme, or one that has a host.
  void Add(const std::string& name, const std::string& host = "") {
    v1::Event event = EventFrom("{start: 2025-10-10T18:00, end: 2025-10-10T20:00}");
    event.set_name("events/" + name);
    (host.empty() ? members_ : hosted_["events/" + host]).push_back(event);
  }

  std::vector<std::string> Read() {
    const auto events = ReadProgramme(server_.client(), "events/days");
    EXPECT_TRUE(events.ok()) << events.status();
    std::vector<std::string> names;
    for (const v1::Event& event : *events) names.push_back(event.name());
    return names;
  }

  RanCommand Ran(const std::vector<std::string>& words) {
    return RunCommand(server_, ShiftCommand(), words);
  }
  std::string Refusal(const std::vector<std::string>& words) {
    const RanCommand ran = Ran(words);
    EXPECT_TRUE(IsUsageError(ran.code.status())) << ran.code.status();
    return std::string(ran.code.status().message());
  }
  // How many batches have written.
  size_t Written() const {
    size_t written = 0;
    for (const auto& batch : server_.Asked<v1::BatchWriteEventsRequest>()) {
      written += batch.validate_only() ? 0 : 1;
    }
    return written;
  }

  ScriptedServer server_;
  v1::Event days_;
  std::vector<v1::Event> members_;
  std::map<std::string, std::vector<v1::Event>> hosted_;
  v1::CheckEventsResponse check_;

 private:
  v1::ListEventsResponse Page(const v1::ListEventsRequest& request) const {
    EXPECT_THAT(request.filter().states(),
                ElementsAre(v1::EVENT_STATE_TENTATIVE, v1::EVENT_STATE_CONFIRMED));
    std::vector<const v1::Event*> all;
    const auto add = [&](const std::vector<v1::Event>& events) {
      for (const v1::Event& event : events) all.push_back(&event);
    };
    if (request.filter().programme() == "events/days") add(members_);
    for (const std::string& host : request.filter().hosts()) {
      if (const auto found = hosted_.find(host); found != hosted_.end()) add(found->second);
    }
    size_t next = request.page_token().empty() ? 0 : std::stoul(request.page_token());
    v1::ListEventsResponse page;
    for (; next < all.size() && page.events_size() < 2; ++next) *page.add_events() = *all[next];
    if (next < all.size()) page.set_next_page_token(std::to_string(next));
    return page;
  }
};

TEST_F(ProgrammeTest, IsTheCultureDaysWhatBelongsToThemAndWhatThatHosts) {
  for (const char* name : {"a", "days", "b", "c"}) Add(name);
  Add("within", "b");
  Add("c", "b");
  Add("deeper", "within");
  EXPECT_THAT(Read(), ElementsAre("events/days", "events/a", "events/b", "events/c",
                                  "events/within", "events/deeper"));
}

TEST_F(ProgrammeTest, AsksForTheHostedOfAHundredAtATime) {
  for (int i = 0; i < 120; ++i) Add(absl::StrCat("e", i));
  Add("last", "e119");
  EXPECT_EQ(Read().size(), 122);
  std::vector<int> sizes;
  for (const auto& request : server_.Asked<v1::ListEventsRequest>()) {
    if (request.filter().hosts_size() > 0) sizes.push_back(request.filter().hosts_size());
  }
  EXPECT_THAT(sizes, ElementsAre(100, 21, 1));
}

TEST_F(ProgrammeTest, IsNoneUnlessTheseAreCultureDaysThatAreStillPlanned) {
  days_.set_state(v1::EVENT_STATE_CANCELLED);
  EXPECT_THAT(std::string(ReadProgramme(server_.client(), "events/days").status().message()),
              HasSubstr("events/days is no longer planned"));
  days_.set_state(v1::EVENT_STATE_TENTATIVE);
  EXPECT_TRUE(ReadProgramme(server_.client(), "events/days").ok());
  days_.clear_culture_days();
  EXPECT_THAT(std::string(ReadProgramme(server_.client(), "events/days").status().message()),
              HasSubstr("events/days is no programme"));
}

TEST_F(ProgrammeTest, IsMovedByOneBatchThatWasCheckedBefore) {
  Add("a");
  const RanCommand ran = Ran({"days", "--days=-1", "--override", "hold-ahead"});
  EXPECT_EQ(*ran.code, kExitOk) << ran.code.status();
  EXPECT_EQ(ran.out,
            "NAME         FROM                       TO\n"
            "events/days  2025-10-09 to 2025-10-11   2025-10-08 to 2025-10-10\n"
            "events/a     2025-10-10 18:00 to 20:00  2025-10-09 18:00 to 20:00\n");
  ASSERT_EQ(Written(), 1);
  const auto batch = server_.Asked<v1::BatchWriteEventsRequest>()[0];
  ASSERT_EQ(batch.writes_size(), 2);
  EXPECT_EQ(Text(batch.writes(1).update().event().period().timed().start()), "2025-10-09T18:00");
  EXPECT_THAT(batch.writes(1).update().overrides(), ElementsAre(v1::CONFLICT_RULE_HOLD_AHEAD));
  EXPECT_EQ(server_.Asked<v1::CheckEventsRequest>()[0].writes_size(), 2);
}

TEST_F(ProgrammeTest, IsNotMovedByADryRun) {
  const RanCommand ran = Ran({"days", "--days", "7", "--dry-run"});
  EXPECT_EQ(*ran.code, kExitOk);
  EXPECT_THAT(ran.out, HasSubstr("2025-10-16 to 2025-10-18"));
  EXPECT_EQ(ran.err, "Dry run: nothing was written.\n");
  EXPECT_EQ(Written(), 0);
  EXPECT_EQ(Ran({"days", "--days", "7", "--dry-run=false"}).err, "");
  EXPECT_EQ(Written(), 1);
}

TEST_F(ProgrammeTest, SaysOnADryRunWhatWouldWaitAndWhatTheCallerMayNot) {
  absl::StatusOr<v1::BatchWriteEventsResponse> answer = v1::BatchWriteEventsResponse();
  v1::Event& moves = *answer->add_events();
  moves.set_name("events/a");
  v1::BookingApproval& approval = *moves.mutable_move()->add_approvals();
  approval.set_venue("venues/v");
  approval.set_state(v1::APPROVAL_STATE_PENDING);
  server_.Answer<v1::BatchWriteEventsRequest, v1::BatchWriteEventsResponse>(
      [&](const v1::BatchWriteEventsRequest&) { return answer; });
  Add("a");
  const std::vector<std::string> words = {"days", "--days", "7", "--ask-approval", "--dry-run"};
  EXPECT_THAT(Ran(words).err, AllOf(HasSubstr("1 event moves when all is approved; still to be "
                                              "approved: events/a "),
                                    HasSubstr("Dry run: nothing was written.\n")));
  answer = absl::PermissionDeniedError("This takes a role.");
  EXPECT_TRUE(absl::IsPermissionDenied(Ran(words).code.status()));
  EXPECT_EQ(Written(), 0);
}

TEST_F(ProgrammeTest, IsNotMovedWhereSomethingIsInTheWay) {
  check_.set_blocked(true);
  check_.add_conflicts()->set_counterpart("events/opera");
  const RanCommand ran = Ran({"days", "--days", "7"});
  EXPECT_THAT(std::string(ran.code.status().message()), HasSubstr("Nothing was written."));
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("Advisories")));
  EXPECT_EQ(Written(), 0);
}

TEST_F(ProgrammeTest, IsMovedWithWhatIsWorthKnowingOfTheNewDays) {
  v1::Conflict& advice = *check_.add_conflicts();
  advice.set_severity(v1::CONFLICT_SEVERITY_ADVISORY);
  advice.set_counterpart("events/opera");
  EXPECT_THAT(Ran({"days", "--days", "7"}).out,
              AllOf(HasSubstr("\nAdvisories\n"), HasSubstr("events/opera")));
  EXPECT_EQ(Written(), 1);
}

TEST_F(ProgrammeTest, IsMovedByANumberOfDaysThatIsSaid) {
  EXPECT_THAT(Refusal({"--days", "7"}), HasSubstr("Say which programme"));
  EXPECT_THAT(Refusal({"days", "more", "--days", "7"}), HasSubstr("Say which programme"));
  EXPECT_THAT(Refusal({"days"}), HasSubstr("Say by how many days"));
  for (const char* wrong : {"0", "soon", "36526", "-36526"}) {
    EXPECT_THAT(Refusal({"days", absl::StrCat("--days=", wrong)}), HasSubstr("from -36525 to"));
  }
  EXPECT_THAT(Refusal({"days", "--days", "7", "--override", "all"}), HasSubstr("--override: "));
  EXPECT_TRUE(Ran({"days", "--days", "36525", "--dry-run"}).code.ok());
  EXPECT_TRUE(Ran({"days", "--days=-36525", "--dry-run"}).code.ok());
}

TEST_F(ProgrammeTest, HasAtMostAsManyEventsAsABatchHolds) {
  for (int i = 0; i < 4999; ++i) Add(absl::StrCat("e", i));
  EXPECT_TRUE(Ran({"days", "--days", "1"}).code.ok());
  Add("one-more");
  EXPECT_THAT(std::string(Ran({"days", "--days", "1"}).code.status().message()),
              HasSubstr("events/days has 5001 events"));
}

}  // namespace
}  // namespace taqvim::cli
