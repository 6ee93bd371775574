// Culture days: what is cancelled with them, and those that answer them.
#include "absl/strings/str_cat.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ProgrammesTest : public EventsTest {
 protected:
  absl::StatusOr<v1::CreateEventResponse> CreateDays(const std::string& id,
                                                     const std::string& guest,
                                                     const std::string& host,
                                                     const std::string& city,
                                                     const std::string& reciprocal = "") {
    return Create(id, DaysText(guest, host, city, reciprocal));
  }
  static std::string DaysText(const std::string& guest, const std::string& host,
                              const std::string& city, const std::string& reciprocal) {
    return absl::StrCat(
        "culture_days { guest_country: '", guest, "' host_country: '", host, "' stops { city: '",
        city, "' first_day { ", DateText("2025-10-09"), " } last_day { ", DateText("2025-10-13"),
        " } } ", reciprocal.empty() ? "" : absl::StrCat("reciprocal: '", reciprocal, "'"), " }");
  }
  // In the hall, on the culture days `events/days`; `more` is text of the event.
  void AddToProgramme(const std::string& id, const std::string& start, const std::string& end,
                      const std::string& more = "") {
    AddConfirmed(id, hall_, start, end, "programme: 'events/days' " + more);
  }
  std::string ReciprocalOf(const std::string& name) {
    return Get(name).culture_days().reciprocal();
  }
  absl::StatusOr<v1::UpdateEventResponse> SetReciprocal(const std::string& name,
                                                        const std::string& other) {
    return Update(name, {"culture_days.reciprocal"},
                  absl::StrCat("culture_days { reciprocal: '", other, "' }"));
  }
};

TEST_F(ProgrammesTest, ACascadeCancelsTheProgrammeAndAllThatItsEventsHost) {
  ASSERT_TRUE(CreateDays("days", "AZ", "KZ", "Astana").ok());
  AddToProgramme("opening", "2025-10-09 10:00", "2025-10-09 20:00");
  AddToProgramme("gala", "2025-10-10 18:00", "2025-10-10 20:00");
  // Not of the programme themselves, and one inside the other.
  AddConfirmed("ceremony", hall_, "2025-10-09 11:00", "2025-10-09 15:00", "host: 'events/opening'");
  AddHold("signing", hall_, "2025-10-09 12:00", "2025-10-09 13:00", "host: 'events/ceremony'");
  AddConfirmed("other", hall_, "2025-10-11 18:00", "2025-10-11 20:00");
  auto cancelled = Cancel("events/days", /*cascade=*/true);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_THAT(
      cancelled->cascaded_events(),
      UnorderedElementsAre("events/opening", "events/gala", "events/ceremony", "events/signing"));
  for (const std::string& name : cancelled->cascaded_events()) {
    EXPECT_EQ(Get(name).state(), v1::EVENT_STATE_CANCELLED) << name;
  }
  EXPECT_EQ(Get("events/other").state(), v1::EVENT_STATE_CONFIRMED);
  // All that was booked is free again.
  AddConfirmed("new", hall_, "2025-10-09 10:00", "2025-10-10 20:00");
}

TEST_F(ProgrammesTest, WithoutACascadeTheEventsOfAProgrammeStand) {
  ASSERT_TRUE(CreateDays("days", "AZ", "KZ", "Astana").ok());
  AddToProgramme("gala", "2025-10-10 18:00", "2025-10-10 20:00");
  auto cancelled = Cancel("events/days");
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(Get("events/gala").state(), v1::EVENT_STATE_CONFIRMED);
}

TEST_F(ProgrammesTest, ACascadeLeavesAloneWhatIsCancelledAlready) {
  ASSERT_TRUE(CreateDays("days", "AZ", "KZ", "Astana").ok());
  AddToProgramme("gala", "2025-10-10 18:00", "2025-10-10 20:00");
  ASSERT_TRUE(Cancel("events/gala").ok());
  auto cancelled = Cancel("events/days", /*cascade=*/true);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_THAT(cancelled->cascaded_events(), ElementsAre());
}

