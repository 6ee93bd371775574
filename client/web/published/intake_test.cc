#include "client/web/published/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace taqvim::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

v1::Event EventOf(const std::string& name, const std::string& title = "Gala") {
  v1::Event event;
  event.set_name(name);
  (*event.mutable_title())["en"] = title;
  event.add_bookings()->set_space("venues/library/spaces/hall");
  return event;
}

v1::Venue Library(const std::string& zone) {
  v1::Venue venue;
  venue.set_name("venues/library");
  venue.set_time_zone(zone);
  return venue;
}

class IntakeTest : public testing::Test {
 protected:
  IntakeTest()
      : intake_(
            copy_, [this] { return now_; },
            [this](const std::string& sentence) { log_.push_back(sentence); }) {}

  // What the next delivery says.
  void Say(const v1::Event& event) {
    v1::Change& change = *ChangeOf(event.name(), v1::CHANGE_KIND_UPDATED);
    *change.mutable_after()->mutable_event() = event;
  }
  void Say(const v1::Venue& venue) {
    v1::Change& change = *ChangeOf(venue.name(), v1::CHANGE_KIND_UPDATED);
    *change.mutable_after()->mutable_venue() = venue;
  }
  void SayGone(const std::string& name) { ChangeOf(name, v1::CHANGE_KIND_LEFT); }
  // Delivers it, some time after what was delivered before.
  void Deliver(bool begins_snapshot = false) {
    now_ += absl::Seconds(1);
    response_.set_revision_token(absl::StrCat("t", ++told_));
    intake_.Take({response_, begins_snapshot, absl::OkStatus()});
    response_.Clear();
  }
  void DeliverSnapshot(const std::vector<v1::Event>& events) {
    *response_.add_resources()->mutable_venue() = Library("Asia/Baku");
    for (const v1::Event& event : events) *response_.add_resources()->mutable_event() = event;
    response_.set_snapshot_complete(true);
    Deliver(true);
  }

  TimesQuestion Question() {
    auto question = intake_.NextQuestion();
    EXPECT_TRUE(question.has_value());
    return question.value_or(TimesQuestion());
  }
  // Each takes place on that day.
  void Answer(const TimesQuestion& question, int day = 1) {
    Occurrences times;
    for (const auto& [name, event] : question.events) {
      times[name].push_back({.day = absl::CivilDay(2030, 5, day)});
    }
    intake_.Answer(question, std::move(times));
  }
  void AnswerAll() { Answer(Question()); }

  // Titles by name of what the copy has; nothing where it is not whole.
  std::map<std::string, std::string> Shown() const {
    std::map<std::string, std::string> titles;
    if (!copy_.state().complete) return titles;
    copy_.Inspect([&](const Schedule& schedule) {
      for (const auto& [name, event] : schedule.events()) {
        titles[name] = event.event.title().at("en");
      }
    });
    return titles;
  }
  // The day of the month on which that takes place.
  int DayOfEvent(const std::string& name) const {
    int day = 0;
    copy_.Inspect([&](const Schedule& schedule) {
      day = schedule.FindEvent(name)->occurrences.at(0).day.day();
    });
    return day;
  }
  absl::Duration ConfirmedAgo() const { return now_ - copy_.state().confirmed; }

  absl::Time now_ = absl::FromCivil(absl::CivilDay(2030, 5, 1), absl::UTCTimeZone());
  Copy copy_;
  std::vector<std::string> log_;
  Intake intake_;

 private:
  v1::Change* ChangeOf(const std::string& name, v1::ChangeKind kind) {
    v1::Change& change = *response_.add_revisions()->add_changes();
    change.set_name(name);
    change.set_kind(kind);
    return &change;
  }

  v1::WatchChangesResponse response_;
  int told_ = 0;
};

