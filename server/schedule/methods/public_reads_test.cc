// What the public is answered: what is published, and of all else nothing.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/events_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kStart[] = "2025-10-10 18:00";
constexpr char kEnd[] = "2025-10-10 20:00";

class PublicReadsTest : public EventsTest {
 protected:
  PublicReadsTest() { people_.Add(v1::ROLE_PUBLIC); }

  // What a method answers the public.
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(absl::StatusOr<Response> (*method)(storage::Snapshot&, const Caller&,
                                                                  const Request&),
                               const std::string& request) {
    absl::StatusOr<Response> answer = absl::UnknownError("not asked");
    const auto parsed = FromText<Request>(request);
    if (auto s = Validate(parsed); !s.ok()) return s;
    const auto status = schedule_.RunRead([&](storage::Snapshot& snapshot) {
      answer = method(snapshot, {"someone", people_}, parsed);
      return answer.status();
    });
    if (!status.ok()) return status;
    return answer;
  }
  void Publish(const std::string& id) {
    auto answer = Run(PublishEvents, absl::StrCat("names: 'events/", id, "'").c_str());
    ASSERT_TRUE(answer.ok()) << answer.status();
  }
  void AddPublished(const std::string& id, const std::string& space, const std::string& more = "") {
    AddConfirmed(id, space, kStart, kEnd, more);
    Publish(id);
  }
  std::vector<std::string> Listed(const std::string& filter) {
    auto answer = Ask(ListEvents, absl::StrCat("filter { ", filter, " }"));
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> names;
    if (!answer.ok()) return names;
    for (const v1::Event& event : answer->events()) names.push_back(event.name());
    return names;
  }

  access::Rights people_;
};

TEST_F(PublicReadsTest, WhatIsNotPublishedIsNotThereInTheSameWordsAsWhatIsNot) {
  AddConfirmed("hidden", hall_, kStart, kEnd);
  AddPublished("seen", gallery_);
  const auto alike = [&](auto method, const std::string& request) {
    const absl::Status hidden =
        Ask(method, absl::StrReplaceAll(request, {{"$", "hidden"}})).status();
    const absl::Status missing =
        Ask(method, absl::StrReplaceAll(request, {{"$", "missing"}})).status();
    EXPECT_TRUE(absl::IsNotFound(hidden)) << request;
    EXPECT_EQ(ReasonOf(hidden), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(absl::StrReplaceAll(std::string(hidden.message()), {{"hidden", "missing"}}),
              missing.message());
  };
  alike(GetEvent, "name: 'events/$'");
  alike(ListOccurrences, "name: 'events/$'");
  alike(BatchGetEvents, "names: 'events/seen' names: 'events/$'");
  EXPECT_TRUE(Ask(BatchGetEvents, "names: 'events/seen'").ok());
}

TEST_F(PublicReadsTest, AnEventIsShownWithoutWhatIsOnlyForThoseWhoPlan) {
  AddConfirmed("a", hall_, kStart, kEnd,
               "external_ids { key: 'crm' value: '7' } contact { name: 'Desk' } "
               "bookings { participant: 'participants/ensemble' }");
  Publish("a");
  auto answer = Ask(GetEvent, "name: 'events/a'");
  ASSERT_TRUE(answer.ok()) << answer.status();
  const v1::Event& event = answer->event();
  EXPECT_EQ(event.title().size(), 1u);
  EXPECT_EQ(event.owner(), "organizations/owner");
  EXPECT_EQ(event.contact().name(), "Desk");
  EXPECT_EQ(event.state(), v1::EVENT_STATE_CONFIRMED);
  EXPECT_THAT(event.external_ids(), IsEmpty());
  EXPECT_EQ(event.creator(), "");
  EXPECT_EQ(event.etag(), "");
  EXPECT_FALSE(event.has_create_time());
}

TEST_F(PublicReadsTest, ListsHaveOnlyWhatIsPublishedAndPagesEndByThat) {
  for (int i = 0; i < 30; ++i) {
    AddHold(absl::StrCat("hidden", i), hall_, kStart, kEnd);
    if (i % 10 != 0) continue;
    AddPublished(absl::StrCat("seen", i), gallery_, absl::StrCat("labels: 'n", i, "'"));
    ASSERT_TRUE(Cancel(absl::StrCat("events/seen", i)).ok());
  }
  EXPECT_THAT(Listed(""), ElementsAre("events/seen0", "events/seen10", "events/seen20"));
  auto first = Ask(ListEvents, "page_size: 2");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->events_size(), 2);
  auto last =
      Ask(ListEvents, absl::StrCat("page_size: 2 page_token: '", first->next_page_token(), "'"));
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(last->events_size(), 1);
  EXPECT_EQ(last->next_page_token(), "") << "nothing that it sees follows";
  EXPECT_THAT(Listed("labels: 'n10'"), ElementsAre("events/seen10"));
  EXPECT_THAT(Listed("states: EVENT_STATE_TENTATIVE"), IsEmpty());
}

TEST_F(PublicReadsTest, FiltersLookAtWhatItSees) {
  ASSERT_TRUE(Create("days",
                     "culture_days { stops { city: 'Astana' first_day { year: 2025 month: "
                     "10 day: 8 } last_day { year: 2025 month: 10 day: 12 } } }")
                  .ok());
  AddPublished("a", hall_, "programme: 'events/days' external_ids { key: 'crm' value: '7' }");
  EXPECT_THAT(Listed("programme: 'events/days'"), IsEmpty());
  EXPECT_THAT(Listed("external_id: 'crm/7'"), IsEmpty());
  EXPECT_THAT(Listed("organizations: 'organizations/owner'"), ElementsAre("events/a"));
  EXPECT_THAT(Listed(absl::StrCat("spaces: '", hall_, "'")), ElementsAre("events/a"));
  EXPECT_THAT(Listed("text: 'no such text'"), IsEmpty());
  ASSERT_TRUE(Confirm("events/days").ok());
  Publish("days");
  EXPECT_THAT(Listed("programme: 'events/days'"), ElementsAre("events/days", "events/a"));
}

TEST_F(PublicReadsTest, OfPlacesItSeesNeitherPolicyNorIdentifiersAndFindsThemByNeither) {
  auto stored = Run(GetVenue, absl::StrCat("name: '", library_, "'").c_str());
  ASSERT_TRUE(stored.ok());
  v1::UpdateVenueRequest change;
  change.mutable_venue()->set_name(library_);
  change.mutable_venue()->set_etag(stored->venue().etag());
  (*change.mutable_venue()->mutable_external_ids())["crm"] = "9";
  change.mutable_venue()->mutable_booking_limits()->set_days_ahead(90);
  ASSERT_TRUE(Run(UpdateVenue, change).ok());
  auto shown = Ask(GetVenue, absl::StrCat("name: '", library_, "'"));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->venue().city(), "Astana");
  EXPECT_FALSE(shown->venue().has_booking_limits());
  EXPECT_THAT(shown->venue().external_ids(), IsEmpty());
  EXPECT_EQ(shown->venue().etag(), "");
  const auto found = [&](const std::string& filter) {
    return Ask(ListVenues, absl::StrCat("filter { ", filter, " }"))->venues_size();
  };
  EXPECT_EQ(found("external_id: 'crm/9'"), 0);
  EXPECT_EQ(found("cities: 'astana'"), 1);
  EXPECT_EQ(Ask(ListSpaces, absl::StrCat("parent: '", library_, "'"))->spaces(0).etag(), "");
}

}  // namespace
}  // namespace taqvim::schedule
