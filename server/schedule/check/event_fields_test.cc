#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/check/fields.h"
#include "server/schedule/event/event_kinds.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using Violations = std::map<std::string, std::string>;

const char* const kDated =
    "period { dated { first_day { year: 2025 month: 10 day: 10 } permanent: true } }";
const char* const kTimed = R"(period { timed {
    start { year: 2025 month: 10 day: 10 hours: 18 } end { year: 2025 month: 10 day: 10 hours: 20 } } })";
const char* const kConcert = "activity { form: ACTIVITY_FORM_CONCERT }";
const char* const kStop = R"(stops { city: 'Astana' first_day { year: 2025 month: 10 day: 8 }
                                     last_day { year: 2025 month: 10 day: 12 } })";

template <class... Parts>
v1::Event EventWith(const Parts&... parts) {
  std::string text = "title { key: 'en' value: 'Title' } owner: 'organizations/library'";
  for (const std::string& part : {std::string(parts)...}) text += "\n" + part;
  return FromText<v1::Event>(text);
}

template <class... Parts>
Violations WrongWith(const Parts&... parts) {
  FieldErrors errors;
  CheckMessage(EventWith(parts...), errors);
  return ViolationsOf(errors);
}

template <class... Parts>
Violations WrongChange(const Parts&... parts) {
  FieldErrors errors;
  CheckChange(EventWith(parts...), errors);
  return ViolationsOf(errors);
}

std::string CultureDays(const std::string& rest) {
  return "culture_days { guest_country: 'AZ' host_country: 'KZ' " + rest + " }";
}

TEST(Event, NeedsATitleAnOwnerAndAKind) {
  FieldErrors errors;
  CheckMessage(v1::Event(), errors);
  EXPECT_THAT(ViolationsOf(errors),
              ElementsAre(Pair("", HasSubstr("no kind")), Pair("owner", HasSubstr("required")),
                          Pair("title", HasSubstr("required"))));
}

TEST(Event, OfEachKindCanBeRight) {
  EXPECT_THAT(WrongWith(kConcert, kTimed), IsEmpty());
  EXPECT_THAT(WrongWith(kConcert, kDated), IsEmpty());
  EXPECT_THAT(WrongWith("exhibition {}", kDated, "programme: 'events/days'"), IsEmpty());
  EXPECT_THAT(WrongWith("commemoration { honourees: 'Abai' }", kTimed), IsEmpty());
  EXPECT_THAT(WrongWith(CultureDays(kStop)), IsEmpty());
}

TEST(Event, ThatIsChangedNeedsNothing) {
  FieldErrors errors;
  CheckChange(v1::Event(), errors);
  EXPECT_TRUE(errors.empty());
  EXPECT_THAT(WrongChange("culture_days {}"), IsEmpty());
  EXPECT_THAT(WrongChange("activity {}"), IsEmpty());
  EXPECT_THAT(WrongChange("commemoration {}"), IsEmpty());
}

TEST(EventKinds, AreAllInTheTable) {
  const auto* oneof = v1::Event::descriptor()->FindOneofByName("kind");
  ASSERT_EQ(oneof->field_count(), static_cast<int>(EventKinds().size()));
  for (int i = 0; i < oneof->field_count(); ++i) {
    const auto field = static_cast<v1::Event::KindCase>(oneof->field(i)->number());
    ASSERT_NE(RulesOf(field), nullptr);
    EXPECT_EQ(RulesOf(field)->kind, i + 1);
  }
  EXPECT_EQ(KindOf(EventWith(kConcert)), v1::EVENT_KIND_ACTIVITY);
  EXPECT_EQ(KindOf(v1::Event()), v1::EVENT_KIND_UNSPECIFIED);
}

TEST(CultureDays, NeedStopsAndHaveNoPeriod) {
  EXPECT_THAT(WrongWith("culture_days {}", kDated, "programme: 'events/days'"),
              ElementsAre(Pair("culture_days.stops", HasSubstr("required")),
                          Pair("period", HasSubstr("must be unset for culture days")),
                          Pair("programme", HasSubstr("must be unset for culture days"))));
}

