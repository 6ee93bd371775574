// Every method times every role times what is one's own, others' and nobody's,
// through a running server. What is expected is said here once more, in words of
// its own, and not read from the table that the server applies. And every read with what
// it may ask of the revision that it is answered by.
#include <gtest/gtest.h>

#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.pb.h"
#include "server/access/methods.h"
#include "server/rpc/calls/methods.h"
#include "server/rpc/testing/access_fixture.h"
#include "server/rpc/wire/revision_token.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"

namespace taqvim::rpc {
namespace {

// Who may call a method about something of an organization.
enum class May {
  kAnyoneKnown,
  kWithAnyRole,  // but for the public
  kPublicToo,
  kOrganizersAndManagers,  // of anything
  kOrganizer,              // of its organization
  kManager,                // of its venue
  kManagerOfAll,           // its organization's venues
  kAdmin,
  kOfOwnToken,  // others' are not there, but for an admin
};

// A request about `$T`; `$E` stands for the etag of what is named after it.
struct Policy {
  const char* method;
  May may;
  const char* request;
  const char* etag_of = "";
};

using google::protobuf::MethodDescriptor;

constexpr char kWindow[] =
    "window { first_day { year: 2030 month: 5 day: 1 } last_day { year: 2030 month: 5 day: 2 } }";
constexpr char kNewTitle[] = "title { key: 'en' value: 'Another' }";

using enum May;

constexpr Policy kPolicies[] = {
    {"AccessService.GetGrant", kAdmin, "name: 'grants/$T'"},
    {"AccessService.ListGrants", kAdmin, ""},
    {"AccessService.CreateGrant", kAdmin, "grant { principal: 'new-$T' role: ROLE_VIEWER }"},
    {"AccessService.DeleteGrant", kAdmin, "name: 'grants/$T'"},
    {"AccessService.ListAccessTokens", kAnyoneKnown, ""},
    {"AccessService.CreateAccessToken", kAdmin, "access_token { principal: 'new-$T' }"},
    {"AccessService.CreateFeedKey", kWithAnyRole, "filter { text: 'opera' }"},
    {"AccessService.CreateInvitation", kAdmin, "principal: 'new-$T'"},
    {"AccessService.CreateSession", kAnyoneKnown, "device: 'a phone'"},
    {"AccessService.RevokeAccessToken", kOfOwnToken, "name: '$TOKEN'"},
    {"AccessService.GetCaller", kAnyoneKnown, ""},

    {"ChangeService.WatchChanges", kPublicToo, ""},
    {"ChangeService.ListChanges", kPublicToo, ""},

    {"DirectoryService.GetOrganization", kPublicToo, "name: 'organizations/$T'"},
    {"DirectoryService.ListOrganizations", kPublicToo, ""},
    {"DirectoryService.CreateOrganization", kAdmin, "organization { country: 'AZ' $TITLE }"},
    {"DirectoryService.UpdateOrganization", kOrganizer,
     "organization { name: 'organizations/$T' etag: '$E' $TITLE }", "organizations/$T"},
    {"DirectoryService.DeleteOrganization", kAdmin, "name: 'organizations/$T' etag: '$E'",
     "organizations/$T"},
    {"DirectoryService.GetParticipant", kWithAnyRole, "name: 'participants/$T'"},
    {"DirectoryService.ListParticipants", kWithAnyRole, ""},
    {"DirectoryService.CreateParticipant", kOrganizer,
     "participant { organization: 'organizations/$T' $TITLE }"},
    {"DirectoryService.UpdateParticipant", kOrganizer,
     "participant { name: 'participants/$T' etag: '$E' $TITLE }", "participants/$T"},
    {"DirectoryService.DeleteParticipant", kOrganizer, "name: 'participants/$T' etag: '$E'",
     "participants/$T"},
    {"DirectoryService.GetAgreement", kWithAnyRole, "name: 'agreements/$T'"},
    {"DirectoryService.ListAgreements", kWithAnyRole, ""},
    {"DirectoryService.CreateAgreement", kOrganizer,
     "agreement { parties: 'organizations/$T' parties: 'organizations/third' $TITLE }"},
    {"DirectoryService.UpdateAgreement", kOrganizer,
     "agreement { name: 'agreements/$T' etag: '$E' $TITLE }", "agreements/$T"},
    {"DirectoryService.DeleteAgreement", kOrganizer, "name: 'agreements/$T' etag: '$E'",
     "agreements/$T"},
    {"DirectoryService.AcceptAgreement", kOrganizer,
     "name: 'agreements/$T' party: 'organizations/$T' etag: '$E'", "agreements/$T"},
    {"DirectoryService.DeclineAgreement", kOrganizer,
     "name: 'agreements/$T' party: 'organizations/$T' etag: '$E'", "agreements/$T"},

    {"EventService.GetEvent", kPublicToo, "name: 'events/$T'"},
    {"EventService.BatchGetEvents", kPublicToo, "names: 'events/$T'"},
    {"EventService.ListEvents", kPublicToo, ""},
    {"EventService.ListOccurrences", kPublicToo, "name: 'events/$T' $WINDOW"},
    {"EventService.ListEventRevisions", kWithAnyRole, "name: 'events/$T'"},
    {"EventService.CreateEvent", kOrganizer, "event { owner: 'organizations/$T' $TITLE $TALK }"},
    {"EventService.UpdateEvent", kOrganizer, "event { name: 'events/$T' etag: '$E' $TITLE }",
     "events/$T"},
    {"EventService.DeleteEvent", kOrganizer, "name: 'events/$T' etag: '$E'", "events/$T"},
    {"EventService.ConfirmEvent", kOrganizer, "name: 'events/$T'"},
    {"EventService.CancelEvent", kOrganizer, "name: 'events/$T' cascade: true"},
    {"EventService.PublishEvents", kOrganizer, "names: 'events/$T'"},
    {"EventService.UnpublishEvents", kOrganizer, "names: 'events/$T'"},
    {"EventService.BatchWriteEvents", kOrganizer,
     "writes { confirm { name: 'events/$T' } } writes { create { event { "
     "owner: 'organizations/$T' $TITLE $TALK } } }"},
    {"EventService.CheckEvents", kOrganizersAndManagers,
     "writes { create { event { owner: 'organizations/own' $TITLE "
     "$TALK } } }"},
    {"EventService.PrioritizeHold", kManager, "name: 'events/$T' order: -1"},
    {"EventService.ApproveBooking", kManager, "name: 'events/$T' venue: 'venues/$T'"},
    {"EventService.RefuseBooking", kManager, "name: 'events/$T' booking: 'hall'"},
    {"EventService.ApproveBooking", kOrganizer,
     "name: 'events/guest-$T' participant: 'participants/guest-$T'"},
    {"EventService.RefuseBooking", kOrganizer,
     "name: 'events/guest-$T' participant: 'participants/guest-$T'"},
    {"EventService.ListPendingBookings", kOrganizersAndManagers, ""},

    {"ScheduleService.QueryOccupancy", kWithAnyRole, "resources: 'venues/$T' $WINDOW"},
    {"ScheduleService.ListConflicts", kOrganizersAndManagers, ""},
    {"ScheduleService.RederiveTimes", kAdmin, ""},
    {"ScheduleService.FindSlots", kOrganizersAndManagers,
     "items { duration { seconds: 3600 } "
     "spaces: 'venues/own/spaces/hall' } $WINDOW"},

    {"VenueService.GetVenue", kPublicToo, "name: 'venues/$T'"},
    {"VenueService.ListVenues", kPublicToo, ""},
    {"VenueService.CreateVenue", kManagerOfAll,
     "venue { organization: 'organizations/$T' country: 'KZ' city: 'Astana' "
     "time_zone: 'Asia/Almaty' $TITLE }"},
    {"VenueService.UpdateVenue", kManager, "venue { name: 'venues/$T' etag: '$E' $TITLE }",
     "venues/$T"},
    {"VenueService.DeleteVenue", kManager, "name: 'venues/$T' etag: '$E'", "venues/$T"},
    {"VenueService.GetSpace", kPublicToo, "name: 'venues/$T/spaces/hall'"},
    {"VenueService.ListSpaces", kPublicToo, "parent: 'venues/$T'"},
    {"VenueService.CreateSpace", kManager, "parent: 'venues/$T' space { $TITLE }"},
    {"VenueService.UpdateSpace", kManager,
     "space { name: 'venues/$T/spaces/hall' etag: '$E' $TITLE }", "venues/$T/spaces/hall"},
    {"VenueService.DeleteSpace", kManager, "name: 'venues/$T/spaces/hall' etag: '$E'",
     "venues/$T/spaces/hall"},
    {"VenueService.GetClosure", kPublicToo, "name: 'venues/$T/closures/repair'"},
    {"VenueService.ListClosures", kPublicToo, "parent: 'venues/$T'"},
    {"VenueService.CreateClosure", kManager, "parent: 'venues/$T' closure { $PERIOD }"},
    {"VenueService.UpdateClosure", kManager,
     "closure { name: 'venues/$T/closures/repair' etag: '$E' "
     "reason { key: 'en' value: 'Paint' } }",
     "venues/$T/closures/repair"},
    {"VenueService.DeleteClosure", kManager, "name: 'venues/$T/closures/repair' etag: '$E'",
     "venues/$T/closures/repair"},
};

// Of some methods it depends on what they are about.
std::vector<const Policy*> PoliciesOf(const std::string& method) {
  std::vector<const Policy*> policies;
  for (const Policy& policy : kPolicies) {
    if (method == policy.method) policies.push_back(&policy);
  }
  return policies;
}

// A role and where it counts; empty for everywhere.
struct Caller {
  v1::Role role;
  std::string scope;
};

std::vector<Caller> Callers() {
  const std::string organizations = "organizations/", venues = "venues/";
  std::vector<Caller> callers = {
      {v1::ROLE_UNSPECIFIED, ""}, {v1::ROLE_PUBLIC, ""}, {v1::ROLE_ADMIN, ""}};
  for (const v1::Role role : {v1::ROLE_VIEWER, v1::ROLE_ORGANIZER, v1::ROLE_VENUE_MANAGER}) {
    callers.push_back({role, ""});
    for (const char* id : {"own", "foreign"}) {
      callers.push_back({role, organizations + id});
      if (role != v1::ROLE_ORGANIZER) callers.push_back({role, venues + id});
    }
  }
  return callers;
}

bool Expected(May may, const Caller& caller, const std::string& target) {
  const bool there = target != "missing";
  const bool of_all = there && caller.scope == "organizations/" + target;
  const bool of_venue = there && caller.scope == "venues/" + target;
  const bool everywhere = caller.scope.empty();
  switch (may) {
    case May::kAnyoneKnown:
    case May::kOfOwnToken:
      return true;
    case May::kPublicToo:
      return caller.role != v1::ROLE_UNSPECIFIED;
    case May::kWithAnyRole:
      return caller.role != v1::ROLE_UNSPECIFIED && caller.role != v1::ROLE_PUBLIC;
    case May::kOrganizersAndManagers:
      return caller.role != v1::ROLE_UNSPECIFIED && caller.role != v1::ROLE_PUBLIC &&
             caller.role != v1::ROLE_VIEWER;
    default:
      break;
  }
  if (caller.role == v1::ROLE_ADMIN) return true;
  if (may == May::kOrganizer) {
    return caller.role == v1::ROLE_ORGANIZER && (everywhere || of_all);
  }
  if (may == May::kManager || may == May::kManagerOfAll) {
    const bool reaches = everywhere || of_all || (of_venue && may == May::kManager);
    return caller.role == v1::ROLE_VENUE_MANAGER && reaches;
  }
  return false;
}

std::string ToText(const Caller& caller) {
  if (caller.role == v1::ROLE_UNSPECIFIED) return "";
  std::string text = absl::StrCat("role: ", v1::Role_Name(caller.role));
  if (caller.scope.empty()) return text;
  const bool venue = absl::StartsWith(caller.scope, "venues/");
  return absl::StrCat(text, venue ? " venue: '" : " organization: '", caller.scope, "'");
}

// A caller as the server knows it.
struct Known {
  Caller caller;
  std::string principal;
  std::string secret;
};

class AccessMatrix : public testing::AccessFixture {
 protected:
  AccessMatrix() {
    token_ = Do<v1::CreateAccessTokenResponse>("AccessService.CreateAccessToken",
                                               "access_token { principal: 'x' }")
                 .access_token()
                 .name();
    for (const Caller& caller : Callers()) {
      const std::string principal = absl::StrCat("caller-", callers_.size());
      const std::string grant = ToText(caller);
      const std::vector<std::string> none;
      callers_.push_back(
          {caller, principal, TokenOf(principal, grant.empty() ? none : std::vector{grant})});
    }
  }

