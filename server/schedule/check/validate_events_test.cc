#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/schedule/check/requests.h"
#include "server/schedule/testing/from_text.h"
#include "server/schedule/testing/violations.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

template <class Request>
std::map<std::string, std::string> WrongInEvent(const std::string& text) {
  const absl::Status status = Validate(FromText<Request>(text));
  EXPECT_TRUE(status.ok() || ReasonOf(status) == v1::ERROR_REASON_INVALID_FIELD) << status;
  return ViolationsOf(status);
}

const std::string kConcertEvent = R"(event {
    title { key: 'en' value: 'Concert' } owner: 'organizations/library'
    activity { form: ACTIVITY_FORM_CONCERT }
    period { timed { start { year: 2025 month: 10 day: 10 hours: 18 }
                     end { year: 2025 month: 10 day: 10 hours: 20 } } } })";  // NOLINT

TEST(ValidateCreateEvent, AcceptsWhatIsRight) {
  EXPECT_THAT(WrongInEvent<v1::CreateEventRequest>(kConcertEvent), IsEmpty());
  EXPECT_THAT(WrongInEvent<v1::CreateEventRequest>(kConcertEvent +
                                                   R"(event_id: 'concert' request_id: '12345678'
                  overrides: CONFLICT_RULE_VENUE_CLOSED overrides: CONFLICT_RULE_OVER_CAPACITY)"),
              IsEmpty());
}

TEST(ValidateCreateEvent, NeedsAnEvent) {
  EXPECT_THAT(WrongInEvent<v1::CreateEventRequest>(""),
              ElementsAre(Pair("event", HasSubstr("required"))));
}

TEST(ValidateCreateEvent, ReportsEveryFieldWithItsPath) {
  EXPECT_THAT(
      WrongInEvent<v1::CreateEventRequest>(R"(
      event_id: 'Concert' request_id: 'short' overrides: CONFLICT_RULE_RESOURCE_BUSY overrides: 99
      event { title { key: 'en' value: '' } owner: 'organizations/library' exhibition {}
        period { dated { first_day { year: 2025 month: 2 day: 2 } permanent: true } }
        bookings { venue: 'venues/a' } bookings { venue: 'venues/a' } bookings { venue: 'venues/a'
          period { timed { start { year: 2025 month: 2 day: 2 hours: 5 }
                           end { year: 2025 month: 2 day: 2 hours: 4 } } } } })"),
      ElementsAre(
          Pair("event.bookings[2].period.timed.end", HasSubstr("later")),
          Pair("event.title[\"en\"]", HasSubstr("1 to 500")),
          Pair("event_id", HasSubstr("\"Concert\"")),
          Pair("overrides[0]", HasSubstr("CONFLICT_RULE_VENUE_CLOSED, "
                                         "CONFLICT_RULE_OUTSIDE_OPENING_HOURS, "
                                         "CONFLICT_RULE_CULTURE_DAYS_OVERLAP, "
                                         "CONFLICT_RULE_OVER_CAPACITY, CONFLICT_RULE_HOLD_AHEAD, "
                                         "CONFLICT_RULE_APPROVAL_NEEDED, "
                                         "CONFLICT_RULE_OUTSIDE_BOOKING_LIMITS can")),
          Pair("overrides[1]", HasSubstr("99")), Pair("request_id", HasSubstr("8 to 64"))));
}

TEST(ValidateRequestId, IsVisibleAscii) {
  const auto right = [](const std::string& request_id) {
    auto request = FromText<v1::CreateEventRequest>(kConcertEvent);
    request.set_request_id(request_id);
    return Validate(request).ok();
  };
  EXPECT_TRUE(right(""));
  EXPECT_TRUE(right("12345678"));
  EXPECT_TRUE(right("!~345678"));
  EXPECT_TRUE(right(std::string(64, 'a')));
  EXPECT_FALSE(right("1234567"));
  EXPECT_FALSE(right(std::string(65, 'a')));
  EXPECT_FALSE(right("1234 5678"));
  EXPECT_FALSE(right("1234\n5678"));
  EXPECT_FALSE(right("əəəəəəəə"));
}

