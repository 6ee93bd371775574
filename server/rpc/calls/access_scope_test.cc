// What roles reach where a request is about more than one thing, and from when on
// rights count: through a running server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "server/rpc/testing/access_fixture.h"
#include "taqvim/v1/access_service.pb.h"
#include "taqvim/v1/directory_service.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/publish_requests.pb.h"
#include "taqvim/v1/venue_service.pb.h"

namespace taqvim::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDenied[] = "PERMISSION_DENIED";
constexpr char kTalk[] =
    " title { key: 'en' value: 'Talk' } activity { form: ACTIVITY_FORM_TALK } time_zone: "
    "'Asia/Almaty' "
    "period { timed { start { year: 2031 month: 5 day: 1 hours: 18 } "
    "end { year: 2031 month: 5 day: 1 hours: 19 } } } ";

std::string DaysBetween(const std::string& guest, const std::string& host) {
  return absl::StrCat(" title { key: 'en' value: 'Days' } culture_days { guest_country: '", guest,
                      "' host_country: '", host,
                      "' stops { city: 'Baku' first_day { year: 2031 month: 5 day: 1 } "
                      "last_day { year: 2031 month: 5 day: 2 } } ");
}

class AccessScope : public testing::AccessFixture {
 protected:
  // `OK`, or why not.
  std::string Try(const std::string& method, const std::string& request,
                  const std::string& secret) {
    const testing::Outcome outcome = CallText(method, request, secret);
    message_ = outcome.status.error_message();
    return outcome.status.ok() ? "OK" : outcome.Reason();
  }
  std::string Batch(const std::string& writes, const std::string& secret) {
    return Try("EventService.BatchWriteEvents", "validate_only: true " + writes, secret);
  }
  std::string Organizer(const std::string& id) {
    return TokenOf("organizer-" + id,
                   {absl::StrCat("role: ROLE_ORGANIZER organization: 'organizations/", id, "'")});
  }
  std::string Manager(const std::string& id) {
    return TokenOf("manager-" + id,
                   {absl::StrCat("role: ROLE_VENUE_MANAGER venue: 'venues/", id, "'")});
  }
  std::string CreateTalk(const std::string& id, const std::string& owner,
                         const std::string& more = "") {
    Do<v1::CreateEventResponse>("EventService.CreateEvent",
                                absl::StrCat("event_id: '", id, "' event { owner: 'organizations/",
                                             owner, "'", kTalk, more, " }"));
    return "events/" + id;
  }

  std::string message_;
};

TEST_F(AccessScope, OfAnOrganizerReachesNoEventThatABatchHidesAmongItsOwn) {
  const std::string secret = Organizer("own");
  EXPECT_EQ(Batch("writes { confirm { name: 'events/own' } }", secret), "OK");
  EXPECT_EQ(Batch("writes { confirm { name: 'events/own' } } "
                  "writes { cancel { name: 'events/foreign' } }",
                  secret),
            kDenied);
  EXPECT_THAT(message_, HasSubstr("organizer for the organization that owns events/foreign"));
  EXPECT_EQ(Batch("writes { create { event_id: 'new' event { owner: 'organizations/own'" +
                      std::string(kTalk) + "} } } writes { confirm { name: 'events/new' } }",
                  secret),
            "OK");
  EXPECT_EQ(Batch("writes { create { event_id: 'new' event { owner: 'organizations/foreign'" +
                      std::string(kTalk) + "} } } writes { confirm { name: 'events/new' } }",
                  secret),
            kDenied);
}

TEST_F(AccessScope, OfAnOrganizerLetsNoEventBeGivenAway) {
  const std::string secret = Organizer("own");
  const std::string own =
      "validate_only: true event { name: 'events/own' etag: '" + Etag("events/own") + "' ";
  const std::string to_foreign = own + "owner: 'organizations/foreign' } ";
  EXPECT_EQ(Try("EventService.UpdateEvent", to_foreign, secret), kDenied);
  EXPECT_EQ(Try("EventService.UpdateEvent", to_foreign + "update_mask { paths: 'owner' }", secret),
            kDenied);
  EXPECT_EQ(Try("EventService.UpdateEvent", to_foreign + "update_mask { paths: 'title' }", secret),
            "INVALID_FIELD")
      << "the owner is not read, and the title is missing";
}