  std::string Fill(std::string text, const std::string& target) {
    text = absl::StrReplaceAll(
        text, {{"$TITLE", kNewTitle},
               {"$TOKEN", token_},
               {"$WINDOW", kWindow},
               {"$TALK",
                "activity { form: ACTIVITY_FORM_TALK } time_zone: 'Asia/Almaty' period { timed { "
                "start { year: 2031 month: 5 day: 1 hours: 18 } "
                "end { year: 2031 month: 5 day: 1 hours: 19 } } }"},
               {"$PERIOD",
                "period { dated { first_day { year: 2031 month: 5 day: 1 } "
                "last_day { year: 2031 month: 5 day: 2 } } }"}});
    return absl::StrReplaceAll(text, {{"$T", target}});
  }
  // The request of a method about the target, that only says what would happen.
  std::unique_ptr<google::protobuf::Message> Sample(const Policy& policy,
                                                    const std::string& target) {
    const std::string etag = Etag(Fill(policy.etag_of, target));
    auto request = Request(
        policy.method,
        absl::StrReplaceAll(Fill(policy.request, target), {{"$E", etag.empty() ? "none" : etag}}));
    const auto* dry = request->GetDescriptor()->FindFieldByName("validate_only");
    if (dry != nullptr) request->GetReflection()->SetBool(request.get(), dry, true);
    return request;
  }
  // One check; its message when it was denied, or is not there for the public.
  std::string Check(const Policy& policy, const Caller& caller, const std::string& secret,
                    const std::string& target) {
    SCOPED_TRACE(absl::StrCat(policy.method, " of ", target, " by [", ToText(caller), "]"));
    const testing::Outcome outcome = CallMessage(policy.method, *Sample(policy, target), secret);
    ++checks_;
    const bool denied = outcome.status.error_code() == grpc::StatusCode::PERMISSION_DENIED;
    EXPECT_EQ(!denied, Expected(policy.may, caller, target)) << outcome.status.error_message();
    if (policy.may == May::kOfOwnToken && caller.role != v1::ROLE_ADMIN) {
      EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::NOT_FOUND);
      return "";
    }
    // No event here is published.
    const bool hidden = caller.role == v1::ROLE_PUBLIC &&
                        outcome.status.error_code() == grpc::StatusCode::NOT_FOUND;
    if (hidden) {
      EXPECT_TRUE(target == "missing" || absl::StartsWith(policy.method, "EventService."));
      return outcome.status.error_message();
    }
    if (!denied) {
      // What is in use cannot be deleted by anyone.
      const bool in_use = outcome.status.error_code() == grpc::StatusCode::FAILED_PRECONDITION;
      EXPECT_TRUE(outcome.status.ok() || in_use || target == "missing")
          << outcome.status.error_message();
      return "";
    }
    EXPECT_EQ(outcome.Reason(), "PERMISSION_DENIED");
    EXPECT_EQ(outcome.Details().details_size(), 1);
    return outcome.status.error_message();
  }