TEST_F(IntakeTest, ShowsASnapshotWhenTheTimesOfAllItsEventsAreKnown) {
  DeliverSnapshot({EventOf("events/gala"), EventOf("events/talk")});
  EXPECT_FALSE(copy_.state().complete);
  const TimesQuestion question = Question();
  EXPECT_THAT(question.events, ElementsAre(Key("events/gala"), Key("events/talk")));
  EXPECT_EQ(question.revision_token, "t1");
  Answer(question, 7);
  EXPECT_THAT(Shown(), ElementsAre(Key("events/gala"), Key("events/talk")));
  EXPECT_EQ(DayOfEvent("events/gala"), 7);
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
  EXPECT_THAT(log_, ElementsAre("The schedule was read: 2 events."));
}

TEST_F(IntakeTest, RemovesWhatIsGoneWhileTimesOfOtherThingsAreAwaited) {
  DeliverSnapshot({EventOf("events/gala"), EventOf("events/talk")});
  AnswerAll();
  Say(EventOf("events/fair"));
  Deliver();
  const TimesQuestion question = Question();
  SayGone("events/gala");
  Deliver();
  EXPECT_THAT(Shown(), ElementsAre(Key("events/talk")));
  Answer(question);
  EXPECT_THAT(Shown(), UnorderedElementsAre(Key("events/fair"), Key("events/talk")));
}

TEST_F(IntakeTest, DoesNotPutInWhatWentWhileItWasAskedAbout) {
  DeliverSnapshot({EventOf("events/gala")});
  AnswerAll();
  Say(EventOf("events/fair"));
  Say(EventOf("events/talk"));
  Deliver();
  const TimesQuestion question = Question();
  SayGone("events/fair");
  Deliver();
  Answer(question);
  EXPECT_THAT(Shown(), UnorderedElementsAre(Key("events/gala"), Key("events/talk")));
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
}

TEST_F(IntakeTest, DoesNotPutInWhatWasToldAnewWhileItWasAskedAbout) {
  DeliverSnapshot({});
  Say(EventOf("events/gala", "With a name that is taken back"));
  Deliver();
  const TimesQuestion first = Question();
  Say(EventOf("events/gala", "Gala"));
  Deliver();
  Answer(first, 1);
  EXPECT_THAT(Shown(), IsEmpty());
  const TimesQuestion second = Question();
  EXPECT_EQ(second.revision_token, "t3");
  Answer(second, 2);
  EXPECT_EQ(Shown().at("events/gala"), "Gala");
  EXPECT_EQ(DayOfEvent("events/gala"), 2);
}

TEST_F(IntakeTest, DoesNotPutInTheTimesOfWhatWasMadeAnewUnderTheSameName) {
  DeliverSnapshot({EventOf("events/gala", "Old")});
  AnswerAll();
  Say(EventOf("events/gala", "Changed"));
  Deliver();
  const TimesQuestion first = Question();
  SayGone("events/gala");
  Say(EventOf("events/gala", "New"));
  Deliver();
  EXPECT_THAT(Shown(), IsEmpty());
  Answer(first, 1);
  EXPECT_THAT(Shown(), IsEmpty());
  Answer(Question(), 2);
  EXPECT_EQ(Shown().at("events/gala"), "New");
}

TEST_F(IntakeTest, AsksAgainAboutWhatIsAskedAboutWhenTheClocksOfAVenueAreCorrected) {
  DeliverSnapshot({EventOf("events/gala")});
  AnswerAll();
  Say(EventOf("events/fair"));
  Deliver();
  const TimesQuestion before = Question();
  Say(Library("Asia/Tashkent"));
  Deliver();
  Answer(before, 1);
  EXPECT_THAT(Shown(), ElementsAre(Key("events/gala")));
  const TimesQuestion after = Question();
  EXPECT_THAT(after.events, ElementsAre(Key("events/fair"), Key("events/gala")));
  Answer(after, 2);
  EXPECT_EQ(DayOfEvent("events/fair"), 2);
  EXPECT_EQ(DayOfEvent("events/gala"), 2);
}