TEST_F(AccessScope, OfAnOrganizerArchivesNoOrganizationAsItDeletesNone) {
  const std::string secret = Organizer("own");
  const auto update = [&](const std::string& fields, const std::string& mask) {
    return Try("DirectoryService.UpdateOrganization",
               absl::StrCat("validate_only: true organization { name: 'organizations/own' "
                            "etag: 'stale' ",
                            fields, " } ", mask),
               secret);
  };
  EXPECT_EQ(update("archived: true", ""), kDenied);
  EXPECT_THAT(message_, HasSubstr("admin for archiving organizations/own"));
  EXPECT_EQ(update("archived: true", "update_mask { paths: 'archived' }"), kDenied);
  EXPECT_EQ(update("archived: true city: 'Baku'", "update_mask { paths: 'city' }"),
            "ETAG_MISMATCH");
  EXPECT_EQ(update("city: 'Baku'", "update_mask { paths: 'city' paths: 'archived' }"),
            "ETAG_MISMATCH")
      << "it is not archived, and stays so";
}

TEST_F(AccessScope, OfACancellationIsThatOfAllThatItTakesAlong) {
  CreateTalk("mine", "own", "host: 'events/own'");
  const std::string cancel = "validate_only: true cascade: true name: 'events/own'";
  const std::string secret = Organizer("own");
  EXPECT_EQ(Try("EventService.CancelEvent", cancel, secret), "OK") << message_;
  CreateTalk("theirs", "foreign", "host: 'events/mine'");
  EXPECT_EQ(Try("EventService.CancelEvent", cancel, secret), kDenied);
  EXPECT_EQ(Batch("writes { cancel { cascade: true name: 'events/own' } }", secret), kDenied);
  Do<v1::CancelEventResponse>("EventService.CancelEvent", "name: 'events/theirs'");
  EXPECT_EQ(Try("EventService.CancelEvent", cancel, secret), "OK") << message_;
}

TEST_F(AccessScope, OfPublishingAProgrammeIsThatOfAllThatIsPublishedWithIt) {
  Do<v1::CreateEventResponse>(
      "EventService.CreateEvent",
      absl::StrCat("event_id: 'days' event { owner: 'organizations/own' title { key: 'en' value: "
                   "'Days' } culture_days { stops { city: 'Astana' ",
                   "first_day { year: 2031 month: 5 day: 1 } ",
                   "last_day { year: 2031 month: 5 day: 2 } } } }"));
  const std::string secret = Organizer("own");
  const auto publish = [&](const std::string& method) {
    return Try(method, "validate_only: true programme: 'events/days'", secret);
  };
  CreateTalk("mine", "own", "programme: 'events/days'");
  CreateTalk("hidden", "foreign", "programme: 'events/days' visibility: VISIBILITY_PRIVATE");
  EXPECT_EQ(publish("EventService.PublishEvents"), "OK") << message_;
  CreateTalk("theirs", "foreign", "programme: 'events/days'");
  EXPECT_EQ(publish("EventService.PublishEvents"), kDenied);
  EXPECT_EQ(publish("EventService.UnpublishEvents"), "OK") << message_;
  Do<v1::PublishEventsResponse>("EventService.PublishEvents", "names: 'events/theirs'");
  EXPECT_EQ(publish("EventService.UnpublishEvents"), kDenied);
  EXPECT_EQ(Batch("writes { publish { names: 'events/theirs' } }", secret), kDenied);
  EXPECT_EQ(Batch("writes { publish { names: 'events/mine' } }", secret), "OK") << message_;
}

TEST_F(AccessScope, OfAnOrganizerLetsNothingTakePlaceInsideOthersEvents) {
  const std::string secret = Organizer("own");
  const auto create = [&](const std::string& host) {
    return Try("EventService.CreateEvent",
               absl::StrCat("validate_only: true event { owner: 'organizations/own' host: '", host,
                            "'", kTalk, "}"),
               secret);
  };
  EXPECT_EQ(create("events/own"), "OK") << message_;
  EXPECT_EQ(create("events/foreign"), kDenied);
  EXPECT_EQ(create("events/missing"), kDenied);
  EXPECT_EQ(Try("EventService.UpdateEvent",
                "validate_only: true event { name: 'events/own' host: 'events/foreign' etag: '" +
                    Etag("events/own") + "' }",
                secret),
            kDenied);
}

