#include "server/schedule/check/validate.h"

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
std::map<std::string, std::string> WrongIn(const std::string& text) {
  return ViolationsOf(Validate(FromText<Request>(text)));
}

const char* const kTitled = "title { key: 'en' value: 'x' }";

TEST(ValidateGet, NeedsANameOfItsKind) {
  EXPECT_THAT(WrongIn<v1::GetVenueRequest>("name: 'venues/a'"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::GetVenueRequest>("name: 'venues/a/spaces/b'"),
              ElementsAre(Pair("name", HasSubstr("venues/{venue}"))));
  EXPECT_THAT(WrongIn<v1::GetOrganizationRequest>(""),
              ElementsAre(Pair("name", HasSubstr("organizations/{organization}"))));
  EXPECT_THAT(WrongIn<v1::GetSpaceRequest>("name: 'venues/a/spaces/b'"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::GetClosureRequest>("name: 'venues/a/closures/b'"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::GetParticipantRequest>("name: 'participants/a'"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::GetAgreementRequest>("name: 'agreements/a'"), IsEmpty());
}

TEST(ValidateList, HasABoundedPageSize) {
  EXPECT_THAT(WrongIn<v1::ListVenuesRequest>("page_size: 1000"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::ListVenuesRequest>("page_size: 1001"),
              ElementsAre(Pair("page_size", HasSubstr("1001"))));
  EXPECT_EQ(WrongIn<v1::ListParticipantsRequest>("page_size: -1").size(), 1);
}

TEST(ValidateList, OfSpacesNeedsAVenueOrAll) {
  EXPECT_THAT(WrongIn<v1::ListSpacesRequest>("parent: 'venues/-'"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::ListSpacesRequest>("parent: 'venues/a'"), IsEmpty());
  EXPECT_EQ(WrongIn<v1::ListSpacesRequest>("").count("parent"), 1);
  EXPECT_EQ(WrongIn<v1::ListClosuresRequest>("parent: 'events/a'").count("parent"), 1);
}

TEST(ValidateCreate, LooksAtIdResourceAndRequestId) {
  EXPECT_THAT(WrongIn<v1::CreateOrganizationRequest>(std::string("organization { country: 'AZ' ") +
                                                     kTitled + "}"),
              IsEmpty());
  EXPECT_THAT(WrongIn<v1::CreateOrganizationRequest>(
                  "organization_id: 'a-' organization { country: 'AZ' } request_id: 'x'"),
              ElementsAre(Pair("organization.title", HasSubstr("required")),
                          Pair("organization_id", HasSubstr("hyphen")),
                          Pair("request_id", HasSubstr("UUID"))));
  EXPECT_THAT(WrongIn<v1::CreateAgreementRequest>(""),
              ElementsAre(Pair("agreement", HasSubstr("required"))));
}

TEST(ValidateUpdate, LooksAtNameEtagAndMask) {
  EXPECT_THAT(WrongIn<v1::UpdateVenueRequest>("venue { name: 'venues/a' etag: 'x' city: 'Baku' }"),
              IsEmpty());
  EXPECT_THAT(WrongIn<v1::UpdateVenueRequest>(
                  "venue { name: 'venues/a' city: ' Baku' } update_mask { paths: 'adress' }"),
              ElementsAre(Pair("update_mask.paths[0]", HasSubstr("\"address\"")),
                          Pair("venue.etag", HasSubstr("required"))));
  EXPECT_THAT(WrongIn<v1::UpdateVenueRequest>("venue { name: 'venues/a' etag: 'x' city: ' Baku' }"),
              ElementsAre(Pair("venue.city", HasSubstr("space"))));
}

TEST(ValidateDelete, NeedsNameAndEtag) {
  EXPECT_THAT(WrongIn<v1::DeleteParticipantRequest>("name: 'participants/a' etag: 'x'"), IsEmpty());
  EXPECT_THAT(WrongIn<v1::DeleteParticipantRequest>("name: 'participants/a'"),
              ElementsAre(Pair("etag", HasSubstr("required"))));
}

TEST(ValidateCreateSpace, RefusesPartsOfAnotherVenueAndItself) {
  EXPECT_THAT(
      WrongIn<v1::CreateSpaceRequest>(std::string("parent: 'venues/a' space_id: 'hall' space {") +
                                      kTitled + R"(parts: 'venues/a/spaces/left'
                  parts: 'venues/b/spaces/right' parts: 'venues/a/spaces/hall' })"),
      ElementsAre(Pair("space.parts[1]", HasSubstr("another venue")),
                  Pair("space.parts[2]", HasSubstr("cannot contain itself"))));
  EXPECT_EQ(WrongIn<v1::CreateSpaceRequest>(std::string("space {") + kTitled + "}").count("parent"),
            1);
}

TEST(ValidateUpdateSpace, RefusesItselfAsAPart) {
  EXPECT_THAT(WrongIn<v1::UpdateSpaceRequest>(R"(space { name: 'venues/a/spaces/hall' etag: 'x'
                  parts: 'venues/a/spaces/hall' })"),
              ElementsAre(Pair("space.parts[0]", HasSubstr("cannot contain itself"))));
}

TEST(ValidateCreateClosure, RefusesSpacesOfAnotherVenue) {
  EXPECT_THAT(WrongIn<v1::CreateClosureRequest>(R"(parent: 'venues/a' closure {
      spaces: 'venues/b/spaces/c' period { dated { first_day { year: 2025 month: 1 day: 1 } permanent: true } } })"),
              ElementsAre(Pair("closure.spaces[0]", HasSubstr("venues/a"))));
}

TEST(ValidateQueryOccupancy, NeedsResourcesAndABoundedWindow) {
  const auto window = [](int first_year, int last_year) {
    return "window { first_day { year: " + std::to_string(first_year) +
           " month: 1 day: 1 } last_day { year: " + std::to_string(last_year) +
           " month: 1 day: 1 } }";
  };
  EXPECT_THAT(
      WrongIn<v1::QueryOccupancyRequest>(R"(resources: 'venues/a' resources: 'participants/a'
      resources: 'venues/a/spaces/b' time_zone: 'UTC' kinds: OCCUPANCY_KIND_HOLD )" +
                                         window(2020, 2030)),
      IsEmpty());
  EXPECT_THAT(WrongIn<v1::QueryOccupancyRequest>(window(2020, 2031) + "resources: 'venues/a'"),
              ElementsAre(Pair("window", HasSubstr("3660"))));
  EXPECT_THAT(WrongIn<v1::QueryOccupancyRequest>("resources: 'events/a' kinds: 0 time_zone: 'x/y'"),
              ElementsAre(Pair("kinds[0]", HasSubstr("OCCUPANCY_KIND_HOLD")),
                          Pair("resources[0]", HasSubstr("participants/{participant}")),
                          Pair("time_zone", HasSubstr("IANA")),
                          Pair("window.first_day", HasSubstr("required")),
                          Pair("window.last_day", HasSubstr("required"))));
  EXPECT_EQ(WrongIn<v1::QueryOccupancyRequest>("").count("resources"), 1);
}

}  // namespace
}  // namespace taqvim::schedule