TEST(CultureDays, NameBothCountriesOrNeither) {
  const std::string stop = kStop;
  EXPECT_THAT(WrongWith("culture_days { " + stop + " }"), IsEmpty());
  EXPECT_THAT(WrongWith("culture_days { guest_country: 'AZ' " + stop + " }"),
              ElementsAre(Pair("culture_days.host_country", HasSubstr("neither"))));
  EXPECT_THAT(WrongWith("culture_days { host_country: 'AZ' " + stop + " }"),
              ElementsAre(Pair("culture_days.guest_country", HasSubstr("neither"))));
  EXPECT_THAT(WrongWith("culture_days { reciprocal: 'events/other' " + stop + " }"),
              ElementsAre(Pair("culture_days.reciprocal", HasSubstr("both"))));
}

TEST(CultureDays, AreHeldAbroad) {
  EXPECT_THAT(WrongWith("culture_days { guest_country: 'AZ' host_country: 'AZ' ", kStop, "}"),
              ElementsAre(Pair("culture_days.host_country", HasSubstr("abroad"))));
}

TEST(CultureDays, HaveBookingsWithPeriodsOfTheirOwn) {
  EXPECT_THAT(WrongWith(CultureDays(kStop), "bookings { venue: 'venues/a' }"),
              ElementsAre(Pair("bookings[0].period", HasSubstr("required"))));
}

TEST(CultureDays, HaveStopsWithCityAndDays) {
  EXPECT_THAT(WrongWith(CultureDays(R"(stops {}
          stops { city: 'Astana' first_day { year: 2025 month: 2 day: 30 }
                  last_day { year: 2025 month: 3 day: 1 } }
          stops { city: 'Almaty' first_day { year: 2025 month: 3 day: 2 }
                  last_day { year: 2025 month: 3 day: 1 } } reciprocal: 'venues/a' edition: -1)")),
              ElementsAre(Pair("culture_days.edition", HasSubstr("-1")),
                          Pair("culture_days.reciprocal", HasSubstr("events/{event}")),
                          Pair("culture_days.stops[0].city", HasSubstr("empty")),
                          Pair("culture_days.stops[0].first_day", HasSubstr("required")),
                          Pair("culture_days.stops[0].last_day", HasSubstr("required")),
                          Pair("culture_days.stops[1].first_day", HasSubstr("2025-02-30")),
                          Pair("culture_days.stops[2].last_day", HasSubstr("before"))));
}

TEST(CultureDays, HaveAtMostFiftyStops) {
  std::string stops;
  for (int i = 0; i < 50; ++i) stops += kStop;
  EXPECT_THAT(WrongWith(CultureDays(stops)), IsEmpty());
  EXPECT_THAT(WrongWith(CultureDays(stops + kStop)),
              ElementsAre(Pair("culture_days.stops", HasSubstr("at most 50"))));
}

TEST(Exhibition, HasADatedPeriod) {
  EXPECT_THAT(WrongWith("exhibition {}"), ElementsAre(Pair("period", HasSubstr("dated"))));
  EXPECT_THAT(WrongWith("exhibition {}", kTimed),
              ElementsAre(Pair("period.timed", HasSubstr("period.dated"))));
}

TEST(Exhibition, HasBounds) {
  EXPECT_THAT(WrongWith(kDated, R"(exhibition { theme { key: 'e' value: 'x' } objects: 10000001
                               collections: 'participants/a' collections: 'participants/a' })"),
              ElementsAre(Pair("exhibition.collections[1]", HasSubstr("twice")),
                          Pair("exhibition.objects", HasSubstr("10000000")),
                          Pair("exhibition.theme[\"e\"]", HasSubstr("BCP 47"))));
}

TEST(Commemoration, NeedsWhomOrWhat) {
  EXPECT_THAT(WrongWith("commemoration {}", kDated),
              ElementsAre(Pair("commemoration", HasSubstr("honourees (who is honoured) or "
                                                          "commemorated (what is commemorated)"))));
  EXPECT_THAT(WrongWith("commemoration { commemorated { key: 'en' value: 'x' } }", kDated),
              IsEmpty());
}

TEST(Commemoration, HasAnAnniversaryThatFits) {
  const auto wrong = [](int anniversary) {
    return WrongWith(kTimed,
                     "commemoration { honourees: 'Abai' original_day { year: 1845 month: 8 day: "
                     "10 } anniversary: " +
                         std::to_string(anniversary) + " }");
  };
  EXPECT_THAT(wrong(180), IsEmpty());
  EXPECT_THAT(wrong(0), IsEmpty());
  EXPECT_THAT(wrong(175), ElementsAre(Pair("commemoration.anniversary", HasSubstr("180 years"))));
  EXPECT_THAT(wrong(-1).count("commemoration.anniversary"), 1);
}