TEST_F(AccessScope, OfCultureDaysThatAnswerOthersIsThatOfBoth) {
  const std::string secret = Organizer("own");
  const auto days = [&](const std::string& id, const std::string& owner, const std::string& what,
                        const std::string& reciprocal) {
    return absl::StrCat("event_id: '", id, "' event { owner: 'organizations/", owner, "'", what,
                        reciprocal.empty() ? "" : " reciprocal: '" + reciprocal + "'", "} }");
  };
  const std::string create = "EventService.CreateEvent";
  EXPECT_EQ(Try(create, days("theirs", "foreign", DaysBetween("KZ", "AZ"), ""), ""), "OK")
      << message_;
  const std::string answer = days("ours", "own", DaysBetween("AZ", "KZ"), "events/theirs");
  EXPECT_EQ(Try(create, answer, secret), kDenied);
  EXPECT_EQ(Try(create, answer, ""), "OK") << message_;
  EXPECT_EQ(Try("EventService.CancelEvent", "name: 'events/ours'", secret), "OK")
      << "nobody is kept bound: " << message_;
  const auto later =
      Do<v1::CreateEventResponse>(create, days("later", "own", DaysBetween("AZ", "KZ"), ""));
  const auto tie = [&](const std::string& writer) {
    return Try("EventService.UpdateEvent",
               "validate_only: true event { name: 'events/later' etag: '" + later.event().etag() +
                   "' culture_days { reciprocal: 'events/theirs' } } "
                   "update_mask { paths: 'culture_days.reciprocal' }",
               writer);
  };
  EXPECT_EQ(tie(secret), kDenied);
  EXPECT_EQ(tie(""), "OK") << message_;
}

TEST_F(AccessScope, OfAVenueManagerIsTheVenueOfTheBooking) {
  const std::string secret = Manager("own");
  for (const char* method : {"EventService.ApproveBooking", "EventService.RefuseBooking"}) {
    const auto decide = [&](const std::string& what) {
      return Try(method, "validate_only: true " + what, secret);
    };
    EXPECT_EQ(decide("name: 'events/own' venue: 'venues/own'"), "OK") << message_;
    EXPECT_EQ(decide("name: 'events/own' booking: 'hall'"), "OK") << message_;
    EXPECT_EQ(decide("name: 'events/foreign' booking: 'hall'"), kDenied);
    EXPECT_EQ(decide("name: 'events/foreign' venue: 'venues/foreign'"), kDenied);
    EXPECT_EQ(decide("name: 'events/foreign' venue: 'venues/own'"), kDenied);
    EXPECT_EQ(decide("name: 'events/foreign' venue: 'venues/own' booking: 'hall'"), kDenied);
    EXPECT_EQ(decide("name: 'events/missing' venue: 'venues/own'"), kDenied);
  }
}

TEST_F(AccessScope, OfAVenueManagerIsNoOtherVenueOfTheSameEvent) {
  CreateTalk("tour", "own",
             "bookings { id: 'a' space: 'venues/own/spaces/hall' } "
             "bookings { id: 'b' space: 'venues/foreign/spaces/hall' } ");
  Do<v1::ConfirmEventResponse>("EventService.ConfirmEvent", "name: 'events/tour'");
  const std::string secret = Manager("own");
  const auto refuse = [&](const std::string& what) {
    return Try("EventService.RefuseBooking", "validate_only: true name: 'events/tour' " + what,
               secret);
  };
  EXPECT_EQ(refuse("venue: 'venues/own'"), "OK") << message_;
  EXPECT_EQ(refuse("booking: 'a'"), "OK") << message_;
  EXPECT_EQ(refuse("venue: 'venues/foreign'"), kDenied);
  EXPECT_EQ(refuse("booking: 'b'"), kDenied);
}

