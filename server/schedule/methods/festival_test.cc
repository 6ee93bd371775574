// A festival as a whole: checked with places that do not exist yet, written, moved and
// cancelled, each by one request; and the bounds of such requests.
#include "server/schedule/testing/festival.h"

#include <chrono>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Of a request, and of an answer.
constexpr size_t kRequestBytes = 4 << 20;
constexpr size_t kAnswerBytes = 2 << 20;

class FestivalTest : public EventsTest {
 protected:
  template <class Request>
  static Request With(const std::vector<v1::EventWrite>& writes) {
    Request request;
    request.mutable_writes()->Assign(writes.begin(), writes.end());
    return request;
  }
  static v1::CheckEventsRequest CheckOf(const Festival& festival) {
    auto check = With<v1::CheckEventsRequest>(festival.writes);
    *check.mutable_assumptions() = festival.places;
    check.set_page_size(10'000);
    return check;
  }
  // Runs it, and says what it cost.
  template <class Method, class Request>
  auto Timed(const char* what, Method method, const Request& request, bool dry = false) {
    EXPECT_LE(request.ByteSizeLong(), kRequestBytes) << what;
    const auto begin = std::chrono::steady_clock::now();
    auto response = dry ? schedule_.DryRun(method, request) : schedule_.Run(method, request);
    const auto taken = std::chrono::steady_clock::now() - begin;
    EXPECT_TRUE(response.ok()) << what << ": " << response.status();
    const size_t bytes = response.ok() ? response->ByteSizeLong() : 0;
    EXPECT_LE(bytes, kAnswerBytes) << what;
    std::printf("%s: %zu bytes, %lld units, %lld ms, %zu bytes back\n", what,
                request.ByteSizeLong(), static_cast<long long>(schedule_.spent),
                static_cast<long long>(
                    std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()),
                bytes);
    return response;
  }
  void EnterPlaces(const Festival& festival) {
    for (const v1::Venue& venue : festival.places.venues()) {
      AddVenue(venue.name().substr(sizeof("venues")));
      AddSpace(venue.name(), "hall");
    }
  }
  v1::BatchWriteEventsResponse Write(const Festival& festival) {
    const auto batch = With<v1::BatchWriteEventsRequest>(festival.writes);
    auto written = Timed("written", BatchWriteEvents, batch);
    return written.ok() ? *written : v1::BatchWriteEventsResponse();
  }
};

TEST_F(FestivalTest, IsCheckedWithSevenHundredPlacesThatDoNotExistYet) {
  const Festival festival = MakeFestival({});
  auto checked = Timed("checked", CheckEvents, CheckOf(festival), true);
  ASSERT_TRUE(checked.ok());
  EXPECT_FALSE(checked->blocked()) << checked->ShortDebugString().substr(0, 1000);
  EXPECT_EQ(checked->total_size(), 0);
}

TEST_F(FestivalTest, IsWrittenMovedAndCancelledAsAWhole) {
  const Festival festival = MakeFestival({});
  EnterPlaces(festival);
  const auto written = Write(festival);
  EXPECT_TRUE(written.events_omitted());
  ASSERT_THAT(written.events(), SizeIs(2001));
  for (const v1::Event& event : written.events()) {
    EXPECT_EQ(event.state(), v1::EVENT_STATE_CONFIRMED);
    EXPECT_THAT(event.uid(), SizeIs(36));
    EXPECT_THAT(event.title(), IsEmpty());
  }
  EXPECT_EQ(Get(written.events(1500).name()).etag(), written.events(1500).etag());

  v1::BatchWriteEventsRequest moved;
  for (int i = 1; i < written.events_size(); ++i) {
    v1::UpdateEventRequest& update = *moved.add_writes()->mutable_update();
    update.mutable_event()->set_name(written.events(i).name());
    update.mutable_event()->set_etag(written.events(i).etag());
    *update.mutable_event()->mutable_period() = festival.writes[i].create().event().period();
    auto& timed = *update.mutable_event()->mutable_period()->mutable_timed();
    for (auto* time : {timed.mutable_start(), timed.mutable_end()}) time->set_day(time->day() + 7);
    update.mutable_update_mask()->add_paths("period");
  }
  auto shifted = Timed("moved", BatchWriteEvents, moved);
  ASSERT_TRUE(shifted.ok());
  EXPECT_EQ(Get("events/event-0").period().timed().start().day(), 11);

  v1::CancelEventRequest cancel;
  cancel.set_name("events/event-festival");
  cancel.set_cascade(true);
  auto cancelled = Timed("cancelled", CancelEvent, cancel);
  ASSERT_TRUE(cancelled.ok());
  EXPECT_EQ(cancelled->cascaded_total(), 2000);
  EXPECT_THAT(cancelled->cascaded_events(), SizeIs(2000));
  EXPECT_EQ(Get("events/event-1999").state(), v1::EVENT_STATE_CANCELLED);
}

TEST_F(FestivalTest, ThatCollidesEverywhereIsToldAllOfItAndWhatIsFreeInstead) {
  const Festival festival = MakeFestival({});
  EnterPlaces(festival);
  Write(festival);
  v1::CheckEventsRequest check = CheckOf(MakeFestival({.prefix = "other"}));
  check.clear_assumptions();
  int told = 0, pages = 0, total = 0;
  std::vector<v1::Suggestion> suggestions;
  do {
    auto page = Timed("collides", CheckEvents, check, true);
    ASSERT_TRUE(page.ok());
    EXPECT_TRUE(page->blocked());
    told += page->conflicts_size();
    total = page->total_size();
    if (++pages == 1) suggestions.assign(page->suggestions().begin(), page->suggestions().end());
    check.set_page_token(page->next_page_token());
  } while (!check.page_token().empty());
  EXPECT_EQ(told, total);
  EXPECT_GE(total, 2000);
  EXPECT_THAT(suggestions, Not(IsEmpty()));
}

// As many and as large as the contract allows, all of them confirmed.
TEST_F(FestivalTest, OfTheLargestBatchIsWritten) {
  const Festival festival = MakeFestival({.venues = 700, .events = 4999, .text = 130});
  EnterPlaces(festival);
  const auto written = Write(festival);
  ASSERT_THAT(written.events(), SizeIs(5000));
  const Festival more = MakeFestival({.venues = 1, .events = 5000, .text = 10});
  EXPECT_EQ(
      ReasonOf(Run(BatchWriteEvents, With<v1::BatchWriteEventsRequest>(more.writes)).status()),
      v1::ERROR_REASON_INVALID_FIELD);
}

TEST_F(FestivalTest, WithinTwoMebibytesIsAnsweredInFull) {
  const Festival festival = MakeFestival({.venues = 50, .events = 300});
  EnterPlaces(festival);
  const auto written = Write(festival);
  EXPECT_FALSE(written.events_omitted());
  ASSERT_THAT(written.events(), SizeIs(301));
  EXPECT_THAT(written.events(300).title(), SizeIs(3));
}

}  // namespace
}  // namespace taqvim::schedule
