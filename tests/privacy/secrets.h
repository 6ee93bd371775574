// What of an event is hidden: other values for each of the twins.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "taqvim/v1/event.pb.h"

namespace taqvim::privacy {

// Who looks, and so to whom events have to be closed.
enum class Audience {
  kViewer,                // everywhere: private events are closed
  kViewerOfOrganization,  // of kTheirs: those of others as well
  kViewerOfVenue,         // of kTheirVenue: those at others as well
  kOrganizer,             // of kTheirs: the private events of others are closed
  kDecider,               // who decides for kTheirGuest, too: not those that book it
  kPublic,                // everything is that is not published, and more of what is
};

inline constexpr char kTheirs[] = "organizations/o0";
inline constexpr char kTheirVenue[] = "venues/v0";
// A participant of kTheirs that approves its bookings.
inline constexpr char kTheirGuest[] = "participants/q0";

// Whether the audience plans events.
inline bool Plans(Audience audience) {
  return audience == Audience::kOrganizer || audience == Audience::kDecider;
}

// What of an event the twins have in common.
struct Plan {
  int number = 0;
  // All that everybody may see, and the owner, as both twins have it while the
  // event is open. It has a publish_time while it is published.
  v1::Event event;
  // Whether the twins differ in what no later write can make alike again and the audience
  // would see then, so that
  // the event must not be opened.
  bool sealed = false;
};

// Whether the event is closed to the audience.
bool IsClosedTo(Audience audience, const v1::Event& event);

// The participants that no event but that one books, while it is closed.
constexpr int kParticipantsEach = 4;
std::string SecretParticipant(int event, int index);

using Random = std::mt19937_64;
inline int Below(Random& random, int end) { return static_cast<int>(random() % end); }
inline bool Chance(Random& random, double probability) {
  return static_cast<double>(random() >> 11) * 0x1.0p-53 < probability;
}

// Makes up what is hidden. Nothing that becomes of a write depends on it: a closed
// event alone books its participants, and all culture days are of countries of
// their own. Two calls never give an event the same.
class Secrets {
 public:
  Secrets(uint64_t seed, Audience audience) : audience_(audience) {
    for (int twin : {0, 1}) random_[twin].seed(seed * 2 + twin + 1);
  }

  // The event as it is to be sent for one twin: with other hidden fields in each
  // if it is closed to the audience, with the same in both if not.
  v1::Event Fill(const Plan& plan, int twin);

  // Any few words, other ones in each twin.
  std::string Word(int twin);
  // A text in up to three languages, of words for which questions look.
  google::protobuf::Map<std::string, std::string> Text(int twin);

 private:
  void FillClosed(const Plan& plan, int twin, v1::Event& event);
  void FillUnpublished(const Plan& plan, int twin, v1::Event& event);
  void FillKind(const Plan& plan, int twin, v1::Event& event);
  void FillBookings(const Plan& plan, int twin, v1::Event& event);
  std::string Owner(const v1::Event& event, Random& random) const;

  const Audience audience_;
  Random random_[2];
  int calls_ = 0;
};

}  // namespace taqvim::privacy