TEST(Commemoration, HasBounds) {
  EXPECT_THAT(
      WrongWith(kTimed, R"(commemoration { honourees: '' honourees: 'a\ab' anniversary: 10001
                                               original_day { year: 1845 } })"),
      ElementsAre(Pair("commemoration.anniversary", HasSubstr("10000")),
                  Pair("commemoration.honourees[0]", HasSubstr("empty")),
                  Pair("commemoration.honourees[1]", HasSubstr("control")),
                  Pair("commemoration.original_day", HasSubstr("1845-00-00"))));
}

TEST(Commemoration, RefusesYearsOfAnySize) {
  EXPECT_THAT(
      WrongWith(
          R"(period { dated { first_day { year: 2147483647 month: 1 day: 1 } permanent: true } }
                      commemoration { honourees: 'Abai' anniversary: 5
                                      original_day { year: -2147483648 month: 1 day: 1 } })"),
      ElementsAre(Pair("commemoration.anniversary", HasSubstr("4294967295")),
                  Pair("commemoration.original_day", HasSubstr("1 to 9998")),
                  Pair("period.dated.first_day", HasSubstr("1 to 9998"))));
}

TEST(Activity, NeedsAKnownFormAndAPeriod) {
  EXPECT_THAT(WrongWith("activity {}"),
              ElementsAre(Pair("activity.form", HasSubstr("ACTIVITY_FORM_CONCERT")),
                          Pair("period", HasSubstr("required"))));
  auto event = EventWith(kConcert, kTimed);
  event.mutable_activity()->set_form(static_cast<v1::ActivityForm>(99));
  FieldErrors errors;
  CheckMessage(event, errors);
  EXPECT_THAT(ViolationsOf(errors), ElementsAre(Pair("activity.form", HasSubstr("99 is no"))));
}

TEST(Event, ReportsEveryMalformedField) {
  auto event = EventWith(kConcert, R"(
      description { key: 'en' value: 'one\atwo' } programme: 'days'
      host: 'events/A' agreement: 'x' time_zone: 'Asia/Astan'
      external_ids { key: '' value: '1' })");
  event.set_owner("library");
  event.set_visibility(static_cast<v1::Visibility>(7));
  FieldErrors errors;
  CheckMessage(event, errors);
  EXPECT_THAT(ViolationsOf(errors),
              ElementsAre(Pair("agreement", HasSubstr("agreements/{agreement}")),
                          Pair("description[\"en\"]", HasSubstr("control")),
                          Pair("external_ids[\"\"]", HasSubstr("system")),
                          Pair("host", HasSubstr("events/{event}")),
                          Pair("owner", HasSubstr("organizations/{organization}")),
                          Pair("period", HasSubstr("required")),
                          Pair("programme", HasSubstr("events/{event}")),
                          Pair("time_zone", HasSubstr("Asia/")),
                          Pair("visibility", HasSubstr("VISIBILITY_PUBLIC"))));
}

TEST(Event, HasAtMost64KiB) {
  std::string descriptions;
  for (char c = 'a'; c <= 'n'; ++c) {
    descriptions +=
        std::string("description { key: 'x") + c + "' value: '" + std::string(5000, 'y') + "' }";
  }
  EXPECT_THAT(WrongWith(kConcert, kTimed, descriptions),
              ElementsAre(Pair("", HasSubstr("64 KiB"))));
}

TEST(Booking, BooksExactlyOneThing) {
  EXPECT_THAT(WrongWith(kConcert, kTimed,
                        "bookings {} bookings { space: 'venues/a' }"
                        "bookings { venue: '' } bookings { participant: 'venues/a' }"),
              ElementsAre(Pair("bookings[0]", HasSubstr("space, venue, participant")),
                          Pair("bookings[1].space", HasSubstr("venues/{venue}/spaces/{space}")),
                          Pair("bookings[2].venue", HasSubstr("required")),
                          Pair("bookings[3].participant", HasSubstr("participants/"))));
}

TEST(Booking, HasAnIdOfItsOwn) {
  EXPECT_THAT(WrongWith(kConcert, kTimed, R"(bookings { id: 'a' venue: 'venues/a' }
      bookings { id: 'a' venue: 'venues/b' } bookings { id: 'A' venue: 'venues/c' }
      bookings { id: 'b-' venue: 'venues/d' } bookings { id: '---' venue: 'venues/d' })"),
              ElementsAre(Pair("bookings[1].id", HasSubstr("another booking")),
                          Pair("bookings[2].id", HasSubstr("no booking id")),
                          Pair("bookings[4].id", HasSubstr("no booking id"))));
}