  void CheckAll(const Policy& policy, const MethodDescriptor& method, const Known& known) {
    const auto& [caller, principal, secret] = known;
    if (method.server_streaming()) return CheckStream(policy, method, known);
    Check(policy, caller, secret, "own");
    const std::string foreign = Check(policy, caller, secret, "foreign");
    const std::string missing = Check(policy, caller, secret, "missing");
    EXPECT_EQ(absl::StrReplaceAll(foreign, {{"foreign", "x"}}),
              foreign.empty() ? "" : absl::StrReplaceAll(missing, {{"missing", "x"}}))
        << policy.method << " tells [" << ToText(caller) << "] what exists";
  }
  // Of a stream only whether it may be opened at all.
  void CheckStream(const Policy& policy, const MethodDescriptor& method, const Known& known) {
    const auto* row = access::FindMethodAccess(method.full_name());
    ASSERT_NE(row, nullptr) << policy.method;
    const auto rights = server_->directory().OfPrincipal(known.principal).rights;
    EXPECT_EQ(access::CheckRole(*row, *rights).ok(), Expected(policy.may, known.caller, "own"))
        << policy.method << " by [" << ToText(known.caller) << "]";
    ++checks_;
  }

  std::string token_;
  std::vector<Known> callers_;
  int checks_ = 0;
};

TEST_F(AccessMatrix, HoldsForEveryMethodAndRoleOnWhatIsOnesOwnAndOthersAndNobodys) {
  const int64_t before = sqlite_->newest_revision().number;
  std::set<std::string> methods;
  for (const auto* service : ContractServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& method = *service->method(i);
      const std::string name = absl::StrCat(service->name(), ".", method.name());
      methods.insert(name);
      const auto policies = PoliciesOf(name);
      EXPECT_FALSE(policies.empty())
          << name << " has no policy here: say who may call it, and a request.";
      for (const Policy* policy : policies) {
        for (const Known& caller : callers_) CheckAll(*policy, method, caller);
      }
    }
  }
  EXPECT_EQ(sqlite_->newest_revision().number, before) << "something was written";
  for (const Policy& policy : kPolicies) {
    EXPECT_TRUE(methods.contains(policy.method)) << policy.method << " is no method";
  }
  std::cout << "checks: " << checks_ << " (" << methods.size() << " methods, " << callers_.size()
            << " callers, 3 targets)" << std::endl;
  RecordProperty("checks", checks_);
}

