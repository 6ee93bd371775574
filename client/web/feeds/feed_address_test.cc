#include "client/web/feeds/feed_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace taqvim::web {
namespace {

using ::testing::HasSubstr;
using Query = std::vector<std::pair<std::string, std::string>>;

TEST(ParseFeedAddress, KnowsEachScopeAndView) {
  const struct {
    const char* path;
    const char* resource;
    FeedView view;
  } kAddresses[] = {
      {"/calendar/venues/opera.ics", "venues/opera", FeedView::kCalendar},
      {"/calendar/spaces/opera/hall.ics", "venues/opera/spaces/hall", FeedView::kCalendar},
      {"/calendar/programmes/days-2035.ics", "events/days-2035", FeedView::kCalendar},
      {"/calendar/organizations/ministry", "organizations/ministry", FeedView::kSubscribe},
      {"/calendar/participants/choir/check", "participants/choir", FeedView::kCheck},
      {"/calendar/spaces/opera/hall/check", "venues/opera/spaces/hall", FeedView::kCheck},
      {"/calendar/spaces/opera/check", "venues/opera/spaces/check", FeedView::kSubscribe},
      {"/calendar/venues/check", "venues/check", FeedView::kSubscribe},
      {"/calendar/countries/KZ.ics", "countries/KZ", FeedView::kCalendar},
      {"/calendar/events/gala.ics", "events/gala", FeedView::kCalendar},
  };
  for (const auto& [path, resource, view] : kAddresses) {
    const auto address = ParseFeedAddress(path, {});
    ASSERT_TRUE(address.ok()) << path;
    EXPECT_EQ(address->resource, resource);
    EXPECT_EQ(static_cast<int>(address->view), static_cast<int>(view)) << path;
    EXPECT_EQ(AddressText(*address, view), path);
  }
}

TEST(ParseFeedAddress, HasItsFiltersInOneForm) {
  const Query query = {{"label", "jazz & more"},
                       {"kind", "exhibition"},
                       {"lang", "uz-Cyrl"},
                       {"kind", "culture-days"}};
  const auto address = ParseFeedAddress("/calendar/venues/opera.ics", query);
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_EQ(AddressText(*address, FeedView::kCalendar),
            "/calendar/venues/opera.ics?lang=uz-Cyrl&kind=culture-days&kind=exhibition"
            "&label=jazz%20%26%20more");
}

TEST(ParseFeedAddress, IsNotFoundElsewhere) {
  for (const char* path :
       {"/calendar/", "/calendar/venues", "/calendar/venues/.ics", "/calendar/halls/a.ics",
        "/calendar/venues/a/b.ics", "/calendar/spaces/a.ics", "/calendar/venues/a b.ics",
        "/venues/a.ics", "/calendar/venues/a.ics/check", ""}) {
    EXPECT_EQ(ParseFeedAddress(path, {}).status().code(), absl::StatusCode::kNotFound) << path;
  }
}

TEST(ParseFeedAddress, RefusesParametersThatItDoesNotUnderstand) {
  const auto refusal = [](const Query& query) {
    const auto address = ParseFeedAddress("/calendar/venues/opera.ics", query);
    EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(address.status().message());
  };
  EXPECT_THAT(refusal({{"kinds", "exhibition"}}), HasSubstr("there is no \"kinds\""));
  EXPECT_THAT(refusal({{"kind", "exhibitions"}}), HasSubstr("kind is culture-days"));
  EXPECT_THAT(refusal({{"kind", "unspecified"}}), HasSubstr("kind is culture-days"));
  EXPECT_THAT(refusal({{"lang", "en"}, {"lang", "ru"}}), HasSubstr("one language tag"));
  EXPECT_THAT(refusal({{"lang", "e\r\n"}}), HasSubstr("one language tag"));
  EXPECT_THAT(refusal({{"label", ""}}), HasSubstr("1 to 63 bytes"));
}

TEST(Matches, TakesOneOfTheKindsAndOneOfTheLabels) {
  v1::Event event;
  event.mutable_exhibition();
  event.add_labels("carpets");
  FeedAddress address;
  EXPECT_TRUE(Matches(address, event));
  address.kinds = {v1::EVENT_KIND_ACTIVITY, v1::EVENT_KIND_EXHIBITION};
  address.labels = {"carpets", "silk"};
  EXPECT_TRUE(Matches(address, event));
  address.labels = {"silk"};
  EXPECT_FALSE(Matches(address, event));
  address.labels = {};
  address.kinds = {v1::EVENT_KIND_ACTIVITY};
  EXPECT_FALSE(Matches(address, event));
}

}  // namespace
}  // namespace taqvim::web
