// Rules that an earlier version took, in events that are stored: they are read,
// and updates that leave them alone do not fail for them.
#include "absl/strings/str_cat.h"
#include "server/schedule/stored/resources.h"
#include "server/schedule/testing/events_fixture.h"
#include "server/schedule/testing/violations.h"
#include "server/schedule/time/civil.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class StoredRulesTest : public EventsTest {
 protected:
  // A talk in the hall on Tuesday 2025-10-07, 18:00 to 20:00, with a recurrence
  // that is stored as it is, whatever is wrong with it.
  void Store(const std::string& recurrence) {
    auto created = Create("talk", absl::StrCat("activity { form: ACTIVITY_FORM_TALK } ",
                                               Timed("2025-10-07 18:00", "2025-10-07 20:00"),
                                               "bookings { id: 'hall' space: '", hall_,
                                               "' } recurrence { rule: 'FREQ=WEEKLY;COUNT=1' }"));
    ASSERT_TRUE(created.ok()) << created.status();
    const auto outcome = schedule_.RunTransaction(
        [&](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
          const auto resource = *transaction.Find(storage::Kind::kEvent, "events/talk");
          v1::Event event = *Read<v1::Event>(*resource);
          event.mutable_recurrence()->MergeFrom(FromText<v1::Recurrence>(recurrence));
          storage::Mutation mutation;
          mutation.puts.push_back({.id = resource->id,
                                   .kind = resource->kind,
                                   .name = resource->name,
                                   .body = ToBody(event)});
          auto status = transaction.Apply(std::move(mutation));
          if (!status.ok()) return status;
          return "";
        });
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  }

  // The days of its occurrences up to the end of October.
  std::vector<std::string> Days() {
    auto request = FromText<v1::ListOccurrencesRequest>(
        absl::StrCat("name: 'events/talk' window { last_day { ", DateText("2025-10-31"), " } }"));
    auto listed = Run(ListOccurrences, request);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> days;
    if (!listed.ok()) return days;
    for (const v1::Occurrence& occurrence : listed->occurrences()) {
      days.push_back(absl::FormatCivilTime(ToCivilDay(occurrence.day())));
    }
    return days;
  }

  // The text of its recurrence as it is stored, with more behind it.
  std::string Recurrence(const std::string& more = "") {
    return absl::StrCat("recurrence { ", Get("events/talk").recurrence().ShortDebugString(), " ",
                        more, " }");
  }
};

TEST_F(StoredRulesTest, OneThatHasNotItsFirstDayKeepsThatDay) {
  Store("rule: 'FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=2'");
  EXPECT_THAT(Days(),
              ElementsAre("2025-10-07", "2025-10-09", "2025-10-16", "2025-10-23", "2025-10-30"));
  const auto renamed = Update("events/talk", {"title"}, "title { key: 'en' value: 'Another' }");
  EXPECT_TRUE(renamed.ok()) << renamed.status();
  const auto excluded =
      Update("events/talk", {"recurrence"},
             Recurrence(absl::StrCat("excluded_days { ", DateText("2025-10-16"), " }")));
  EXPECT_TRUE(excluded.ok()) << excluded.status();
}

TEST_F(StoredRulesTest, OneThatIsChangedMustHaveTheFirstDay) {
  Store("rule: 'FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=2'");
  const auto changed = Update("events/talk", {"recurrence"},
                              "recurrence { rule: 'FREQ=WEEKLY;BYDAY=TU,FR;BYSETPOS=2' }");
  EXPECT_THAT(ViolationsOf(changed.status()),
              ElementsAre(Pair("event.recurrence.rule", HasSubstr("its first is on 2025-10-10"))));
  const auto moved =
      Update("events/talk", {"period"}, Timed("2025-10-08 18:00", "2025-10-08 20:00"));
  EXPECT_THAT(ViolationsOf(moved.status()),
              ElementsAre(Pair("event.recurrence.rule", HasSubstr("its first is on 2025-10-09"))));
}

TEST_F(StoredRulesTest, ValuesThatAreRefusedNowStayWhileTheRuleDoes) {
  Store("rule: 'FREQ=MONTHLY;BYDAY=0TU'");
  EXPECT_THAT(Days(), ElementsAre("2025-10-07", "2025-10-14", "2025-10-21", "2025-10-28"));
  const auto same = Update("events/talk", {"recurrence"}, Recurrence());
  EXPECT_TRUE(same.ok()) << same.status();
  const auto moved =
      Update("events/talk", {"period"}, Timed("2025-10-14 18:00", "2025-10-14 20:00"));
  EXPECT_TRUE(moved.ok()) << moved.status();
  const auto changed =
      Update("events/talk", {"recurrence"}, "recurrence { rule: 'FREQ=MONTHLY;BYDAY=0TU,TU' }");
  EXPECT_THAT(ViolationsOf(changed.status()),
              ElementsAre(Pair("event.recurrence.rule", HasSubstr("\"0TU\" in BYDAY"))));
}

TEST_F(StoredRulesTest, DaysThatTheRuleHasNotStayNamed) {
  Store(
      absl::StrCat("rule: 'FREQ=WEEKLY;BYDAY=TU' excluded_days { ", DateText("2025-10-09"), " }"));
  const auto more =
      Update("events/talk", {"recurrence"},
             Recurrence(absl::StrCat("excluded_days { ", DateText("2025-10-14"), " }")));
  EXPECT_TRUE(more.ok()) << more.status();
  const auto wrong =
      Update("events/talk", {"recurrence"},
             Recurrence(absl::StrCat("excluded_days { ", DateText("2025-10-15"), " }")));
  EXPECT_THAT(ViolationsOf(wrong.status()),
              ElementsAre(Pair("event.recurrence.excluded_days[2]",
                               HasSubstr("2025-10-15, on which the rule has no occurrence"))));
}

}  // namespace
}  // namespace taqvim::schedule