// The same table by the kinds of tokens: what a session may is what its principal may, but to
// open another; a feed key and an invitation are for little, however much that is.
class TokenKindMatrix : public AccessMatrix {
 protected:
  testing::Outcome Ask(const Policy& policy, const std::string& authorization) {
    auto request = Sample(policy, "own");
    // A feed is of many events.
    const bool occurrences = absl::StrContains(policy.method, "ListOccurrences");
    if (occurrences) request = Request(policy.method, kWindow);
    return CallMessage(policy.method, *request, authorization);
  }
  bool Denies(const Policy& policy, const std::string& authorization) {
    const auto outcome = Ask(policy, authorization);
    const bool denied = outcome.status.error_code() == grpc::StatusCode::PERMISSION_DENIED;
    EXPECT_TRUE(!denied || outcome.Reason() == "PERMISSION_DENIED");
    return denied;
  }
  // Each method that is no stream; of those, CheckKind says it of the table.
  static std::vector<const Policy*> Methods() {
    std::vector<const Policy*> methods;
    for (const Policy& policy : kPolicies) {
      if (!absl::StrContains(policy.method, "WatchChanges")) methods.push_back(&policy);
    }
    return methods;
  }
  const std::string& SecretOf(v1::Role role) {
    for (const Known& known : callers_) {
      if (known.caller.role == role) return known.secret;
    }
    return callers_.front().secret;
  }
};