TEST(ValidateUpdateEvent, NeedsNameAndEtag) {
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>("event { name: 'events/a' etag: 'x' }"),
              IsEmpty());
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>(
                  "event { name: 'events/a' etag: 'x' } ask_approval: true withdraw_move: true"),
              ElementsAre(Pair("withdraw_move", HasSubstr("ask_approval"))));
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>("event { }"),
              ElementsAre(Pair("event.etag", HasSubstr("required")),
                          Pair("event.name", HasSubstr("events/{event}"))));
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>(""),
              ElementsAre(Pair("event", HasSubstr("required"))));
}

TEST(ValidateUpdateEvent, LooksAtWhatTheMaskTakes) {
  const std::string event = R"(event { name: 'events/a' etag: 'x' owner: 'wrong'
      exhibition { objects: -1 theme { key: 'e' value: 'x' } }
      period { dated { last_day { year: 2025 month: 2 day: 2 } } } } )";
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>(event),
              ElementsAre(Pair("event.exhibition.objects", HasSubstr("-1")),
                          Pair("event.exhibition.theme[\"e\"]", HasSubstr("BCP 47")),
                          Pair("event.owner", HasSubstr("organizations/"))));
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>(event + "update_mask { paths: 'title' }"),
              IsEmpty());
  EXPECT_THAT(
      WrongInEvent<v1::UpdateEventRequest>(
          event + "update_mask { paths: 'period.dated.last_day' paths: 'exhibition.objects' }"),
      ElementsAre(Pair("event.exhibition.objects", HasSubstr("-1"))));
}

TEST(ValidateUpdateEvent, WithAStarNeedsAWholeEvent) {
  EXPECT_THAT(WrongInEvent<v1::UpdateEventRequest>(
                  "event { name: 'events/a' etag: 'x' exhibition {} } update_mask { paths: '*' }"),
              ElementsAre(Pair("event.owner", HasSubstr("required")),
                          Pair("event.period", HasSubstr("required")),
                          Pair("event.title", HasSubstr("required"))));
}

TEST(ValidateUpdateEvent, WithPathsRightAndWrongStillLooksAtTheRightOnes) {
  EXPECT_THAT(
      WrongInEvent<v1::UpdateEventRequest>(R"(event { name: 'events/a' etag: 'x' owner: 'wrong'
                  exhibition { objects: -1 } } update_mask { paths: 'owner' paths: 'exhibition.x' })"),
      ElementsAre(Pair("event.owner", HasSubstr("organizations/")),
                  Pair("update_mask.paths[1]", HasSubstr("no field"))));
}

TEST(ValidateUpdateEvent, RefusesUnknownPaths) {
  EXPECT_THAT(
      WrongInEvent<v1::UpdateEventRequest>(
          "event { name: 'events/a' etag: 'x' } update_mask { paths: 'tilte' paths: 'state' }"),
      ElementsAre(Pair("update_mask.paths[0]", HasSubstr("\"title\"")),
                  Pair("update_mask.paths[1]", HasSubstr("set by the server"))));
}

TEST(ValidateDeleteEvent, NeedsNameAndEtag) {
  EXPECT_THAT(WrongInEvent<v1::DeleteEventRequest>("name: 'events/a' etag: 'x'"), IsEmpty());
  EXPECT_THAT(
      WrongInEvent<v1::DeleteEventRequest>("name: 'venues/a'"),
      ElementsAre(Pair("etag", HasSubstr("required")), Pair("name", HasSubstr("events/{event}"))));
}

TEST(ValidateConfirmEvent, NeedsNoEtag) {
  EXPECT_THAT(WrongInEvent<v1::ConfirmEventRequest>("name: 'events/a'"), IsEmpty());
  EXPECT_THAT(WrongInEvent<v1::ConfirmEventRequest>("overrides: CONFLICT_RULE_OUTSIDE_HOST"),
              ElementsAre(Pair("name", HasSubstr("required")),
                          Pair("overrides[0]", HasSubstr("cannot be overridden"))));
}