TEST_F(AccessScope, OfAVenueManagerIsTheVenueOfAMoveToo) {
  CreateTalk("tour", "own", "bookings { id: 'a' space: 'venues/foreign/spaces/hall' } ");
  Do<v1::ConfirmEventResponse>("EventService.ConfirmEvent", "name: 'events/tour'");
  const auto there = Do<v1::ApproveBookingResponse>("EventService.ApproveBooking",
                                                    "name: 'events/tour' venue: 'venues/foreign'");
  const std::string secret = Manager("own"), other = Manager("foreign");
  const auto approve = [&](const std::string& what, const std::string& who) {
    return Try("EventService.ApproveBooking", "validate_only: true name: 'events/tour' " + what,
               who);
  };
  EXPECT_EQ(approve("booking: 'a'", secret), kDenied);
  Do<v1::UpdateEventResponse>("EventService.UpdateEvent",
                              "ask_approval: true event { name: 'events/tour' etag: '" +
                                  there.event().etag() +
                                  "' bookings { id: 'a' space: 'venues/own/spaces/hall' } } "
                                  "update_mask { paths: 'bookings' }");
  EXPECT_EQ(approve("booking: 'a'", secret), "OK") << message_;
  EXPECT_EQ(approve("venue: 'venues/own'", secret), "OK") << message_;
  EXPECT_EQ(approve("booking: 'a'", other), kDenied);
}

TEST_F(AccessScope, OfWhoDecidesForAParticipantIsItsOrganization) {
  const std::string organizer = Organizer("own"), manager = Manager("own");
  for (const char* method : {"EventService.ApproveBooking", "EventService.RefuseBooking"}) {
    const auto decide = [&](const std::string& what, const std::string& secret) {
      return Try(method, "validate_only: true name: 'events/guest-" + what, secret);
    };
    EXPECT_EQ(decide("own' participant: 'participants/guest-own'", organizer), "OK") << message_;
    EXPECT_EQ(decide("own' booking: 'guest'", organizer), "OK") << message_;
    EXPECT_EQ(decide("own' booking: 'guest'", manager), kDenied);
    EXPECT_EQ(decide("own' participant: 'participants/guest-own'", manager), kDenied);
    EXPECT_EQ(decide("foreign' booking: 'guest'", organizer), kDenied);
    EXPECT_EQ(decide("own' participant: 'participants/guest-foreign'", organizer), kDenied);
    EXPECT_EQ(decide("foreign' participant: 'participants/guest-own'", organizer), kDenied);
    EXPECT_EQ(decide("own' booking: 'none'", organizer), kDenied);
    EXPECT_EQ(decide("missing' participant: 'participants/guest-own'", organizer), kDenied);
  }
  EXPECT_EQ(Try("EventService.ApproveBooking",
                "validate_only: true name: 'events/own' booking: 'hall'", organizer),
            kDenied)
      << "the venue is managed by others";
}

TEST_F(AccessScope, OfWhoDecidesForAParticipantEndsWhenItApprovesNoMore) {
  const std::string organizer = Organizer("own");
  Do<v1::UpdateEventResponse>(
      "EventService.UpdateEvent",
      "event { name: 'events/guest-own' etag: '" +
          Do<v1::GetEventResponse>("EventService.GetEvent", "name: 'events/guest-own'")
              .event()
              .etag() +
          "' visibility: VISIBILITY_PRIVATE }");
  const auto title = [&] {
    return Do<v1::GetEventResponse>("EventService.GetEvent", "name: 'events/guest-own'", organizer)
        .event()
        .title_size();
  };
  EXPECT_EQ(title(), 1);
  Do<v1::UpdateParticipantResponse>("DirectoryService.UpdateParticipant",
                                    "participant { name: 'participants/guest-own' etag: '" +
                                        Etag("participants/guest-own") +
                                        "' booking_policy: BOOKING_POLICY_OPEN }",
                                    organizer);
  EXPECT_EQ(title(), 0);
}

TEST_F(AccessScope, OfHoldsIsThatOfEachBookingThatIsOrdered) {
  CreateTalk("both", "own",
             "bookings { id: 'a' space: 'venues/own/spaces/hall' } "
             "bookings { id: 'b' participant: 'participants/foreign' }");
  const auto order = [&](const std::string& booking, const std::string& secret) {
    return Try("EventService.PrioritizeHold",
               absl::StrCat("validate_only: true name: 'events/both' order: -1 ",
                            booking.empty() ? "" : "booking: '" + booking + "'"),
               secret);
  };
  const std::string manager = Manager("own"), organizer = Organizer("foreign");
  EXPECT_EQ(order("a", manager), "OK") << message_;
  EXPECT_EQ(order("b", manager), kDenied);
  EXPECT_EQ(order("", manager), kDenied);
  EXPECT_THAT(message_, HasSubstr("name one with `booking`"));
  EXPECT_EQ(order("a", organizer), kDenied);
  EXPECT_EQ(order("b", organizer), "OK") << message_;
  EXPECT_EQ(order("none", manager), kDenied);
}

