#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SpacesTest : public ScheduleTest {
 protected:
  SpacesTest() : venue_(AddVenue("library")) {}

  v1::Space Get(const std::string& name) {
    v1::GetSpaceRequest request;
    request.set_name(name);
    auto response = Run(GetSpace, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->space() : v1::Space();
  }

  absl::StatusOr<v1::UpdateSpaceResponse> SetParts(const std::string& name,
                                                   const std::vector<std::string>& parts) {
    v1::UpdateSpaceRequest request;
    *request.mutable_space() = Get(name);
    request.mutable_space()->mutable_parts()->Assign(parts.begin(), parts.end());
    request.mutable_update_mask()->add_paths("parts");
    return Run(UpdateSpace, request);
  }

  absl::StatusOr<v1::DeleteSpaceResponse> Delete(const std::string& name) {
    v1::DeleteSpaceRequest request;
    request.set_name(name);
    request.set_etag(Get(name).etag());
    return Run(DeleteSpace, request);
  }

  absl::StatusOr<v1::UpdateSpaceResponse> Archive(const std::string& name, bool archived = true) {
    v1::UpdateSpaceRequest request;
    request.mutable_space()->set_name(name);
    request.mutable_space()->set_etag(Get(name).etag());
    request.mutable_space()->set_archived(archived);
    request.mutable_update_mask()->add_paths("archived");
    return Run(UpdateSpace, request);
  }

  // What occupies the space on 10 October 2025.
  v1::QueryOccupancyResponse Occupancy(const std::string& name) {
    auto request = FromText<v1::QueryOccupancyRequest>(R"pb(
      window {
        first_day { year: 2025 month: 10 day: 10 }
        last_day { year: 2025 month: 10 day: 10 }
      }
    )pb");
    request.add_resources(name);
    auto response = Run(QueryOccupancy, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::QueryOccupancyResponse();
  }

  const std::string venue_;
};

using CreateSpaceTest = SpacesTest;
using UpdateSpaceTest = SpacesTest;
using DeleteSpaceTest = SpacesTest;
using ListSpacesTest = SpacesTest;

TEST_F(CreateSpaceTest, InAnUnknownVenueFails) {
  auto created = Run(CreateSpace, R"pb(
    parent: 'venues/nowhere'
    space { title { key: 'en' value: 'A hall' } }
  )pb");
  EXPECT_EQ(ReasonOf(created.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("venues/nowhere"));
}

TEST_F(CreateSpaceTest, OfPartsOfAnotherVenueFailsOnThatPart) {
  const std::string stage = AddSpace(venue_, "stage");
  const std::string other = AddSpace(AddVenue("theatre"), "stage");
  auto created = Run(CreateSpace, absl::StrCat("parent: '", venue_,
                                               "' space { title { key: 'en' value: 'A hall' } ",
                                               "parts: '", stage, "' parts: '", other, "' }")
                                      .c_str());
  EXPECT_EQ(created.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("space.parts[1]"));
}

TEST_F(CreateSpaceTest, IsOccupiedByBookingsOfTheWholeVenue) {
  AddConfirmed("festival", venue_, "2025-10-10 10:00", "2025-10-10 20:00");
  const std::string corner = AddSpace(venue_, "corner");
  const auto occupancy = Occupancy(corner);
  ASSERT_THAT(occupancy.occupancies(), SizeIs(1));
  EXPECT_EQ(occupancy.occupancies(0).event(), "events/festival");
}

TEST_F(UpdateSpaceTest, ThatWouldContainItselfNamesTheWay) {
  const std::string row = AddSpace(venue_, "row");
  const std::string stalls = AddSpace(venue_, "stalls", {row});
  const std::string hall = AddSpace(venue_, "hall", {stalls});
  const std::string stage = AddSpace(venue_, "stage");
  auto updated = SetParts(row, {stage, hall});
  EXPECT_EQ(updated.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string message(updated.status().message());
  EXPECT_THAT(message, HasSubstr("space.parts[1]"));
  EXPECT_THAT(message, HasSubstr(absl::StrCat(row, " contains ", hall, " contains ", stalls,
                                              " contains ", row)));
  EXPECT_THAT(std::string(SetParts(row, {row}).status().message()), HasSubstr("parts[0]"));
}

TEST_F(UpdateSpaceTest, OneSpaceMayBeReachedOverTwoParts) {
  const std::string foyer = AddSpace(venue_, "foyer");
  const std::string east = AddSpace(venue_, "east", {foyer});
  const std::string west = AddSpace(venue_, "west", {foyer});
  const std::string hall = AddSpace(venue_, "hall");
  auto updated = SetParts(hall, {east, west});
  EXPECT_TRUE(updated.ok()) << updated.status();
}

TEST_F(UpdateSpaceTest, BelowAndAboveCountIntoTenLevels) {
  std::string upper = AddSpace(venue_, "upper1");
  const std::string bottom = upper;
  for (int i = 2; i <= 5; ++i) upper = AddSpace(venue_, absl::StrCat("upper", i), {upper});
  std::string lower = AddSpace(venue_, "lower1");
  for (int i = 2; i <= 6; ++i) lower = AddSpace(venue_, absl::StrCat("lower", i), {lower});
  auto eleven = SetParts(bottom, {lower});
  EXPECT_EQ(eleven.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(eleven.status().message()), HasSubstr("11 levels"));
  auto ten = SetParts(bottom, {"venues/library/spaces/lower5"});
  EXPECT_TRUE(ten.ok()) << ten.status();
}

TEST_F(UpdateSpaceTest, NewPartsAreOccupiedInsteadOfTheWhole) {
  const std::string hall = AddSpace(venue_, "hall");
  const std::string stage = AddSpace(venue_, "stage");
  AddConfirmed("concert", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_THAT(Occupancy(stage).occupancies(), SizeIs(0));
  auto updated = SetParts(hall, {stage});
  ASSERT_TRUE(updated.ok()) << updated.status();
  ASSERT_THAT(Occupancy(stage).occupancies(), SizeIs(1));
  const auto whole = Occupancy(hall);
  ASSERT_THAT(whole.occupancies(), SizeIs(1));
  EXPECT_EQ(whole.occupancies(0).resource(), stage);
}

TEST_F(UpdateSpaceTest, PartsThatMakeConfirmedBookingsCollideAreRefusedWithTheReport) {
  const std::string hall = AddSpace(venue_, "hall");
  const std::string stage = AddSpace(venue_, "stage");
  AddConfirmed("concert", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  AddConfirmed("rehearsal", stage, "2025-10-10 19:00", "2025-10-10 21:00");
  auto updated = SetParts(hall, {stage});
  EXPECT_EQ(updated.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(updated.status()), v1::ERROR_REASON_SCHEDULE_CONFLICT);
  v1::ConflictReport report;
  ASSERT_TRUE(GetDetail(updated.status(), &report));
  EXPECT_GT(report.total(), 0);
  EXPECT_TRUE(Get(hall).parts().empty());
}

TEST_F(DeleteSpaceTest, ThatNothingUsesIsGone) {
  const std::string hall = AddSpace(venue_, "hall");
  auto deleted = Delete(hall);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_TRUE(absl::IsNotFound(Run(GetSpace, ("name: '" + hall + "'").c_str()).status()));
}

TEST_F(DeleteSpaceTest, ThatIsPartOfAnotherFails) {
  const std::string stage = AddSpace(venue_, "stage");
  AddSpace(venue_, "hall", {stage});
  auto deleted = Delete(stage);
  EXPECT_EQ(ReasonOf(deleted.status()), v1::ERROR_REASON_RESOURCE_IN_USE);
}

TEST_F(DeleteSpaceTest, ThatWasEverBookedFailsAndNamesWhatRefersToIt) {
  const std::string hall = AddSpace(venue_, "hall");
  AddHold("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  AddHold("film", hall, "2025-10-11 18:00", "2025-10-11 20:00");
  EXPECT_EQ(ReasonOf(Delete(hall).status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  const absl::Status refusal = Delete(hall).status();
  EXPECT_EQ(ReasonOf(refusal), v1::ERROR_REASON_RESOURCE_IN_USE);
  EXPECT_THAT(std::string(refusal.message()), HasSubstr("archive it instead"));
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(refusal, &failure));
  std::vector<std::string> named;
  for (const auto& violation : failure.violations()) named.push_back(violation.subject());
  EXPECT_THAT(named, ElementsAre("events/talk", "events/film"));
}

TEST_F(UpdateSpaceTest, ArchivesItOnceNothingAheadNeedsIt) {
  const std::string hall = AddSpace(venue_, "hall");
  AddHold("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  EXPECT_EQ(ReasonOf(Archive(hall).status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  auto archived = Archive(hall);
  ASSERT_TRUE(archived.ok()) << archived.status();
  EXPECT_TRUE(archived->space().archived());
  EXPECT_THAT(Run(ListSpaces, "parent: 'venues/library'")->spaces(), SizeIs(0));
  EXPECT_THAT(Run(ListSpaces, "parent: 'venues/library' show_archived: true")->spaces(), SizeIs(1));
  auto again = Archive(hall, false);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(Get(hall).archived());
  AddHold("play", hall, "2025-12-10 18:00", "2025-12-10 20:00");
}

TEST_F(UpdateSpaceTest, BringsAWholeBackAfterItsParts) {
  const std::string stage = AddSpace(venue_, "stage");
  const std::string hall = AddSpace(venue_, "hall", {stage});
  EXPECT_EQ(ReasonOf(Archive(stage).status()), v1::ERROR_REASON_RESOURCE_IN_USE);
  ASSERT_TRUE(Archive(hall).ok());
  ASSERT_TRUE(Archive(stage).ok());
  const absl::Status early = Archive(hall, false).status();
  EXPECT_EQ(ReasonOf(early), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(std::string(early.message()), HasSubstr(stage));
  ASSERT_TRUE(Archive(stage, false).ok());
  EXPECT_TRUE(Archive(hall, false).ok());
}

TEST_F(CreateSpaceTest, IsNotArchivedFromTheBeginning) {
  auto made = Run(CreateSpace,
                  "parent: 'venues/library' space_id: 'attic' "
                  "space { title { key: 'en' value: 'Attic' } archived: true }");
  EXPECT_EQ(ReasonOf(made.status()), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("space.archived"));
}

TEST_F(DeleteSpaceTest, WhosePartsAloneAreBookedSucceeds) {
  const std::string stage = AddSpace(venue_, "stage");
  const std::string hall = AddSpace(venue_, "hall", {stage});
  AddConfirmed("rehearsal", stage, "2025-10-10 19:00", "2025-10-10 21:00");
  auto deleted = Delete(hall);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
}

TEST_F(DeleteSpaceTest, LeavesBookingsOfTheWholeVenueWithoutIt) {
  const std::string corner = AddSpace(venue_, "corner");
  AddConfirmed("festival", venue_, "2025-10-10 10:00", "2025-10-10 20:00");
  ASSERT_THAT(Occupancy(venue_).occupancies(), SizeIs(2));
  auto deleted = Delete(corner);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_THAT(Occupancy(venue_).occupancies(), SizeIs(1));
}

TEST_F(ListSpacesTest, OfOneVenueOrOfAll) {
  AddSpace(venue_, "hall");
  AddSpace(AddVenue("library-2"), "hall");
  EXPECT_THAT(Run(ListSpaces, "parent: 'venues/library'")->spaces(), SizeIs(1));
  EXPECT_THAT(Run(ListSpaces, "parent: 'venues/-'")->spaces(), SizeIs(2));
  EXPECT_EQ(Run(ListSpaces, "parent: 'venues/nowhere'").status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace taqvim::schedule