TEST_F(TokenKindMatrix, ASessionMayWhatItsPrincipalMayButOpenAnother) {
  for (const v1::Role role : {v1::ROLE_UNSPECIFIED, v1::ROLE_PUBLIC, v1::ROLE_VIEWER,
                              v1::ROLE_ORGANIZER, v1::ROLE_VENUE_MANAGER, v1::ROLE_ADMIN}) {
    const std::string& bearer = SecretOf(role);
    const std::string session =
        Do<v1::CreateSessionResponse>("AccessService.CreateSession", "device: 'phone'", bearer)
            .secret();
    for (const Policy* policy : Methods()) {
      const bool opens = absl::StrContains(policy->method, "CreateSession");
      EXPECT_EQ(Denies(*policy, session), opens || Denies(*policy, bearer))
          << policy->method << " by " << v1::Role_Name(role);
    }
  }
}

TEST_F(TokenKindMatrix, AFeedKeyReadsItsFeedAndNothingElseWhateverItsPrincipalMay) {
  for (const v1::Role role : {v1::ROLE_VIEWER, v1::ROLE_ORGANIZER, v1::ROLE_ADMIN}) {
    const std::string key = Do<v1::CreateFeedKeyResponse>("AccessService.CreateFeedKey",
                                                          "filter { text: 'a' }", SecretOf(role))
                                .secret();
    for (const Policy* policy : Methods()) {
      const std::set<std::string> good = {"EventService.ListEvents", "EventService.ListOccurrences",
                                          "AccessService.GetCaller"};
      EXPECT_EQ(Denies(*policy, "FeedKey " + key), !good.contains(policy->method))
          << policy->method;
      for (const char* scheme : {"Bearer ", "Invitation ", "feed ", ""}) {
        EXPECT_EQ(Ask(*policy, scheme + key).Reason(), "UNAUTHENTICATED")
            << policy->method << " as " << scheme;
      }
    }
  }
}