TEST(Booking, OfAParticipantHasNoSpacesAndNoSeats) {
  EXPECT_THAT(WrongWith(kConcert, kTimed, R"(bookings { participant: 'participants/a'
      excepted_spaces: 'venues/a/spaces/b' expected_attendance: 5 }
      bookings { venue: 'venues/a' expected_attendance: 5 })"),
              ElementsAre(Pair("bookings[0].excepted_spaces", HasSubstr("participant")),
                          Pair("bookings[0].expected_attendance", HasSubstr("space")),
                          Pair("bookings[1].expected_attendance", HasSubstr("space"))));
}

TEST(Booking, ExceptsSpacesOfItsVenue) {
  EXPECT_THAT(WrongWith(kConcert, kTimed, R"(
      bookings { venue: 'venues/a' excepted_spaces: 'venues/a/spaces/b'
                 excepted_spaces: 'venues/b/spaces/b' }
      bookings { space: 'venues/a/spaces/c' excepted_spaces: 'venues/b/spaces/b' })"),
              ElementsAre(Pair("bookings[0].excepted_spaces[1]", HasSubstr("another venue")),
                          Pair("bookings[1].excepted_spaces[0]", HasSubstr("another venue"))));
}

TEST(Booking, HasSetUpInTheUnitOfItsPeriod) {
  EXPECT_THAT(WrongWith(kConcert, kTimed, "bookings { venue: 'venues/a' set_up_days: 1 }"),
              ElementsAre(Pair("bookings[0].set_up_days", HasSubstr("dated"))));
  EXPECT_THAT(
      WrongWith(kConcert, kDated, "bookings { venue: 'venues/a' tear_down { seconds: 60 } }"),
      ElementsAre(Pair("bookings[0].tear_down", HasSubstr("tear_down_days"))));
  EXPECT_THAT(WrongWith(kConcert, kDated,
                        std::string("bookings { venue: 'venues/a' set_up { seconds: "
                                    "60 } ") +
                            kTimed + "}"),
              IsEmpty());
}

TEST(Booking, HasSetUpWithinBounds) {
  const auto wrong = [](const std::string& fields, const char* period) {
    return WrongWith(kConcert, period, "bookings { venue: 'venues/a' " + fields + " }");
  };
  EXPECT_THAT(wrong("set_up { seconds: 2678400 }", kTimed), IsEmpty());
  EXPECT_THAT(wrong("set_up { seconds: 2678401 }", kTimed).count("bookings[0].set_up"), 1);
  EXPECT_THAT(wrong("tear_down { seconds: -1 }", kTimed).count("bookings[0].tear_down"), 1);
  EXPECT_THAT(wrong("set_up { nanos: 1 }", kTimed).count("bookings[0].set_up"), 1);
  EXPECT_THAT(wrong("set_up_days: 366", kDated), IsEmpty());
  EXPECT_THAT(wrong("set_up_days: 367", kDated).count("bookings[0].set_up_days"), 1);
  EXPECT_THAT(wrong("tear_down_days: -1", kDated).count("bookings[0].tear_down_days"), 1);
}

TEST(Booking, HasPathsToItsPeriod) {
  EXPECT_THAT(
      WrongWith(kConcert, kTimed, R"(bookings { venue: 'venues/a' } bookings { venue: 'venues/b'
      time_zone: 'x' period { timed { start { year: 2025 month: 10 day: 10 } } } })"),
      ElementsAre(Pair("bookings[1].period.timed.end", HasSubstr("required")),
                  Pair("bookings[1].time_zone", HasSubstr("IANA"))));
}

TEST(Event, HasAtMostAHundredBookings) {
  std::string bookings;
  for (int i = 0; i < 100; ++i) bookings += "bookings { venue: 'venues/a' }";
  EXPECT_THAT(WrongWith(kConcert, kTimed, bookings), IsEmpty());
  EXPECT_THAT(WrongWith(kConcert, kTimed, bookings, "bookings { venue: 'venues/a' }"),
              ElementsAre(Pair("bookings", HasSubstr("at most 100"))));
}

}  // namespace
}  // namespace taqvim::schedule
