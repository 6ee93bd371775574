#include "gmock/gmock.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::HasSubstr;

class VenuesTest : public ScheduleTest {
 protected:
  v1::Venue Get(const std::string& name) {
    v1::GetVenueRequest request;
    request.set_name(name);
    auto response = Run(GetVenue, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->venue() : v1::Venue();
  }

  absl::StatusOr<v1::DeleteVenueResponse> Delete(const std::string& name) {
    v1::DeleteVenueRequest request;
    request.set_name(name);
    request.set_etag(Get(name).etag());
    return Run(DeleteVenue, request);
  }

  absl::StatusOr<v1::UpdateVenueResponse> SetTimeZone(const std::string& name,
                                                      const std::string& zone) {
    v1::UpdateVenueRequest request;
    *request.mutable_venue() = Get(name);
    request.mutable_venue()->set_time_zone(zone);
    return Run(UpdateVenue, request);
  }

  void DeleteSpaceOf(const std::string& name) {
    v1::GetSpaceRequest get;
    get.set_name(name);
    v1::DeleteSpaceRequest request;
    request.set_name(name);
    request.set_etag(Run(GetSpace, get)->space().etag());
    auto response = Run(DeleteSpace, request);
    EXPECT_TRUE(response.ok()) << response.status();
  }
};

using CreateVenueTest = VenuesTest;
using UpdateVenueTest = VenuesTest;
using DeleteVenueTest = VenuesTest;

TEST_F(CreateVenueTest, InAnUnknownZoneNamesTheField) {
  auto created = Run(CreateVenue, R"pb(
    venue {
      title { key: 'en' value: 'A library' }
      country: 'KZ'
      city: 'Astana'
      time_zone: 'Asia/Astana'
    }
  )pb");
  EXPECT_EQ(created.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("venue.time_zone"));
}

TEST_F(CreateVenueTest, OfAnUnknownOrganizationFails) {
  auto created = Run(CreateVenue, R"pb(
    venue {
      title { key: 'en' value: 'A library' }
      organization: 'organizations/nobody'
      country: 'KZ'
      city: 'Astana'
      time_zone: 'Asia/Almaty'
    }
  )pb");
  EXPECT_EQ(ReasonOf(created.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
}

TEST_F(VenuesTest, SayWhenWhatThePublicSeesOfThemWasLastChanged) {
  AddVenue("library", "Asia/Baku");
  const int64_t created = absl::ToUnixSeconds(schedule_.now);
  const auto seconds = [&] { return Get("venues/library").public_update_time().seconds(); };
  EXPECT_EQ(seconds(), created);

  schedule_.now += absl::Minutes(5);
  v1::UpdateVenueRequest request;
  *request.mutable_venue() = Get("venues/library");
  (*request.mutable_venue()->mutable_external_ids())["cadastre"] = "17";
  ASSERT_TRUE(Run(UpdateVenue, request).ok());
  EXPECT_EQ(Get("venues/library").update_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_EQ(seconds(), created) << "the public does not see it";

  schedule_.now += absl::Minutes(5);
  *request.mutable_venue() = Get("venues/library");
  request.mutable_venue()->set_address("Main street 1");
  ASSERT_TRUE(Run(UpdateVenue, request).ok());
  EXPECT_EQ(seconds(), absl::ToUnixSeconds(schedule_.now));
}

TEST_F(UpdateVenueTest, ZoneCanChangeWhileNothingDependsOnIt) {
  AddVenue("library", "Asia/Baku");
  auto updated = SetTimeZone("venues/library", "Asia/Tashkent");
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(Get("venues/library").time_zone(), "Asia/Tashkent");
}

TEST_F(UpdateVenueTest, ClosuresFollowANewZone) {
  const std::string venue = AddVenue("library", "Asia/Baku");
  auto closed = Run(CreateClosure, R"pb(
    parent: 'venues/library'
    closure {
      period {
        dated {
          first_day { year: 2025 month: 5 day: 9 }
          last_day { year: 2025 month: 5 day: 9 }
        }
      }
    }
  )pb");
  ASSERT_TRUE(closed.ok()) << closed.status();
  const char* question = R"pb(
    resources: 'venues/library'
    window {
      first_day { year: 2025 month: 5 day: 1 }
      last_day { year: 2025 month: 5 day: 31 }
    }
  )pb";
  const int64_t before = Run(QueryOccupancy, question)->occupancies(0).start_time().seconds();
  ASSERT_TRUE(SetTimeZone(venue, "Asia/Tashkent").ok());
  const int64_t after = Run(QueryOccupancy, question)->occupancies(0).start_time().seconds();
  EXPECT_EQ(before - after, 3600);
}

TEST_F(DeleteVenueTest, ThatNothingRefersToIsGone) {
  auto deleted = Delete(AddVenue("library"));
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(Run(GetVenue, "name: 'venues/library'").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(DeleteVenueTest, WithSpacesFailsAndNamesOne) {
  const std::string venue = AddVenue("library");
  AddSpace(venue, "hall");
  auto deleted = Delete(venue);
  EXPECT_EQ(deleted.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(deleted.status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  DeleteSpaceOf("venues/library/spaces/hall");
  EXPECT_TRUE(Delete(venue).ok());
}

TEST_F(UpdateVenueTest, ArchivesItOnceNothingAheadNeedsIt) {
  const std::string venue = AddVenue("library");
  AddHold("talk", venue, "2025-10-10 18:00", "2025-10-10 20:00");
  const auto archive = [&] {
    v1::UpdateVenueRequest request;
    *request.mutable_venue() = Get(venue);
    request.mutable_venue()->set_archived(true);
    return Run(UpdateVenue, request);
  };
  EXPECT_EQ(ReasonOf(archive().status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  EXPECT_EQ(ReasonOf(Delete(venue).status()), v1::ERROR_REASON_RESOURCE_IN_USE);

  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  EXPECT_EQ(ReasonOf(Delete(venue).status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  auto archived = archive();
  ASSERT_TRUE(archived.ok()) << archived.status();
  EXPECT_TRUE(archived->venue().archived());
}

// As after time zone data was replaced by older data.
TEST_F(VenuesTest, InAZoneWithoutRulesSaysSoToWhoeverAsks) {
  AddVenue("library", "Asia/Baku");
  AddSpace("venues/library", "hall");
  const auto outcome = schedule_.RunTransaction(
      [](storage::Transaction& transaction) -> absl::StatusOr<std::string> {
        const auto stored = transaction.Find(storage::Kind::kVenue, "venues/library").value();
        v1::Venue venue;
        EXPECT_TRUE(venue.ParseFromString(stored->body));
        venue.set_time_zone("Asia/Atlantis");
        auto s = transaction.Apply({.puts = {{.id = stored->id,
                                              .kind = storage::Kind::kVenue,
                                              .name = stored->name,
                                              .body = venue.SerializeAsString()}}});
        if (!s.ok()) return s;
        return "";
      });
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  const auto occupied = Run(QueryOccupancy,
                            "resources: 'venues/library' window { first_day { year: 2025 month: 1 "
                            "day: 1 } last_day { year: 2025 month: 1 day: 2 } }");
  const auto slots = Run(FindSlots,
                         "items { days: 1 venues: 'venues/library' } window { first_day { year: "
                         "2025 month: 1 day: 1 } last_day { year: 2025 month: 1 day: 2 } }");
  const auto closed = Run(CreateClosure,
                          "parent: 'venues/library' closure { period { dated { first_day { year: "
                          "2025 month: 1 day: 1 } permanent: true } } }");
  for (const absl::Status& status : {occupied.status(), slots.status(), closed.status()}) {
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_ILLEGAL_STATE) << status;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("venues/library"), HasSubstr("Asia/Atlantis")));
  }
}

}  // namespace
}  // namespace taqvim::schedule