TEST_F(TokenKindMatrix, AnInvitationIsForASessionAlone) {
  const std::string secret =
      Do<v1::CreateInvitationResponse>("AccessService.CreateInvitation",
                                       "principal: 'new' grants { role: ROLE_ADMIN }")
          .secret();
  for (const Policy* policy : Methods()) {
    const bool good = absl::StrContains(policy->method, "CreateSession");
    EXPECT_EQ(Denies(*policy, "Invitation " + secret), !good) << policy->method;
    for (const char* scheme : {"Bearer ", "FeedKey "}) {
      EXPECT_EQ(Ask(*policy, scheme + secret).Reason(), "UNAUTHENTICATED") << policy->method;
    }
  }
}

// Reads that ask for a revision at least, of every method that reads.
class LeastRevision : public AccessMatrix {
 protected:
  static constexpr char kField[] = "min_revision_token";

  // Of all services, as the contract marks them; without those that go on after a
  // revision, which that is for.
  static std::vector<const Policy*> Reads() {
    std::vector<const Policy*> reads;
    for (const auto* service : ContractServices()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const MethodDescriptor& method = *service->method(i);
        const bool reads_only = method.options().idempotency_level() ==
                                google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
        const bool follows =
            method.input_type()->FindFieldByName("after_revision_token") != nullptr;
        if (!reads_only || follows) continue;
        const auto policies = PoliciesOf(absl::StrCat(service->name(), ".", method.name()));
        reads.insert(reads.end(), policies.begin(), policies.end());
      }
    }
    return reads;
  }

  // As an admin.
  testing::Outcome Ask(const Policy& policy, const std::string& token) {
    auto request = Sample(policy, "own");
    const auto* field = request->GetDescriptor()->FindFieldByName(kField);
    EXPECT_NE(field, nullptr) << policy.method;
    if (field != nullptr) request->GetReflection()->SetString(request.get(), field, token);
    return CallMessage(policy.method, *request);
  }
  // The token of a write, which is the newest revision.
  std::string Write(const std::string& id) {
    return Do<v1::CreateOrganizationResponse>(
               "DirectoryService.CreateOrganization",
               absl::StrCat("organization_id: '", id, "' organization { country: 'AZ' ", kNewTitle,
                            " }"))
        .revision_token();
  }
  RevisionTokens Tokens() { return RevisionTokens(sqlite_->store_id()); }
};

