// The standard methods, and what organizations, participants and agreements
// add to them.
#include <vector>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/schedule/testing/schedule_fixture.h"

namespace taqvim::schedule {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class DirectoryTest : public ScheduleTest {
 protected:
  v1::Organization Get(const std::string& name) {
    v1::GetOrganizationRequest request;
    request.set_name(name);
    auto response = Run(GetOrganization, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->organization() : v1::Organization();
  }

  absl::StatusOr<v1::DeleteOrganizationResponse> Delete(const v1::Organization& organization) {
    v1::DeleteOrganizationRequest request;
    request.set_name(organization.name());
    request.set_etag(organization.etag());
    return Run(DeleteOrganization, request);
  }
  absl::StatusOr<v1::UpdateOrganizationResponse> Archive(const std::string& name) {
    v1::UpdateOrganizationRequest request;
    *request.mutable_organization() = Get(name);
    request.mutable_organization()->set_archived(true);
    request.mutable_update_mask()->add_paths("archived");
    return Run(UpdateOrganization, request);
  }

  int64_t Revision() { return schedule_.store().newest_revision().number; }

  // What the log says was changed since that revision.
  int ChangesSince(int64_t revision) {
    auto page = schedule_.store().ChangesAfter(revision, 100, 1 << 20);
    EXPECT_TRUE(page.ok()) << page.status();
    int changes = 0;
    for (const storage::LogEntry& entry : page->entries) changes += entry.changes.size();
    return changes;
  }
};

using CreateOrganizationTest = DirectoryTest;
using UpdateOrganizationTest = DirectoryTest;
using DeleteOrganizationTest = DirectoryTest;
using ListOrganizationsTest = DirectoryTest;

TEST_F(CreateOrganizationTest, AnswersWhatIsReadAfterwards) {
  auto created = Run(CreateOrganization, R"pb(
    organization_id: 'ministry'
    organization {
      name: 'organizations/ignored'
      title { key: 'az' value: 'Mədəniyyət Nazirliyi' }
      country: 'AZ'
    }
  )pb");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->organization().name(), "organizations/ministry");
  EXPECT_FALSE(created->organization().archived());
  EXPECT_EQ(created->organization().create_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_FALSE(created->organization().etag().empty());
  EXPECT_EQ(Get("organizations/ministry").SerializeAsString(),
            created->organization().SerializeAsString());
}

TEST_F(CreateOrganizationTest, WithoutIdIsGivenOne) {
  auto created = Run(CreateOrganization,
                     "organization { title { key: 'en' value: 'A ministry' } country: 'AZ' }");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_THAT(created->organization().name(), StartsWith("organizations/e"));
}

TEST_F(CreateOrganizationTest, OfATakenNameFails) {
  AddOrganization("ministry");
  auto again = Run(CreateOrganization, R"pb(
    organization_id: 'ministry'
    organization {
      title { key: 'en' value: 'Another' }
      country: 'KZ'
    }
  )pb");
  EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(again.status()), v1::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(DirectoryTest, GettingWhatDoesNotExistFails) {
  auto response = Run(GetOrganization, "name: 'organizations/nobody'");
  EXPECT_EQ(response.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(response.status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(UpdateOrganizationTest, ChangesTheFieldsOfTheMaskAlone) {
  AddOrganization("ministry");
  const v1::Organization before = Get("organizations/ministry");
  schedule_.now += absl::Hours(1);
  v1::UpdateOrganizationRequest request;
  request.mutable_organization()->set_name(before.name());
  request.mutable_organization()->set_etag(before.etag());
  request.mutable_organization()->set_city("Bakı");
  request.mutable_organization()->set_country("KZ");
  request.mutable_update_mask()->add_paths("city");
  auto updated = Run(UpdateOrganization, request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->organization().city(), "Bakı");
  EXPECT_EQ(updated->organization().country(), "AZ");
  EXPECT_NE(updated->organization().etag(), before.etag());
  EXPECT_EQ(updated->organization().create_time().seconds(), before.create_time().seconds());
  EXPECT_EQ(updated->organization().update_time().seconds(), absl::ToUnixSeconds(schedule_.now));
  EXPECT_EQ(Get(before.name()).SerializeAsString(), updated->organization().SerializeAsString());
}

TEST_F(UpdateOrganizationTest, WithAStaleEtagWritesNothing) {
  AddOrganization("ministry");
  v1::UpdateOrganizationRequest request;
  *request.mutable_organization() = Get("organizations/ministry");
  request.mutable_organization()->set_city("Bakı");
  ASSERT_TRUE(Run(UpdateOrganization, request).ok());
  request.mutable_organization()->set_city("Gəncə");
  auto stale = Run(UpdateOrganization, request);
  EXPECT_EQ(stale.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale.status()), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(Get("organizations/ministry").city(), "Bakı");
}

TEST_F(UpdateOrganizationTest, ThatChangesNothingKeepsTheEtagAndLogsNoChange) {
  AddOrganization("ministry");
  const v1::Organization before = Get("organizations/ministry");
  const int64_t revision = Revision();
  schedule_.now += absl::Hours(1);
  v1::UpdateOrganizationRequest request;
  *request.mutable_organization() = before;
  auto updated = Run(UpdateOrganization, request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->organization().SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(ChangesSince(revision), 0);
}

TEST_F(UpdateOrganizationTest, ThatClearsARequiredFieldNamesIt) {
  AddOrganization("ministry");
  v1::UpdateOrganizationRequest request;
  *request.mutable_organization() = Get("organizations/ministry");
  request.mutable_organization()->clear_country();
  request.mutable_update_mask()->add_paths("country");
  auto updated = Run(UpdateOrganization, request);
  EXPECT_EQ(updated.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(updated.status().message()), HasSubstr("organization.country"));
}

TEST_F(DeleteOrganizationTest, ThatNothingRefersToIsGone) {
  AddOrganization("ministry");
  auto deleted = Delete(Get("organizations/ministry"));
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(Run(GetOrganization, "name: 'organizations/ministry'").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(DeleteOrganizationTest, WithAStaleEtagFails) {
  AddOrganization("ministry");
  v1::Organization organization = Get("organizations/ministry");
  organization.set_etag("stale");
  EXPECT_EQ(Delete(organization).status().code(), absl::StatusCode::kAborted);
  EXPECT_FALSE(Get("organizations/ministry").etag().empty());
}

TEST_F(DeleteOrganizationTest, ThatOthersReferToFailsAndNamesThem) {
  AddOrganization("ministry");
  ASSERT_TRUE(Run(CreateParticipant, R"pb(
                participant_id: 'poet'
                participant {
                  title { key: 'en' value: 'A poet' }
                  organization: 'organizations/ministry'
                }
              )pb")
                  .ok());
  const int64_t revision = Revision();
  const absl::Status refusal = Delete(Get("organizations/ministry")).status();
  EXPECT_EQ(ReasonOf(refusal), v1::ERROR_REASON_RESOURCE_IN_USE);
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(refusal, &failure));
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).subject(), "participants/poet");
  EXPECT_EQ(ChangesSince(revision), 0);
}

TEST_F(UpdateOrganizationTest, ArchivesItOnceItsEventsAreOver) {
  const std::string hall = AddSpace(AddVenue("library"), "hall");
  AddConfirmed("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  v1::GetEventRequest get;
  get.set_name("events/talk");
  const std::string owner = Run(GetEvent, get)->event().owner();
  const absl::Status early = Archive(owner).status();
  EXPECT_EQ(ReasonOf(early), v1::ERROR_REASON_RESOURCE_IN_USE);
  google::rpc::PreconditionFailure failure;
  ASSERT_TRUE(GetDetail(early, &failure));
  EXPECT_EQ(failure.violations(0).subject(), "events/talk");
  schedule_.now = absl::FromUnixSeconds(1761000000);  // 2025-10-20
  auto archived = Archive(owner);
  ASSERT_TRUE(archived.ok()) << archived.status();
  EXPECT_TRUE(archived->organization().archived());
}

TEST_F(UpdateOrganizationTest, ArchivesItOnceItsEventsAreCancelled) {
  const std::string hall = AddSpace(AddVenue("library"), "hall");
  AddConfirmed("talk", hall, "2025-10-10 18:00", "2025-10-10 20:00");
  v1::GetEventRequest get;
  get.set_name("events/talk");
  const std::string owner = Run(GetEvent, get)->event().owner();
  v1::CancelEventRequest cancel;
  cancel.set_name("events/talk");
  ASSERT_TRUE(Run(CancelEvent, cancel).ok());
  auto archived = Archive(owner);
  EXPECT_TRUE(archived.ok()) << archived.status();
}

TEST_F(DirectoryTest, WhatIsArchivedCanBeKeptButNotReferredToAnew) {
  AddOrganization("ministry");
  auto poet = Run(CreateParticipant, R"pb(
    participant_id: 'poet'
    participant {
      title { key: 'en' value: 'A poet' }
      organization: 'organizations/ministry'
    }
  )pb");
  ASSERT_TRUE(poet.ok()) << poet.status();
  ASSERT_TRUE(Archive("organizations/ministry").ok());

  v1::UpdateParticipantRequest update;
  *update.mutable_participant() = poet->participant();
  update.mutable_participant()->set_country("AZ");
  auto updated = Run(UpdateParticipant, update);
  EXPECT_TRUE(updated.ok()) << updated.status();

  auto other = Run(CreateParticipant, R"pb(
    participant {
      title { key: 'en' value: 'Another poet' }
      organization: 'organizations/ministry'
    }
  )pb");
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(other.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_THAT(std::string(other.status().message()), HasSubstr("organizations/ministry"));
}

TEST_F(ListOrganizationsTest, PagesInOrderOfCreationAndEndsExactly) {
  for (const char* id : {"c", "a", "b", "d"}) AddOrganization(id);
  std::vector<std::string> names;
  v1::ListOrganizationsRequest request;
  request.set_page_size(2);
  int pages = 0;
  do {
    auto page = Run(ListOrganizations, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& organization : page->organizations()) names.push_back(organization.name());
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 2);
  EXPECT_THAT(names, ElementsAre("organizations/c", "organizations/a", "organizations/b",
                                 "organizations/d"));
}

TEST_F(ListOrganizationsTest, TokenOfAnotherQuestionFails) {
  for (const char* id : {"a", "b"}) AddOrganization(id);
  v1::ListOrganizationsRequest request;
  request.set_page_size(1);
  auto page = Run(ListOrganizations, request);
  ASSERT_TRUE(page.ok()) << page.status();
  request.set_page_token(page->next_page_token());
  request.set_show_archived(true);
  auto other = Run(ListOrganizations, request);
  EXPECT_EQ(ReasonOf(other.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

TEST_F(ListOrganizationsTest, LeavesOutArchivedOnesUnlessAsked) {
  AddOrganization("ministry");
  AddOrganization("library");
  ASSERT_TRUE(Run(CreateAgreement, R"pb(
                agreement {
                  title { key: 'en' value: 'A memorandum' }
                  parties: [ 'organizations/ministry', 'organizations/library' ]
                }
              )pb")
                  .ok());
  ASSERT_TRUE(Archive("organizations/ministry").ok());
  EXPECT_EQ(Run(ListOrganizations, "")->organizations_size(), 1);
  EXPECT_EQ(Run(ListOrganizations, "show_archived: true")->organizations_size(), 2);
}

TEST_F(ListOrganizationsTest, LargePagesEndBeforeTheyAreTooLargeForAMessage) {
  auto request = FromText<v1::CreateOrganizationRequest>("organization { country: 'AZ' }");
  for (char c = 'a'; c < 'a' + 20; ++c) {
    (*request.mutable_organization()->mutable_title())[std::string{'a', c}] = std::string(500, c);
  }
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(Run(CreateOrganization, request).ok());
  auto page = Run(ListOrganizations, "page_size: 1000");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_LT(page->organizations_size(), 300);
  EXPECT_LT(page->ByteSizeLong(), 3u << 20);
  EXPECT_FALSE(page->next_page_token().empty());
}

TEST_F(DirectoryTest, AgreementWithAnUnknownPartyNamesTheField) {
  AddOrganization("ministry");
  auto created = Run(CreateAgreement, R"pb(
    agreement {
      title { key: 'en' value: 'A memorandum' }
      parties: [ 'organizations/ministry', 'organizations/nobody' ]
    }
  )pb");
  EXPECT_EQ(ReasonOf(created.status()), v1::ERROR_REASON_REFERENCE_NOT_FOUND);
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("organizations/nobody"));
  EXPECT_THAT(Run(ListAgreements, "")->agreements(), IsEmpty());
}

TEST_F(DirectoryTest, DryRunAnswersAndWritesNothing) {
  const auto request = FromText<v1::CreateParticipantRequest>(
      "participant_id: 'poet' participant { title { key: 'en' value: 'A poet' } }");
  auto dry = schedule_.DryRun(CreateParticipant, request);
  ASSERT_TRUE(dry.ok()) << dry.status();
  EXPECT_THAT(Run(ListParticipants, "")->participants(), IsEmpty());
  auto real = Run(CreateParticipant, request);
  ASSERT_TRUE(real.ok()) << real.status();
  // A uid is given by the real call alone, and the etag is of it, too.
  for (auto* answer : {&*dry, &*real}) {
    answer->mutable_participant()->clear_uid();
    answer->mutable_participant()->clear_etag();
  }
  EXPECT_EQ(dry->SerializeAsString(), real->SerializeAsString());
}

}  // namespace
}  // namespace taqvim::schedule