TEST_F(AccessScope, OfAVenueIsItsOrganizationBeforeAndAfter) {
  const std::string of_organization =
      TokenOf("of-own", {"role: ROLE_VENUE_MANAGER organization: 'organizations/own'"});
  const auto give = [&](const std::string& organization, const std::string& secret) {
    return Try(
        "VenueService.UpdateVenue",
        absl::StrCat("validate_only: true venue { name: 'venues/own' etag: '", Etag("venues/own"),
                     "' organization: 'organizations/", organization, "' }"),
        secret);
  };
  EXPECT_EQ(give("foreign", of_organization), kDenied);
  EXPECT_EQ(give("own", of_organization), "OK") << message_;
  EXPECT_EQ(give("own", Manager("own")), "OK") << message_;
  EXPECT_EQ(give("third", Manager("own")), kDenied);
}

TEST_F(AccessScope, OfAPartyReachesTheAgreementAsLongAsItIsOne) {
  const std::string third = Organizer("third");
  const auto set = [&](const std::string& parties, const std::string& secret) {
    return Try("DirectoryService.UpdateAgreement",
               absl::StrCat("validate_only: true agreement { name: 'agreements/own' etag: '",
                            Etag("agreements/own"), "' ", parties, " }"),
               secret);
  };
  const std::string without_third = "parties: 'organizations/own' parties: 'organizations/foreign'";
  EXPECT_EQ(set("title { key: 'en' value: 'New' }", third), "OK") << message_;
  EXPECT_EQ(set(without_third, third), kDenied);
  EXPECT_EQ(set(without_third, Organizer("own")), "OK") << message_;
  EXPECT_EQ(set(without_third, Organizer("foreign")), kDenied);
}

TEST_F(AccessScope, OfAPartyAnswersForThatOneAlone) {
  const auto accept = [&](const std::string& agreement, const std::string& party,
                          const std::string& secret) {
    return Try("DirectoryService.AcceptAgreement",
               absl::StrCat("validate_only: true name: 'agreements/", agreement, "' etag: '",
                            Etag("agreements/own"), "' ", party),
               secret);
  };
  const std::string own = "party: 'organizations/own'";
  const std::string third = "party: 'organizations/third'";
  for (const std::string& party : {std::string(), own}) {
    EXPECT_EQ(accept("own", party, Organizer("own")), "OK") << message_;
    EXPECT_EQ(accept("own", party, Organizer("foreign")), kDenied);
  }
  EXPECT_EQ(accept("own", third, Organizer("own")), kDenied);
  EXPECT_EQ(accept("own", third, Organizer("third")), "OK") << message_;
  EXPECT_EQ(accept("missing", "", Organizer("own")), kDenied);
}

TEST_F(AccessScope, OfACheckIsWhatTheCallerSees) {
  Do<v1::UpdateEventResponse>(
      "EventService.UpdateEvent",
      "event { name: 'events/foreign' visibility: VISIBILITY_PRIVATE etag: '" +
          Etag("events/foreign") + "' }");
  const auto check = [&](const std::string& name, const std::string& secret) {
    return Try("EventService.CheckEvents", "writes { confirm { name: '" + name + "' } }", secret);
  };
  EXPECT_EQ(check("events/own", Manager("own")), "OK") << message_;
  EXPECT_EQ(check("events/own", Organizer("foreign")), "OK") << message_;
  EXPECT_EQ(check("events/foreign", Organizer("foreign")), "OK") << message_;
  EXPECT_EQ(check("events/foreign", Manager("foreign")), "OK") << message_;
  EXPECT_EQ(check("events/foreign", Organizer("own")), kDenied);
  EXPECT_EQ(check("events/missing", Organizer("own")), kDenied);
}