TEST(ValidateCancelEvent, LooksAtTheReason) {
  EXPECT_THAT(
      WrongInEvent<v1::CancelEventRequest>("name: 'events/a' reason { key: 'en' value: 'Rain' }"),
      IsEmpty());
  EXPECT_THAT(
      WrongInEvent<v1::CancelEventRequest>("name: 'events/a' reason { key: '1' value: 'Rain' }"),
      ElementsAre(Pair("reason[\"1\"]", HasSubstr("BCP 47"))));
}

TEST(ValidateBatch, NeedsOneToFiveThousandWrites) {
  EXPECT_THAT(WrongInEvent<v1::BatchWriteEventsRequest>(""),
              ElementsAre(Pair("writes", HasSubstr("1 to 5000"))));
  std::string writes;
  for (int i = 0; i < 5000; ++i) writes += "writes { confirm { name: 'events/a' } }";
  EXPECT_THAT(WrongInEvent<v1::BatchWriteEventsRequest>(writes), IsEmpty());
  EXPECT_THAT(WrongInEvent<v1::BatchWriteEventsRequest>(writes + "writes {}"),
              ElementsAre(Pair("writes", HasSubstr("5001"))));
}

TEST(ValidateBatch, ReportsEveryItemWithItsPath) {
  EXPECT_THAT(
      WrongInEvent<v1::BatchWriteEventsRequest>("writes {} writes { create { " + kConcertEvent +
                                                R"( request_id: '12345678'
                    validate_only: true } } writes { cancel { name: 'x' } }
                    writes { create { event { owner: 'organizations/a' exhibition {}
                      title { key: 'en' value: 'x' } } } }
                    writes { update { event { name: 'events/a' } overrides: 0
                                      update_mask { paths: 'x' } } } request_id: 'x')"),
      ElementsAre(Pair("request_id", HasSubstr("\"x\"")),
                  Pair("writes[0]", HasSubstr("create, update, confirm, cancel")),
                  Pair("writes[1].create.request_id", HasSubstr("must be unset")),
                  Pair("writes[1].create.validate_only", HasSubstr("must be unset")),
                  Pair("writes[2].cancel.name", HasSubstr("events/{event}")),
                  Pair("writes[3].create.event.period", HasSubstr("required")),
                  Pair("writes[4].update.event.etag", HasSubstr("required")),
                  Pair("writes[4].update.overrides[0]", HasSubstr("cannot")),
                  Pair("writes[4].update.update_mask.paths[0]", HasSubstr("no field"))));
}

TEST(ValidateBatch, OfNothingButErrorsIsAnsweredSoonAndShortly) {
  v1::BatchWriteEventsRequest request;
  for (int i = 0; i < 100; ++i) {
    auto* event = request.add_writes()->mutable_create()->mutable_event();
    for (int j = 0; j < 100; ++j) event->add_bookings()->set_time_zone("Asia/Nowhere-At-All");
  }
  const absl::Status status = Validate(request);
  // Of the 10,000 time zones it looks at the first, which is what takes long.
  EXPECT_THAT(std::string(status.message()), HasSubstr("(and 100 more fields)"));
  EXPECT_LT(status.message().size(), 300);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
}