TEST_F(ProgrammesTest, ReciprocalCultureDaysNameEachOther) {
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  const int64_t before = Revision();
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  EXPECT_EQ(ReciprocalOf("events/there"), "events/here");
  EXPECT_EQ(Revision(), before + 1);
}

TEST_F(ProgrammesTest, ALinkThatIsClearedOnOneIsClearedOnBoth) {
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  ASSERT_TRUE(SetReciprocal("events/there", "").ok());
  EXPECT_EQ(ReciprocalOf("events/here"), "");
}

TEST_F(ProgrammesTest, CancelledCultureDaysAnswerNone) {
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  ASSERT_TRUE(Cancel("events/here").ok());
  EXPECT_EQ(ReciprocalOf("events/there"), "");
  EXPECT_EQ(ReciprocalOf("events/here"), "");
  ASSERT_TRUE(CreateDays("again", "KZ", "AZ", "Baku", "events/there").ok());
  EXPECT_EQ(ReasonOf(SetReciprocal("events/again", "events/here").status()),
            v1::ERROR_REASON_ILLEGAL_STATE);
}

TEST_F(ProgrammesTest, WhatTheSameBatchDeletesIsThereForNobody) {
  for (const char* reference : {"culture_days.reciprocal", "programme"}) {
    ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
    const bool answers = std::string(reference) == "culture_days.reciprocal";
    auto batch = FromText<v1::BatchWriteEventsRequest>(absl::StrCat(
        "writes { create { event_id: 'here' event { title { key: 'en' value: 'Here' } owner: "
        "'organizations/owner' ",
        answers ? DaysText("KZ", "AZ", "Baku", "events/there")
                : absl::StrCat("programme: 'events/there' activity { form: ACTIVITY_FORM_TALK } "
                               "time_zone: 'Asia/Almaty' ",
                               Timed("2025-10-10 18:00", "2025-10-10 20:00")),
        " } } }"));
    v1::DeleteEventRequest& deletes = *batch.add_writes()->mutable_delete_();
    deletes.set_name("events/there");
    deletes.set_etag(Get("events/there").etag());
    const auto written = Run(BatchWriteEvents, batch);
    EXPECT_EQ(ReasonOf(written.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND) << reference;
    EXPECT_THAT(ViolationsOf(written.status()),
                ElementsAre(Key(absl::StrCat("writes[0].create.event.", reference))));
    ASSERT_TRUE(Delete("events/there").ok());
  }
}

TEST_F(ProgrammesTest, WhatCannotAnswerIsNotJudgedForBeingNamed) {
  AddConfirmed("gala", hall_, "2025-10-10 18:00", "2025-10-10 22:00");
  AddConfirmed("talk", hall_, "2025-10-10 18:00", "2025-10-10 20:00", "host: 'events/gala'");
  const auto batch = FromText<v1::BatchWriteEventsRequest>(absl::StrCat(
      "writes { create { event_id: 'here' event { title { key: 'en' value: 'Here' } owner: "
      "'organizations/owner' ",
      DaysText("KZ", "AZ", "Baku", "events/talk"),
      " } } } writes { cancel { name: 'events/gala' } }"));
  EXPECT_THAT(ViolationsOf(Run(BatchWriteEvents, batch).status()),
              ElementsAre(Key("writes[0].create.event.culture_days.reciprocal")));
}

TEST_F(ProgrammesTest, ThoseThatAnswerOthersMustFirstBeFreedOfThem) {
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  auto third = CreateDays("third", "KZ", "AZ", "Ganja", "events/there");
  EXPECT_THAT(ViolationsOf(third.status()),
              ElementsAre(Pair("event.culture_days.reciprocal",
                               HasSubstr("events/there answers events/here already"))));
  ASSERT_TRUE(SetReciprocal("events/here", "").ok());
  EXPECT_TRUE(CreateDays("third", "KZ", "AZ", "Ganja", "events/there").ok());
}

TEST_F(ProgrammesTest, OneCanBeAnsweredByOthersInstead) {
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  ASSERT_TRUE(CreateDays("third", "KZ", "AZ", "Ganja").ok());
  ASSERT_TRUE(SetReciprocal("events/there", "events/third").ok());
  EXPECT_EQ(ReciprocalOf("events/here"), "");
  EXPECT_EQ(ReciprocalOf("events/third"), "events/there");
}

TEST_F(ProgrammesTest, TwoPairsChangePartnersInOneWrite) {
  const auto link = [&](v1::BatchWriteEventsRequest& batch, const std::string& name,
                        const std::string& reciprocal) {
    v1::UpdateEventRequest& update = *batch.add_writes()->mutable_update();
    update.mutable_event()->set_name("events/" + name);
    update.mutable_event()->set_etag(Get("events/" + name).etag());
    update.mutable_event()->mutable_culture_days()->set_reciprocal("events/" + reciprocal);
    update.mutable_update_mask()->add_paths("culture_days.reciprocal");
  };
  const auto expect = [&](const std::string& a, const std::string& b) {
    EXPECT_EQ(ReciprocalOf("events/" + a), "events/" + b);
    EXPECT_EQ(ReciprocalOf("events/" + b), "events/" + a);
  };
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  ASSERT_TRUE(CreateDays("there-later", "AZ", "KZ", "Almaty").ok());
  ASSERT_TRUE(CreateDays("here-later", "KZ", "AZ", "Ganja", "events/there-later").ok());
  v1::BatchWriteEventsRequest both;
  link(both, "there", "here-later");
  link(both, "here", "there-later");
  link(both, "there-later", "here");
  link(both, "here-later", "there");
  auto written = Run(BatchWriteEvents, both);
  ASSERT_TRUE(written.ok()) << written.status();
  expect("there", "here-later");
  expect("there-later", "here");
  // Whom one half alone names answers the other pair still.
  v1::BatchWriteEventsRequest halves;
  link(halves, "there", "here");
  link(halves, "here-later", "there-later");
  written = Run(BatchWriteEvents, halves);
  EXPECT_THAT(ViolationsOf(written.status()),
              UnorderedElementsAre(Key("writes[0].update.event.culture_days.reciprocal"),
                                   Key("writes[1].update.event.culture_days.reciprocal")));
  expect("there", "here-later");
  expect("there-later", "here");
}

TEST_F(ProgrammesTest, OnlyTheSameCountriesTheOtherWayRoundAnswer) {
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Astana").ok());
  const auto reciprocal = Contains(Key("event.culture_days.reciprocal"));
  EXPECT_THAT(ViolationsOf(CreateDays("a", "AZ", "KZ", "Almaty", "events/there").status()),
              reciprocal);
  EXPECT_THAT(ViolationsOf(CreateDays("b", "UZ", "AZ", "Baku", "events/there").status()),
              reciprocal);
  ASSERT_TRUE(CreateDays("here", "KZ", "AZ", "Baku", "events/there").ok());
  auto changed =
      Update("events/here", {"culture_days.guest_country"}, "culture_days { guest_country: 'UZ' }");
  EXPECT_THAT(ViolationsOf(changed.status()), reciprocal);
}

TEST_F(ProgrammesTest, ALinkEndsNoWaiverAndJudgesNothingAgain) {
  ASSERT_TRUE(CreateDays("first", "TJ", "KZ", "Astana").ok());
  ASSERT_TRUE(Confirm("events/first").ok());
  ASSERT_TRUE(CreateDays("there", "AZ", "KZ", "Almaty").ok());
  auto moved = Update("events/there", {"culture_days"}, DaysText("AZ", "KZ", "Astana", ""),
                      {v1::CONFLICT_RULE_CULTURE_DAYS_OVERLAP});
  ASSERT_TRUE(moved.ok()) << moved.status();
  ASSERT_EQ(Get("events/there").waivers_size(), 1);
  auto linked = CreateDays("here", "KZ", "AZ", "Baku", "events/there");
  ASSERT_TRUE(linked.ok()) << linked.status();
  EXPECT_EQ(Get("events/there").waivers_size(), 1);
}

// Stops in Almaty, where nothing takes place.
class LeftMembersTest : public ProgrammesTest {
 protected:
  LeftMembersTest() {
    EXPECT_TRUE(CreateDays("days", "AZ", "KZ", "Astana").ok());
    AddToProgramme("gala", "2025-10-10 18:00", "2025-10-10 20:00");
    AddToProgramme("talks", "2025-10-11 18:00", "2025-10-11 20:00",
                   "recurrence { rule: 'FREQ=DAILY;COUNT=2' }");
    AddConfirmed("other", hall_, "2025-10-13 18:00", "2025-10-13 20:00");
  }
  v1::UpdateEventRequest Moved(const std::string& first_day, const std::string& last_day) {
    v1::UpdateEventRequest request;
    request.mutable_event()->set_name("events/days");
    request.mutable_event()->set_etag(Get("events/days").etag());
    *request.mutable_event()->mutable_culture_days() = FromText<v1::CultureDays>(
        absl::StrCat("stops { city: 'Astana' first_day { ", DateText(first_day), " } last_day { ",
                     DateText(last_day), " } }"));
    request.mutable_update_mask()->add_paths("culture_days.stops");
    return request;
  }
  static std::vector<std::string> Days(const google::protobuf::RepeatedPtrField<v1::Conflict>& of) {
    std::vector<std::string> days;
    for (const v1::Conflict& conflict : of) {
      days.push_back(conflict.has_occurrence_day() ? absl::StrCat(conflict.occurrence_day().day())
                                                   : "none");
    }
    return days;
  }
};

TEST_F(LeftMembersTest, OutsideTheNewStopsAreToldInTheAnswerThatChangesThem) {
  auto moved = Run(UpdateEvent, Moved("2025-10-11", "2025-10-11"));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_THAT(Lines(moved->advisories()),
              ElementsAre("0 events/gala OUTSIDE_PROGRAMME events/days, advisory",
                          "0 events/talks OUTSIDE_PROGRAMME events/days, advisory"));
  EXPECT_THAT(Days(moved->advisories()), ElementsAre("none", "12"));
  EXPECT_EQ(moved->advisory_total(), 2);
  // A change of something else asks nobody.
  auto titled = Update("events/days", {"title"}, "title { key: 'en' value: 'Days' }");
  ASSERT_TRUE(titled.ok()) << titled.status();
  EXPECT_THAT(Lines(titled->advisories()), ElementsAre());
}

TEST_F(LeftMembersTest, AreToldByACheckAndByABatchAtTheItemOfTheirProgramme) {
  v1::CheckEventsRequest check;
  check.add_writes()->mutable_confirm()->set_name("events/days");
  *check.add_writes()->mutable_update() = Moved("2025-10-11", "2025-10-13");
  auto& moved = *check.add_writes()->mutable_update();
  moved.mutable_event()->set_name("events/gala");
  moved.mutable_event()->set_etag(Get("events/gala").etag());
  *moved.mutable_event()->mutable_period() =
      FromText<v1::Event>(Timed("2025-10-14 18:00", "2025-10-14 20:00")).period();
  moved.mutable_update_mask()->add_paths("period");
  auto judged = schedule_.DryRun(CheckEvents, check);
  ASSERT_TRUE(judged.ok()) << judged.status();
  // What the batch moves itself is said once, of what it moves.
  const auto gala = "2 events/gala OUTSIDE_PROGRAMME events/days, advisory";
  EXPECT_THAT(Lines(judged->conflicts()), ElementsAre(gala));
  v1::BatchWriteEventsRequest batch;
  *batch.mutable_writes() = check.writes();
  batch.mutable_writes()->RemoveLast();
  auto written = Run(BatchWriteEvents, batch);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_THAT(Lines(written->advisories()),
              ElementsAre("0 events/gala OUTSIDE_PROGRAMME events/days, advisory"));
  EXPECT_EQ(written->advisory_total(), 1);
}

TEST_F(LeftMembersTest, OfACancelledProgrammeAreToldAndListedUntilTheyLeaveIt) {
  auto cancelled = Cancel("events/days");
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_THAT(Lines(cancelled->advisories()),
              ElementsAre("0 events/gala OUTSIDE_PROGRAMME events/days, advisory",
                          "0 events/talks OUTSIDE_PROGRAMME events/days, advisory"));
  EXPECT_EQ(cancelled->advisory_total(), 2);
  EXPECT_THAT(cancelled->advisories(0).message(), HasSubstr("was cancelled"));
  const auto listed = [&] {
    std::vector<std::string> lines;
    const auto page = Run(ListConflicts, "");
    EXPECT_TRUE(page.ok()) << page.status();
    for (const auto& found : page.value().conflicts()) {
      EXPECT_EQ(found.kind(), v1::CONFLICT_KIND_PROGRAMME_ENDED);
      lines.push_back(found.conflict().event());
    }
    return lines;
  };
  EXPECT_THAT(listed(), ElementsAre("events/gala", "events/talks"));
  ASSERT_TRUE(Update("events/gala", {"programme"}, "").ok());
  EXPECT_THAT(listed(), ElementsAre("events/talks"));
  schedule_.now = absl::FromUnixSeconds(1760400000);  // 2025-10-14
  EXPECT_THAT(listed(), ElementsAre());
}

TEST_F(LeftMembersTest, AreNotToldWhenTheyAreCancelledWithTheirProgramme) {
  auto cancelled = Cancel("events/days", /*cascade=*/true);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_THAT(Lines(cancelled->advisories()), ElementsAre());
  EXPECT_EQ(cancelled->cascaded_total(), 2);
}

TEST_F(LeftMembersTest, OfALapsedProgrammeAreListed) {
  schedule_.now += absl::Hours(24 * 20);
  const auto conflicts = Run(ListConflicts, "kinds: CONFLICT_KIND_PROGRAMME_ENDED");
  ASSERT_TRUE(conflicts.ok()) << conflicts.status();
  EXPECT_EQ(conflicts->conflicts_size(), 0);
  schedule_.store().RunPendingWrites();
  const auto lapsed = Run(ListConflicts, "kinds: CONFLICT_KIND_PROGRAMME_ENDED");
  ASSERT_EQ(lapsed->conflicts_size(), 2);
  EXPECT_THAT(lapsed->conflicts(0).conflict().message(), HasSubstr("has lapsed"));
}

TEST_F(LeftMembersTest, ThatAreClosedToTheCallerAreNotTold) {
  ASSERT_TRUE(Update("events/gala", {"visibility"}, "visibility: VISIBILITY_PRIVATE").ok());
  access::Rights rights;
  rights.AddForOrganization(v1::ROLE_ORGANIZER, "organizations/others");
  v1::UpdateEventResponse response;
  auto request = Moved("2025-10-12", "2025-10-13");
  auto outcome = schedule_.RunTransaction(
      [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        auto answer = UpdateEvent(transaction, {"someone", rights}, request);
        if (!answer.ok()) return answer.status();
        response = *std::move(answer);
        return "";
      },
      /*dry_run=*/true);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_THAT(Lines(response.advisories()),
              ElementsAre("0 events/talks OUTSIDE_PROGRAMME events/days, advisory"));
}

}  // namespace
}  // namespace taqvim::schedule