TEST_F(AccessScope, IsSaidBeforeAnythingElseIsRevealed) {
  const std::string secret = Organizer("own");
  const std::string stale = "etag: 'stale' name: 'events/";
  EXPECT_EQ(Try("EventService.DeleteEvent", stale + "own'", secret), "ETAG_MISMATCH");
  EXPECT_EQ(Try("EventService.DeleteEvent", stale + "foreign'", secret), kDenied);
  EXPECT_EQ(Try("EventService.CreateEvent",
                absl::StrCat("event { owner: 'organizations/foreign' programme: 'events/missing'",
                             kTalk, "}"),
                secret),
            kDenied);
  EXPECT_EQ(Try("EventService.CreateEvent",
                absl::StrCat("event_id: 'foreign' event { owner: 'organizations/own'", kTalk, "}"),
                secret),
            "RESOURCE_EXISTS");
}

TEST_F(AccessScope, OfAGrantCountsWhenItIsAnsweredAndNoLongerWhenItIsTakenBack) {
  const std::string secret = TokenOf("website", {});
  const std::string get = "name: 'events/own'";
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Try("EventService.GetEvent", get, secret), kDenied);
    EXPECT_THAT(message_, HasSubstr("GetEvent takes the role public"));
    Do<v1::CreateGrantResponse>("AccessService.CreateGrant",
                                "grant_id: 'web' grant { principal: 'website' role: ROLE_VIEWER }");
    EXPECT_EQ(Try("EventService.GetEvent", get, secret), "OK") << message_;
    Do<v1::DeleteGrantResponse>("AccessService.DeleteGrant", "name: 'grants/web'");
  }
}

TEST_F(AccessScope, OfAVenueManagerFollowsTheVenueToAnotherOrganization) {
  const std::string secret =
      TokenOf("of-third", {"role: ROLE_VENUE_MANAGER organization: 'organizations/third'"});
  const std::string space =
      "validate_only: true parent: 'venues/own' space { title { key: 'en' value: 'New' } }";
  EXPECT_EQ(Try("VenueService.CreateSpace", space, secret), kDenied);
  Do<v1::UpdateVenueResponse>("VenueService.UpdateVenue",
                              "venue { name: 'venues/own' organization: 'organizations/third' "
                              "etag: '" +
                                  Etag("venues/own") + "' }");
  EXPECT_EQ(Try("VenueService.CreateSpace", space, secret), "OK") << message_;
}

TEST_F(AccessScope, OfATokenEndsWhenItIsRevoked) {
  const auto made = Do<v1::CreateAccessTokenResponse>(
      "AccessService.CreateAccessToken",
      "access_token { principal: 'website' } grants { role: ROLE_VIEWER }");
  EXPECT_EQ(Try("EventService.ListEvents", "", made.secret()), "OK") << message_;
  const auto caller = Do<v1::GetCallerResponse>("AccessService.GetCaller", "", made.secret());
  EXPECT_EQ(caller.principal(), "website");
  ASSERT_EQ(caller.grants_size(), 1);
  EXPECT_EQ(caller.grants(0).name(), made.grants(0).name());
  Do<v1::RevokeAccessTokenResponse>("AccessService.RevokeAccessToken",
                                    "name: '" + made.access_token().name() + "'");
  EXPECT_EQ(Try("EventService.ListEvents", "", made.secret()), "UNAUTHENTICATED");
}

TEST_F(AccessScope, IsNotFoundInAnythingThatIsKept) {
  const auto made = Do<v1::CreateAccessTokenResponse>("AccessService.CreateAccessToken",
                                                      "access_token { principal: 'website' }");
  const std::string& secret = made.secret();
  EXPECT_EQ(Try("EventService.ListEvents", "", secret), kDenied);
  const std::string random = secret.substr(30);
  for (const std::string& line : log_lines()) EXPECT_THAT(line, Not(HasSubstr(random)));
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(
           std::filesystem::path(directory_.File("data")).parent_path())) {
    std::ostringstream bytes;
    bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
    EXPECT_EQ(bytes.str().find(random), std::string::npos) << file.path();
    ++files;
  }
  EXPECT_GE(files, 2);
  const testing::Outcome listed = CallText("AccessService.ListAccessTokens", "");
  EXPECT_THAT(listed.response, Not(HasSubstr(random)));
  EXPECT_THAT(listed.response, HasSubstr("website"));
}

}  // namespace
}  // namespace taqvim::rpc
