// Lists of resources that are no events, narrowed by filters: what they hold is what a
// look at each resource finds, however it is found.
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/schedule/event/resource_filter.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ResourceListsTest : public ScheduleTest {
 protected:
  bool Chance(int percent) { return Below(100) < percent; }
  int Below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
  std::string One(const std::vector<std::string>& words) {
    return words[Below(static_cast<int>(words.size()))];
  }

  // The names on all pages.
  template <class Method, class Request>
  std::vector<std::string> Names(Method method, Request request) {
    std::vector<std::string> names;
    do {
      auto page = Run(method, request);
      EXPECT_TRUE(page.ok()) << page.status() << "\n" << request.DebugString();
      if (!page.ok()) break;
      for (const auto& one : ListOf(*page)) names.push_back(one.name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  static const auto& ListOf(const v1::ListOrganizationsResponse& page) {
    return page.organizations();
  }
  static const auto& ListOf(const v1::ListParticipantsResponse& page) {
    return page.participants();
  }
  static const auto& ListOf(const v1::ListVenuesResponse& page) { return page.venues(); }
  static const auto& ListOf(const v1::ListClosuresResponse& page) { return page.closures(); }
  static const auto& ListOf(const v1::ListSpacesResponse& page) { return page.spaces(); }
  static const auto& ListOf(const v1::ListAgreementsResponse& page) { return page.agreements(); }

  const std::vector<std::string> countries_ = {"AZ", "KZ", "UZ"};
  const std::vector<std::string> cities_ = {"Astana", "ASTANA", "Baku", "Баку", "Tashkent"};
  const std::vector<std::string> titles_ = {"Library", "The Opera", "Музей", "A gallery"};
  const std::vector<std::string> sets_ = {"season", "festival"};
  std::mt19937_64 random_{7};
};

TEST_F(ResourceListsTest, OfVenuesAreWhatALookAtEachFinds) {
  std::vector<std::string> owners;
  for (const char* id : {"a", "b", "c"}) {
    AddOrganization(id);
    owners.push_back(absl::StrCat("organizations/", id));
  }
  std::vector<v1::Venue> venues;
  for (int i = 0; i < 120; ++i) {
    v1::CreateVenueRequest request;
    request.set_venue_id(absl::StrCat("v", i));
    v1::Venue& venue = *request.mutable_venue();
    (*venue.mutable_title())["en"] = One(titles_);
    venue.set_country(One(countries_));
    venue.set_city(One(cities_));
    venue.set_time_zone("Asia/Almaty");
    if (Chance(60)) venue.set_organization(One(owners));
    if (Chance(30)) (*venue.mutable_external_ids())["crm"] = absl::StrCat(Below(9));
    if (Chance(30)) venue.set_address("1 Library Street");
    if (Chance(30)) venue.set_apply_set(One(sets_));
    auto made = Run(CreateVenue, request);
    ASSERT_TRUE(made.ok()) << made.status();
    venues.push_back(made->venue());
    if (!Chance(15)) continue;
    v1::UpdateVenueRequest archive;
    *archive.mutable_venue() = venues.back();
    archive.mutable_venue()->set_archived(true);
    venues.back() = Run(UpdateVenue, archive)->venue();
  }
  int found = 0;
  for (int i = 0; i < 300; ++i) {
    v1::ListVenuesRequest request;
    request.set_show_archived(Chance(50));
    request.set_page_size(1 + Below(40));
    v1::VenueFilter& filter = *request.mutable_filter();
    if (Chance(30)) filter.add_countries(One(countries_));
    if (Chance(30)) filter.add_cities(One(cities_));
    if (Chance(15)) filter.add_cities(One(cities_));
    if (Chance(20)) filter.add_organizations(Chance(20) ? "organizations/none" : One(owners));
    if (Chance(15)) filter.set_external_id(absl::StrCat("crm/", Below(9)));
    if (Chance(15)) filter.set_apply_set(One(sets_));
    if (Chance(25)) filter.set_text(One({"library", "OPERA", "музей", "street", "baku", "zzz"}));
    std::vector<std::string> expected;
    for (const v1::Venue& venue : venues) {
      if (venue.archived() && !request.show_archived()) continue;
      if (Matches(filter, venue)) expected.push_back(venue.name());
    }
    EXPECT_EQ(Names(ListVenues, request), expected) << request.DebugString();
    found += static_cast<int>(expected.size());
  }
  EXPECT_GT(found, 1000);
}

TEST_F(ResourceListsTest, OfOrganizationsKnowKindsCountriesAndWords) {
  const auto add = [this](const char* id, const char* fields) {
    auto made =
        Run(CreateOrganization,
            absl::StrCat("organization_id: '", id, "' organization { ", fields, " }").c_str());
    ASSERT_TRUE(made.ok()) << made.status();
  };
  add("a",
      "title { key: 'en' value: 'Library' } country: 'AZ' city: 'Baku' "
      "kind: ORGANIZATION_KIND_LIBRARY");
  add("b",
      "title { key: 'ru' value: 'Музей' } country: 'KZ' city: 'Astana' "
      "kind: ORGANIZATION_KIND_MUSEUM external_ids { key: 'crm' value: '4' }");
  const auto names = [this](const std::string& filter) {
    return Names(ListOrganizations,
                 FromText<v1::ListOrganizationsRequest>("filter { " + filter + " }"));
  };
  EXPECT_THAT(names(""), ElementsAre("organizations/a", "organizations/b"));
  EXPECT_THAT(names("kinds: ORGANIZATION_KIND_MUSEUM"), ElementsAre("organizations/b"));
  EXPECT_THAT(names("countries: 'AZ' countries: 'UZ'"), ElementsAre("organizations/a"));
  EXPECT_THAT(names("cities: 'ASTANA'"), ElementsAre("organizations/b"));
  EXPECT_THAT(names("text: 'МУЗ'"), ElementsAre("organizations/b"));
  EXPECT_THAT(names("text: 'baku'"), ElementsAre("organizations/a"));
  EXPECT_THAT(names("external_id: 'crm/4'"), ElementsAre("organizations/b"));
  EXPECT_THAT(names("external_id: 'crm/4' countries: 'AZ'"), IsEmpty());
}

TEST_F(ResourceListsTest, OfWhatIsInAVenueStayInIt) {
  const std::string library = AddVenue("library"), opera = AddVenue("opera");
  for (const std::string& venue : {library, opera}) {
    for (int i = 0; i < 3; ++i) {
      auto made = Run(CreateSpace,
                      absl::StrCat("parent: '", venue, "' space_id: 's", i,
                                   "' space { title { key: 'en' value: 'Hall' } seats: ", 100 * i,
                                   " external_ids { key: 'crm' value: '", i, "' } }")
                          .c_str());
      ASSERT_TRUE(made.ok()) << made.status();
    }
    ASSERT_TRUE(Run(CreateClosure,
                    absl::StrCat("parent: '", venue,
                                 "' closure_id: 'c' closure { external_ids { key: 'crm' value: '1' "
                                 "} period { dated { first_day { year: 2025 month: 5 day: 1 } "
                                 "last_day { year: 2025 month: 5 day: 9 } } } }")
                        .c_str())
                    .ok());
  }
  const auto spaces = [this](const std::string& request) {
    return Names(ListSpaces, FromText<v1::ListSpacesRequest>(request));
  };
  EXPECT_THAT(spaces("parent: 'venues/opera' filter { external_id: 'crm/1' }"),
              ElementsAre("venues/opera/spaces/s1"));
  EXPECT_THAT(spaces("parent: 'venues/-' filter { external_id: 'crm/1' }"),
              ElementsAre("venues/library/spaces/s1", "venues/opera/spaces/s1"));
  EXPECT_THAT(spaces("parent: 'venues/opera' filter { min_seats: 150 }"),
              ElementsAre("venues/opera/spaces/s2"));
  const auto closures = [this](const std::string& request) {
    return Names(ListClosures, FromText<v1::ListClosuresRequest>(request));
  };
  const std::string may = "window { first_day { year: 2025 month: 5 day: 9 } }";
  EXPECT_THAT(closures("parent: 'venues/opera' filter { " + may + " }"),
              ElementsAre("venues/opera/closures/c"));
  EXPECT_THAT(closures("parent: 'venues/-' filter { window { "
                       "first_day { year: 2025 month: 5 day: 10 } } }"),
              IsEmpty());
}

TEST_F(ResourceListsTest, OfParticipantsAndAgreementsKnowOrganizations) {
  AddOrganization("a");
  AddOrganization("b");
  AddOrganization("c");
  ASSERT_TRUE(Run(CreateParticipant,
                  "participant_id: 'p' participant { title { key: 'en' value: 'Choir' } "
                  "organization: 'organizations/a' kind: PARTICIPANT_KIND_ENSEMBLE }")
                  .ok());
  ASSERT_TRUE(Run(CreateAgreement,
                  "agreement_id: 'm' agreement { title { key: 'en' value: 'Memorandum' } "
                  "parties: 'organizations/a' parties: 'organizations/b' }")
                  .ok());
  const auto participants = [this](const std::string& filter) {
    return Names(ListParticipants,
                 FromText<v1::ListParticipantsRequest>("filter { " + filter + " }"));
  };
  EXPECT_THAT(participants("organizations: 'organizations/a'"), ElementsAre("participants/p"));
  EXPECT_THAT(participants("organizations: 'organizations/b'"), IsEmpty());
  EXPECT_THAT(participants("kinds: PARTICIPANT_KIND_PERSON"), IsEmpty());
  const auto agreements = [this](const std::string& filter) {
    return Names(ListAgreements, FromText<v1::ListAgreementsRequest>("filter { " + filter + " }"));
  };
  EXPECT_THAT(agreements("organizations: 'organizations/b' text: 'memo'"),
              ElementsAre("agreements/m"));
  EXPECT_THAT(agreements("organizations: 'organizations/c'"), IsEmpty());
}

TEST_F(ResourceListsTest, OfEveryKindKnowTheSetThatKeepsThem) {
  const std::string library = AddVenue("library");
  AddOrganization("a");
  const std::string of_set = "apply_set: 'season' ";
  const std::string title = "title { key: 'en' value: 'One' } " + of_set;
  const auto create = [this](auto method, const std::string& request) {
    auto made = Run(method, request.c_str());
    EXPECT_TRUE(made.ok()) << made.status();
  };
  create(CreateOrganization, "organization_id: 'b' organization { country: 'AZ' " + title + "}");
  create(CreateParticipant, "participant_id: 'p' participant { " + title + "}");
  create(CreateAgreement,
         "agreement_id: 'm' agreement { parties: 'organizations/a' parties: "
         "'organizations/b' " +
             title + "}");
  create(CreateVenue,
         "venue_id: 'opera' venue { country: 'KZ' city: 'Astana' time_zone: "
         "'Asia/Almaty' " +
             title + "}");
  create(CreateSpace, "parent: 'venues/library' space_id: 'hall' space { " + title + "}");
  create(CreateClosure, "parent: 'venues/library' closure_id: 'c' closure { " + of_set +
                            "period { dated { first_day { year: 2025 month: 5 day: 1 } last_day { "
                            "year: 2025 month: 5 day: 9 } } } }");
  const auto found = [this](auto method, auto request, const char* set) {
    request.mutable_filter()->set_apply_set(set);
    return Names(method, request);
  };
  const auto expect = [&](auto method, const auto& request, const std::string& name) {
    EXPECT_THAT(found(method, request, "season"), ElementsAre(name));
    EXPECT_THAT(found(method, request, "festival"), IsEmpty());
  };
  expect(ListOrganizations, v1::ListOrganizationsRequest(), "organizations/b");
  expect(ListParticipants, v1::ListParticipantsRequest(), "participants/p");
  expect(ListAgreements, v1::ListAgreementsRequest(), "agreements/m");
  expect(ListVenues, v1::ListVenuesRequest(), "venues/opera");
  expect(ListSpaces, FromText<v1::ListSpacesRequest>("parent: 'venues/-'"),
         "venues/library/spaces/hall");
  expect(ListClosures, FromText<v1::ListClosuresRequest>("parent: 'venues/-'"),
         "venues/library/closures/c");
}

TEST_F(ResourceListsTest, RefuseWhatIsNoFilterAndTokensOfAnother) {
  for (const char* wrong :
       {"filter { apply_set: 'A set' }", "filter { countries: 'xx' }", "filter { cities: '' }",
        "filter { external_id: 'crm' }", "filter { organizations: 'a' }"}) {
    EXPECT_EQ(Run(ListVenues, wrong).status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
  AddVenue("a");
  AddVenue("b");
  auto page = Run(ListVenues, "page_size: 1");
  ASSERT_TRUE(page.ok()) << page.status();
  v1::ListVenuesRequest other;
  other.set_page_token(page->next_page_token());
  other.mutable_filter()->add_countries("KZ");
  EXPECT_EQ(Run(ListVenues, other).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace taqvim::schedule
