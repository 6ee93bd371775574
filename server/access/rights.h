// Rights of a principal: its roles, and the organizations and venues for which it holds
// them.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "taqvim/v1/access.pb.h"
#include "taqvim/v1/event.pb.h"

namespace taqvim::access {

// A value. Const methods are thread-safe. Organizations and venues go by their resource
// names.
class Rights {
 public:
  // No rights.
  Rights() = default;
  // Every role everywhere: the operator's, and the server's own.
  static const Rights& All();

  // Adds a role that counts everywhere.
  void Add(v1::Role role);
  // Adds a role that counts for an organization or a venue. A venue manager's of
  // an organization has to be added for each of its venues, too.
  void AddForOrganization(v1::Role role, std::string_view organization);
  void AddForVenue(v1::Role role, std::string_view venue);
  // Adds that it decides about the bookings of the participant, for whose organization it
  // organizes.
  void AddForParticipant(std::string_view participant);

  // What they and the cap have in common: no more than either gives. A viewer's cap leaves of
  // public events those of its scope, where these rights show them, and of others the times;
  // the public's is for all who have any role.
  Rights CappedTo(const v1::AccessCap& cap) const;

  // Whether there is any role at all.
  bool any() const { return any_; }
  // Whether it has the role, or a greater one, anywhere. Every other role is greater than
  // the public's.
  bool Holds(v1::Role role) const;
  // Whether it has the public's role and no other.
  bool IsPublic() const { return any_ && !views_; }
  // Whether everything is allowed.
  bool IsAdmin() const { return admin_; }
  // Whether it may write what the organization owns; the empty name stands for
  // what nobody owns.
  bool MayOrganize(std::string_view organization) const;
  // Whether it runs the venue.
  bool MayManage(std::string_view venue) const;
  // Whether it decides about the bookings of the participant, which approves them.
  bool MayDecideFor(std::string_view participant) const;
  // Whether it runs the venues of the organization, also those to come; the empty
  // name stands for nobody's.
  bool MayManageVenuesOf(std::string_view organization) const;
  // Whether it organizes, or manages venues, everywhere.
  bool OrganizesAll() const { return admin_ || organizes_all_; }
  bool ManagesAll() const { return admin_ || manages_all_; }

  // Whether it may know that the event is there: all do, but for the public, which knows
  // of what appears in public (public_form.h). For others it must be as if it were not.
  bool KnowsOf(const v1::Event& event) const;
  // Whether it sees all about the event. Who does not sees its times and spaces
  // alone. Of private events, all is seen by those who may organize for their
  // owner and by those who run a venue that they book, or decide for a participant whom
  // they book, or that their move books which is pending; of public ones by all but
  // viewers of other organizations and venues.
  bool SeesAllOf(const v1::Event& event) const;
  // Whether no event is closed to it.
  bool SeesEverything() const { return admin_ || organizes_all_; }
  // Search criteria that cover the events of which it sees all: public ones, those
  // owned by one of the organizations, those that book at one of the venues, and those that
  // book one of the participants. They may match others as well. nullopt when no criteria
  // bound them.
  struct Sights {
    bool public_events = false;
    std::vector<std::string> organizations;
    std::vector<std::string> venues;
    std::vector<std::string> participants;
  };
  std::optional<Sights> SightsOf() const;

  // Equal rights see the same answers.
  friend bool operator==(const Rights&, const Rights&) = default;
  // NOLINTNEXTLINE(readability-implicit-bool-conversion): clang's own, which compares bools
  friend auto operator<=>(const Rights&, const Rights&) = default;

 private:
  using Names = std::set<std::string, std::less<>>;

  bool SeesPublicOnes() const;
  bool SeesPublic(const v1::Event& event) const;
  using Bookings = google::protobuf::RepeatedPtrField<v1::Booking>;
  bool BooksDecidedAbout(const v1::Event& event) const;
  bool BooksManaged(const Bookings& bookings) const;
  bool BooksDecided(const Bookings& bookings) const;
  static bool BooksOneOf(const Bookings& bookings, const Names& venues);

  bool any_ = false;
  bool views_ = false;  // any role but the public's
  bool admin_ = false;
  bool organizes_all_ = false;
  bool manages_all_ = false;
  bool views_all_ = false;
  Names organizes_, manages_, manages_organizations_, views_organizations_, views_venues_;
  Names decides_;  // participants
};

}  // namespace taqvim::access