TEST_F(LeastRevision, IsAskedForByEveryRead) {
  const auto reads = Reads();
  EXPECT_GE(reads.size(), 26);
  const std::string first = Write("first"), second = Write("second");
  for (const Policy* read : reads) {
    for (const std::string& token : {std::string(), first, second}) {
      const auto outcome = Ask(*read, token);
      EXPECT_TRUE(outcome.status.ok()) << read->method << ": " << outcome.status.error_message();
    }
  }
}

TEST_F(LeastRevision, OfAnotherStoreIsRefusedByEveryRead) {
  const std::string token = RevisionTokens("another").Encode({1, 2});
  for (const Policy* read : Reads()) {
    const auto outcome = Ask(*read, token);
    EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION) << read->method;
    EXPECT_EQ(outcome.Reason(), "TOKEN_OF_OTHER_STORE") << read->method;
  }
}

TEST_F(LeastRevision, OfAReplacedHistoryIsRefusedByEveryRead) {
  const auto newest = sqlite_->newest_revision();
  for (const Policy* read : Reads()) {
    // Of that number, of an earlier one, and of one that was not made yet.
    for (int64_t number : {newest.number, newest.number - 1, newest.number + 1}) {
      const auto outcome = Ask(*read, Tokens().Encode({number, newest.nonce + 1}));
      EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION) << read->method;
      EXPECT_EQ(outcome.Reason(), "HISTORY_REPLACED") << read->method << " of " << number;
    }
  }
}

TEST_F(LeastRevision, ThatIsNoTokenIsRefusedWithTheFieldByEveryRead) {
  for (const Policy* read : Reads()) {
    const auto outcome = Ask(*read, "no-token");
    EXPECT_EQ(outcome.Reason(), "INVALID_FIELD") << read->method;
    EXPECT_EQ(outcome.Field(), kField) << read->method;
  }
}

// As of those that were trimmed, the log has nothing of the one before its first.
TEST_F(LeastRevision, OfWhatTheLogDoesNotHaveAnyMoreIsBelieved) {
  for (const Policy* read : Reads()) {
    EXPECT_TRUE(Ask(*read, Tokens().Encode({0, 5})).status.ok()) << read->method;
  }
}

TEST_F(LeastRevision, MayChangeBetweenPages) {
  v1::ListOrganizationsRequest request;
  request.set_page_size(1);
  const auto first = CallMessage("DirectoryService.ListOrganizations", request);
  v1::ListOrganizationsResponse page;
  ASSERT_TRUE(page.ParseFromString(first.response));
  ASSERT_NE(page.next_page_token(), "");
  request.set_page_token(page.next_page_token());
  request.set_min_revision_token(Write("another"));
  EXPECT_TRUE(CallMessage("DirectoryService.ListOrganizations", request).status.ok());
}

TEST(AccessTable, HasARowForEveryMethodOfTheContract) {
  for (const auto* service : ContractServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& name = service->method(i)->full_name();
      EXPECT_NE(access::FindMethodAccess(name), nullptr) << name;
    }
  }
}

TEST(AccessTable, WithoutARowTheServerDoesNotStart) {
  auto methods = ContractMethods();
  methods[0].access = nullptr;
  const absl::Status status = CheckMethods(methods, ContractServices());
  EXPECT_TRUE(absl::StrContains(status.message(), "has no row in server/access/methods.cc"))
      << status;
}

}  // namespace
}  // namespace taqvim::rpc
