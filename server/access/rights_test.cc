#include "server/access/rights.h"

#include <gtest/gtest.h>

namespace taqvim::access {
namespace {

constexpr char kLibrary[] = "organizations/library";
constexpr char kMuseum[] = "organizations/museum";
constexpr char kPalace[] = "venues/palace";

v1::Event Event(const std::string& owner, const std::string& space, v1::Visibility visibility) {
  v1::Event event;
  event.set_owner(owner);
  event.set_visibility(visibility);
  event.add_bookings()->set_participant("participants/orchestra");
  if (!space.empty()) event.add_bookings()->set_space(space);
  return event;
}

v1::Event Public(const std::string& owner, const std::string& space = "") {
  return Event(owner, space, v1::VISIBILITY_PUBLIC);
}

v1::Event Private(const std::string& owner, const std::string& space = "") {
  return Event(owner, space, v1::VISIBILITY_PRIVATE);
}

Rights Organizer() {
  Rights rights;
  rights.AddForOrganization(v1::ROLE_ORGANIZER, kLibrary);
  return rights;
}

Rights Manager() {
  Rights rights;
  rights.AddForVenue(v1::ROLE_VENUE_MANAGER, kPalace);
  return rights;
}

Rights Everywhere(v1::Role role) {
  Rights rights;
  rights.Add(role);
  return rights;
}

TEST(Rights, OfNobodyAllowAndShowNothing) {
  const Rights nobody;
  EXPECT_FALSE(nobody.any());
  EXPECT_FALSE(nobody.Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(nobody.MayOrganize(""));
  EXPECT_FALSE(nobody.MayManage(kPalace));
  EXPECT_FALSE(nobody.SeesAllOf(Public(kLibrary)));
}

TEST(Rights, OfThePublicAreToKnowOfWhatAppears) {
  const Rights people = Everywhere(v1::ROLE_PUBLIC);
  EXPECT_TRUE(people.any());
  EXPECT_TRUE(people.IsPublic());
  EXPECT_TRUE(people.Holds(v1::ROLE_PUBLIC));
  for (auto role : {v1::ROLE_VIEWER, v1::ROLE_ORGANIZER, v1::ROLE_VENUE_MANAGER, v1::ROLE_ADMIN}) {
    EXPECT_FALSE(people.Holds(role));
  }
  v1::Event event = Public(kLibrary);
  event.set_state(v1::EVENT_STATE_CONFIRMED);
  EXPECT_FALSE(people.KnowsOf(event));
  event.mutable_publish_time()->set_seconds(1);
  EXPECT_TRUE(people.KnowsOf(event));
  EXPECT_FALSE(people.SeesAllOf(event));
  EXPECT_FALSE(people.SeesEverything());
  EXPECT_FALSE(people.MayOrganize(""));
}

TEST(Rights, OfThePublicAddNothingToOthers) {
  Rights both = Organizer();
  both.Add(v1::ROLE_PUBLIC);
  EXPECT_EQ(both, Organizer());
  EXPECT_FALSE(both.IsPublic());
  EXPECT_TRUE(both.Holds(v1::ROLE_PUBLIC));
  EXPECT_TRUE(both.KnowsOf(Private(kMuseum)));
}

v1::AccessCap ViewerOf(const std::string& organization, const std::string& venue) {
  v1::AccessCap cap;
  cap.set_role(v1::ROLE_VIEWER);
  if (!organization.empty()) cap.set_organization(organization);
  if (!venue.empty()) cap.set_venue(venue);
  return cap;
}

Rights ViewerFor(const std::string& organization) {
  Rights rights;
  rights.AddForOrganization(v1::ROLE_VIEWER, organization);
  return rights;
}

TEST(Rights, CappedToThePublicAreThePublicsForWhoeverHasAny) {
  v1::AccessCap cap;
  cap.set_role(v1::ROLE_PUBLIC);
  EXPECT_EQ(Rights::All().CappedTo(cap), Everywhere(v1::ROLE_PUBLIC));
  EXPECT_EQ(ViewerFor(kMuseum).CappedTo(cap), Everywhere(v1::ROLE_PUBLIC));
  EXPECT_EQ(Rights().CappedTo(cap), Rights());
}

TEST(Rights, CappedToAViewersAreNoMoreThanThatAndThanTheyWere) {
  const v1::AccessCap cap = ViewerOf(kLibrary, "");
  for (const Rights& greater :
       {Rights::All(), Everywhere(v1::ROLE_VIEWER), Organizer(), Manager(), ViewerFor(kLibrary)}) {
    EXPECT_EQ(greater.CappedTo(cap), ViewerFor(kLibrary));
  }
  const Rights others = ViewerFor(kMuseum).CappedTo(cap);
  EXPECT_TRUE(others.Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(others.SeesAllOf(Public(kLibrary)));
  EXPECT_FALSE(others.SeesAllOf(Public(kMuseum)));
  EXPECT_EQ(Everywhere(v1::ROLE_PUBLIC).CappedTo(cap), Everywhere(v1::ROLE_PUBLIC));
  EXPECT_EQ(Rights().CappedTo(cap), Rights());
  const Rights of_venue = Rights::All().CappedTo(ViewerOf("", kPalace));
  EXPECT_TRUE(of_venue.SeesAllOf(Public(kMuseum, "venues/palace/spaces/hall")));
  EXPECT_FALSE(of_venue.SeesAllOf(Public(kMuseum, "venues/other/spaces/hall")));
  EXPECT_FALSE(of_venue.SeesAllOf(Private(kMuseum, "venues/palace/spaces/hall")));
  EXPECT_FALSE(of_venue.Holds(v1::ROLE_ORGANIZER));
}

TEST(Rights, OfAnAdminAllowAndShowEverything) {
  const Rights& all = Rights::All();
  for (auto role : {v1::ROLE_VIEWER, v1::ROLE_ORGANIZER, v1::ROLE_VENUE_MANAGER, v1::ROLE_ADMIN}) {
    EXPECT_TRUE(all.Holds(role));
  }
  EXPECT_TRUE(all.MayOrganize(""));
  EXPECT_TRUE(all.MayManage(kPalace));
  EXPECT_TRUE(all.SeesAllOf(Private("")));
  EXPECT_TRUE(all.SeesEverything());
}

TEST(Rights, OfAnOrganizerReachAsFarAsItsOrganization) {
  const Rights organizer = Organizer();
  EXPECT_TRUE(organizer.MayOrganize(kLibrary));
  EXPECT_FALSE(organizer.MayOrganize(kMuseum));
  EXPECT_FALSE(organizer.MayOrganize(""));
  EXPECT_FALSE(organizer.MayManage(kPalace));
  EXPECT_TRUE(organizer.SeesAllOf(Private(kLibrary)));
  EXPECT_TRUE(organizer.SeesAllOf(Public(kMuseum)));
  EXPECT_FALSE(organizer.SeesAllOf(Private(kMuseum)));
}

TEST(Rights, OfAVenueManagerReachAsFarAsItsVenue) {
  const Rights manager = Manager();
  EXPECT_TRUE(manager.MayManage(kPalace));
  EXPECT_FALSE(manager.MayManage("venues/palace2"));
  EXPECT_FALSE(manager.MayOrganize(kLibrary));
  EXPECT_TRUE(manager.SeesAllOf(Private(kMuseum, "venues/palace/spaces/hall")));
  EXPECT_FALSE(manager.SeesAllOf(Private(kMuseum, "venues/palace2/spaces/hall")));
  EXPECT_TRUE(manager.SeesAllOf(Public(kMuseum)));
}

TEST(Rights, OfAManagerOfAnOrganizationsVenuesReachThoseToCome) {
  Rights manager;
  manager.AddForOrganization(v1::ROLE_VENUE_MANAGER, kLibrary);
  EXPECT_TRUE(manager.Holds(v1::ROLE_VENUE_MANAGER)) << "it has no venue yet";
  EXPECT_TRUE(manager.MayManageVenuesOf(kLibrary));
  EXPECT_FALSE(manager.MayManageVenuesOf(kMuseum));
  EXPECT_FALSE(manager.MayManageVenuesOf(""));
  EXPECT_FALSE(manager.MayManage(kPalace));
  EXPECT_TRUE(manager.SeesAllOf(Public(kMuseum)));
  EXPECT_FALSE(Manager().MayManageVenuesOf(kLibrary));
  EXPECT_TRUE(Everywhere(v1::ROLE_VENUE_MANAGER).MayManageVenuesOf(""));
}

TEST(Rights, OfAManagerOfAllVenuesShowWhatBooksAVenue) {
  const Rights manager = Everywhere(v1::ROLE_VENUE_MANAGER);
  EXPECT_TRUE(manager.MayManage(kPalace));
  EXPECT_TRUE(manager.SeesAllOf(Private(kMuseum, "venues/palace/spaces/hall")));
  EXPECT_FALSE(manager.SeesAllOf(Private(kMuseum)));
  EXPECT_TRUE(manager.SeesAllOf(Public(kMuseum)));
}

TEST(Rights, OfWhoDecidesForAParticipantShowWhatBooksIt) {
  Rights decider = Organizer();
  decider.AddForParticipant("participants/orchestra");
  EXPECT_TRUE(decider.MayDecideFor("participants/orchestra"));
  EXPECT_FALSE(decider.MayDecideFor("participants/choir"));
  EXPECT_FALSE(Organizer().MayDecideFor("participants/orchestra"));
  EXPECT_TRUE(Everywhere(v1::ROLE_ORGANIZER).MayDecideFor("participants/choir"));
  EXPECT_FALSE(Everywhere(v1::ROLE_VENUE_MANAGER).MayDecideFor("participants/orchestra"));
  v1::Event event = Private(kMuseum, "venues/palace/spaces/hall");
  EXPECT_TRUE(decider.SeesAllOf(event));
  EXPECT_NE(decider, Organizer());
  ASSERT_TRUE(decider.SightsOf().has_value());
  EXPECT_EQ(decider.SightsOf()->participants, std::vector<std::string>{"participants/orchestra"});
  event.mutable_bookings(0)->set_participant("participants/choir");
  EXPECT_FALSE(decider.SeesAllOf(event));
  EXPECT_FALSE(decider.CappedTo(ViewerOf(kLibrary, "")).MayDecideFor("participants/orchestra"));
}

TEST(Rights, OfAViewerShowWhatIsPublicInItsScope) {
  EXPECT_TRUE(Everywhere(v1::ROLE_VIEWER).SeesAllOf(Public(kMuseum)));
  EXPECT_FALSE(Everywhere(v1::ROLE_VIEWER).SeesAllOf(Private(kMuseum)));
  Rights of_owner, of_venue;
  of_owner.AddForOrganization(v1::ROLE_VIEWER, kLibrary);
  of_venue.AddForVenue(v1::ROLE_VIEWER, kPalace);
  EXPECT_TRUE(of_owner.SeesAllOf(Public(kLibrary)));
  EXPECT_FALSE(of_owner.SeesAllOf(Public(kMuseum)));
  EXPECT_FALSE(of_owner.SeesAllOf(Private(kLibrary)));
  EXPECT_TRUE(of_venue.SeesAllOf(Public(kMuseum, "venues/palace/spaces/hall")));
  EXPECT_FALSE(of_venue.SeesAllOf(Public(kMuseum, "venues/other/spaces/hall")));
  EXPECT_FALSE(of_venue.Holds(v1::ROLE_ORGANIZER));
}

TEST(Rights, OfGreaterRolesContainAViewers) {
  EXPECT_TRUE(Organizer().Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(Organizer().Holds(v1::ROLE_VENUE_MANAGER));
  EXPECT_TRUE(Manager().Holds(v1::ROLE_VIEWER));
  EXPECT_FALSE(Manager().Holds(v1::ROLE_ORGANIZER));
  EXPECT_EQ(Organizer(), Organizer());
  EXPECT_NE(Organizer(), Manager());
}

}  // namespace
}  // namespace taqvim::access