TEST(ValidateCheckEvents, LooksAtAssumptionsAndTheirNames) {
  EXPECT_THAT(
      WrongInEvent<v1::CheckEventsRequest>(R"(writes { confirm { name: 'events/a' } } page_size: -1
      assumptions { organizations { country: 'AZ' title { key: 'en' value: 'x' } }
                    venues { name: 'venues/a' title { key: 'en' value: 'x' } country: 'AZ'
                             city: 'Baku' time_zone: 'Asia/Bakou' }
                    spaces { name: 'venues/a' title { key: 'en' value: 'x' } seats: -1 }
                    participants { name: 'participants/a' }
                    agreements { name: 'agreements/a' title { key: 'en' value: 'x' } } })"),
      ElementsAre(Pair("assumptions.agreements[0].parties", HasSubstr("2")),
                  Pair("assumptions.organizations[0].name", HasSubstr("required")),
                  Pair("assumptions.participants[0].title", HasSubstr("required")),
                  Pair("assumptions.spaces[0].name", HasSubstr("spaces/{space}")),
                  Pair("assumptions.spaces[0].seats", HasSubstr("-1")),
                  Pair("assumptions.venues[0].time_zone", HasSubstr("Asia/Baku")),
                  Pair("page_size", HasSubstr("1000"))));
}

TEST(ValidateCheckEvents, HasBoundsOnAssumptions) {
  auto request = FromText<v1::CheckEventsRequest>("writes { confirm { name: 'events/a' } }");
  for (int i = 0; i < 5001; ++i) {
    request.mutable_assumptions()->add_organizations();
    request.mutable_assumptions()->add_spaces();
    request.mutable_assumptions()->add_closures();
  }
  EXPECT_THAT(ViolationsOf(Validate(request)),
              ElementsAre(Pair("assumptions.closures", HasSubstr("at most 5000")),
                          Pair("assumptions.organizations", HasSubstr("at most 5000")),
                          Pair("assumptions.spaces", HasSubstr("at most 5000"))));
}

TEST(ValidateCheckEvents, NeedsWritesOnlyWhereNothingIsAssumed) {
  EXPECT_THAT(WrongInEvent<v1::CheckEventsRequest>(""),
              ElementsAre(Pair("writes", HasSubstr("send 1 to 5000"))));
  EXPECT_THAT(WrongInEvent<v1::CheckEventsRequest>(R"(assumptions { organizations {
      name: 'organizations/a' country: 'AZ' title { key: 'en' value: 'x' } } })"),
              IsEmpty());
}

TEST(ValidateListEvents, LooksAtTheFilter) {
  EXPECT_THAT(WrongInEvent<v1::ListEventsRequest>(""), IsEmpty());
  EXPECT_THAT(WrongInEvent<v1::ListEventsRequest>(R"(page_size: 1000 filter {
      kinds: EVENT_KIND_ACTIVITY states: EVENT_STATE_CONFIRMED programme: 'events/a'
      venues: 'venues/a' spaces: 'venues/a/spaces/b' countries: 'AZ' text: 'x'
      external_id: 'website/4711' window { last_day { year: 2025 month: 1 day: 1 } } })"),
              IsEmpty());
  EXPECT_THAT(WrongInEvent<v1::ListEventsRequest>(R"(page_size: 1001 filter {
      kinds: 0 kinds: 9 states: EVENT_STATE_UNSPECIFIED programme: 'x' venues: 'x'
      organizations: 'organizations/a' organizations: 'organizations/a' countries: 'az'
      window { first_day { year: 2025 month: 1 day: 2 } last_day { year: 2025 month: 1 day: 1 } }
      external_id: 'website' text: ')" + std::string(201, 'x') +
                                                  "' }"),
              ElementsAre(Pair("filter.countries[0]", HasSubstr("\"AZ\"")),
                          Pair("filter.external_id", HasSubstr("slash")),
                          Pair("filter.kinds[0]", HasSubstr("EVENT_KIND_ACTIVITY")),
                          Pair("filter.kinds[1]", HasSubstr("9 is no EventKind")),
                          Pair("filter.organizations[1]", HasSubstr("twice")),
                          Pair("filter.programme", HasSubstr("events/{event}")),
                          Pair("filter.states[0]", HasSubstr("EVENT_STATE_TENTATIVE")),
                          Pair("filter.text", HasSubstr("200")),
                          Pair("filter.venues[0]", HasSubstr("venues/{venue}")),
                          Pair("filter.window.last_day", HasSubstr("before")),
                          Pair("page_size", HasSubstr("1001"))));
}

}  // namespace
}  // namespace taqvim::schedule