TEST_F(IntakeTest, AsksAgainAboutAllWhenOtherDaysAreHeld) {
  DeliverSnapshot({EventOf("events/gala")});
  AnswerAll();
  Say(EventOf("events/fair"));
  Deliver();
  const TimesQuestion in_may = Question();
  now_ += absl::Hours(31 * 24);
  Deliver();
  Answer(in_may);
  EXPECT_THAT(Shown(), ElementsAre(Key("events/gala")));
  const TimesQuestion in_june = Question();
  EXPECT_THAT(in_june.events, ElementsAre(Key("events/fair"), Key("events/gala")));
  EXPECT_EQ(in_june.days.first, absl::CivilDay(2030, 5, 1));
  Answer(in_june);
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
}

TEST_F(IntakeTest, ConfirmsTheCopyAsOfWhenNothingWaitedThatWasToldByThen) {
  DeliverSnapshot({});
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
  Say(EventOf("events/gala"));
  Deliver();
  EXPECT_EQ(ConfirmedAgo(), absl::Seconds(1));
  const TimesQuestion gala = Question();
  Deliver();
  Say(EventOf("events/fair"));
  Deliver();
  EXPECT_EQ(ConfirmedAgo(), absl::Seconds(3));
  // The fair waits since one delivery, before which all that was told is in.
  Answer(gala);
  EXPECT_EQ(ConfirmedAgo(), absl::Seconds(1));
  // However often it is told anew meanwhile.
  Say(EventOf("events/fair"));
  Deliver();
  EXPECT_EQ(ConfirmedAgo(), absl::Seconds(2));
  AnswerAll();
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
}

TEST_F(IntakeTest, ConfirmsTheCopyWhenWhatWaitedIsGone) {
  DeliverSnapshot({});
  Say(EventOf("events/gala"));
  Deliver();
  SayGone("events/gala");
  Deliver();
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
}

TEST_F(IntakeTest, TakesNothingOfASnapshotBeforeForThatWhichFollowed) {
  DeliverSnapshot({EventOf("events/gala")});
  const TimesQuestion before = Question();
  // The first page of another, which has no event yet.
  v1::WatchChangesResponse page;
  *page.add_resources()->mutable_venue() = Library("Asia/Baku");
  intake_.Take({page, true, absl::UnavailableError("The history was replaced.")});
  Answer(before);
  EXPECT_FALSE(copy_.state().complete);
  EXPECT_THAT(log_, ElementsAre("The schedule is read anew: The history was replaced."));
  DeliverSnapshot({EventOf("events/fair")});
  AnswerAll();
  EXPECT_THAT(Shown(), ElementsAre(Key("events/fair")));
}

TEST_F(IntakeTest, AsksAgainWhatCouldNotBeReadWhenSomethingIsTold) {
  DeliverSnapshot({EventOf("events/gala")});
  intake_.Answer(Question(), absl::UnavailableError("down"));
  EXPECT_FALSE(copy_.state().complete);
  ASSERT_THAT(log_, ElementsAre(HasSubstr("is asked again: down")));
  Deliver();
  const TimesQuestion again = Question();
  EXPECT_EQ(again.revision_token, "t2");
  Answer(again);
  EXPECT_THAT(Shown(), ElementsAre(Key("events/gala")));
}

TEST_F(IntakeTest, HasNoQuestionAndTakesNoAnswerWhenItIsStopped) {
  DeliverSnapshot({EventOf("events/gala")});
  const TimesQuestion question = Question();
  intake_.Stop();
  intake_.Stop();
  EXPECT_TRUE(intake_.stopping().HasBeenNotified());
  Answer(question);
  intake_.Answer(question, absl::CancelledError("stopped"));
  EXPECT_FALSE(copy_.state().complete);
  EXPECT_THAT(log_, IsEmpty());
  Deliver();
  EXPECT_EQ(intake_.NextQuestion(), std::nullopt);
}

// More than are put in at once.
TEST_F(IntakeTest, PutsInHoweverManyThereAre) {
  std::vector<v1::Event> events;
  for (int i = 0; i < 12'001; ++i) events.push_back(EventOf(absl::StrCat("events/e", i)));
  DeliverSnapshot(events);
  AnswerAll();
  EXPECT_EQ(copy_.state().events, 12'001);
  EXPECT_EQ(ConfirmedAgo(), absl::ZeroDuration());
}

}  // namespace
}  // namespace taqvim::web
