// Writes a random schedule into twins.
#pragma once

#include <string>
#include <vector>

#include "tests/privacy/secrets.h"
#include "tests/privacy/twins.h"

namespace taqvim::privacy {

// Events are created, changed, made private and public, confirmed, approved,
// refused, ordered, cancelled, and lapse; venues are closed and spaces change. All
// of it comes from one seed, and is the same in both but for what is hidden from
// the audience.
class Maker {
 public:
  Maker(uint64_t seed, Audience audience, Twins& twins)
      : audience_(audience), random_(seed), secrets_(seed, audience), twins_(twins) {}

  // Organizations, venues, spaces, participants, agreements and two programmes.
  void Begin();
  // One write, or time that passes.
  void Step();

  // How many writes were accepted, and of how many events that are closed to the
  // audience the twins know different things.
  int accepted() const { return accepted_; }
  int closed_events() const;

  // All that there may be, and what of it questions about participants may name.
  static constexpr int kEvents = 30;
  std::vector<std::string> EventNames() const;
  std::vector<std::string> Participants() const;
  // The token from which on changes tell all of it.
  std::string Beginning() const { return twins_.TokenOf(0); }
  // The token of any revision.
  std::string AnyToken(Random& random) const {
    return twins_.TokenOf(Below(random, static_cast<int>(twins_.newest()) + 1));
  }

 private:
  // Runs the write with a request for each twin, which `make` makes.
  template <class Request, class Response, class Make>
  bool Write(schedule::ScheduleStore::WriteMethod<Request, Response> method, Make make);
  template <class Request, class Response>
  void WriteBoth(schedule::ScheduleStore::WriteMethod<Request, Response> method,
                 const std::string& text);

  void BeginDirectory();
  void BeginVenues();
  void BeginProgrammes();

  Plan NewPlan();
  void ChooseTimes(v1::Event& event);
  void ChoosePlaces(v1::Event& event);
  void ChooseKind(v1::Event& event);
  void ChooseHost(v1::Event& event);
  void Create();
  void CreateWitness(const Plan& plan);
  void Update();
  void Confirm();
  void Cancel();
  void Decide();
  void Prioritize();
  void Close();
  void ChangeSpace();
  // A plan of an event that was created.
  Plan& Any() { return plans_[Below(random_, plans_.size())]; }

  const Audience audience_;
  Random random_;
  Secrets secrets_;
  Twins& twins_;
  std::vector<Plan> plans_;
  std::vector<std::string> witnesses_;
  int numbers_ = 0;
  int closures_ = 0;
  int updates_ = 0;
  int accepted_ = 0;
};

// Names of what there always is.
std::vector<std::string> SpaceNames();
std::vector<std::string> VenueNames();

}  // namespace taqvim::privacy
