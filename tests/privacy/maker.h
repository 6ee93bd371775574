// Writes a random schedule into twins.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/schedule/testing/from_text.h"
#include "tests/privacy/secrets.h"
#include "tests/privacy/twins.h"

namespace taqvim::privacy {

// Events are created, changed, made private and public, confirmed, approved,
// refused, ordered, cancelled, and lapse; venues are closed and spaces change. Before the
// public, events are published and unpublished as well, and what it does not see of other
// resources changes. All
// of it comes from one seed, and is the same in both but for what is hidden from
// the audience.
class Maker {
 public:
  Maker(uint64_t seed, Audience audience, Twins& twins)
      : audience_(audience), random_(seed), secrets_(seed, audience), twins_(twins) {}

  // Organizations, venues, spaces, participants, agreements and two programmes; then
  // closed events that were created and changed at other times in each twin.
  void Begin();
  // One write, or time that passes.
  void Step();

  // How many writes were accepted, and of how many events that are closed to the
  // audience the twins know different things.
  int accepted() const { return accepted_; }
  int closed_events() const;
  // How often events were published.
  int published() const { return published_; }
  // How often events were written whose move was pending then.
  int moves() const { return moves_; }

  // All that there may be, and what of it questions about participants may name.
  static constexpr int kEvents = 30;
  std::vector<std::string> EventNames() const;
  std::vector<std::string> Participants() const;
  // The token from which on changes tell of the same at the same time. Whoever
  // follows is told when something is written, also what is closed.
  std::string Beginning() const { return twins_.TokenOf(beginning_); }
  // The token of any revision since then.
  std::string AnyToken(Random& random) const {
    const int since = static_cast<int>(twins_.newest() - beginning_);
    return twins_.TokenOf(beginning_ + Below(random, since + 1));
  }
  // What both have of that name, as it is stored now: nothing of it is hidden. Asked
  // of one twin.
  v1::Venue FindVenue(const std::string& name, int twin = 0) const;
  v1::Space FindSpace(const std::string& name) const;
  v1::Agreement FindAgreement(const std::string& name) const;
  v1::Event FindProgramme(const std::string& name) const { return twins_.Get(0, name); }
  // One of the closures that were made; empty without any.
  v1::Closure AnyClosure(Random& random) const;

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
  void BeginApart();
  void CreateClosed(int number);
  void ChangeApart(int number);

  Plan NewPlan();
  void ChooseTimes(v1::Event& event);
  void ChoosePlaces(v1::Event& event);
  void ChooseKind(v1::Event& event);
  void ChooseHost(v1::Event& event);
  void Create();
  void CreateWitness(const Plan& plan);
  void Update();
  bool Replace(const Plan& changed, bool asks = false);
  void Confirm();
  void Cancel();
  void Delete();
  void Decide();
  void Prioritize();
  void Close();
  void ChangeSpace();
  void ChangeHours();
  void Publish();
  void Unpublish();
  void ChangeUnseen();
  // A step of those that only the public's audience sees anything of.
  void StepInPublic();
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
  int published_ = 0;
  int moves_ = 0;
  bool programme_published_ = false;
  int64_t beginning_ = 0;
};

template <class Request, class Response, class Make>
bool Maker::Write(schedule::ScheduleStore::WriteMethod<Request, Response> method, Make make) {
  Pair<Request> requests;
  for (int twin : {0, 1}) make(twin, requests[twin]);
  const bool accepted = twins_.Write(method, requests);
  accepted_ += accepted;
  return accepted;
}

template <class Request, class Response>
void Maker::WriteBoth(schedule::ScheduleStore::WriteMethod<Request, Response> method,
                      const std::string& text) {
  EXPECT_TRUE(
      Write(method, [&](int, Request& request) { request = schedule::FromText<Request>(text); }));
}

// Names of what there always is.
std::vector<std::string> SpaceNames();
std::vector<std::string> VenueNames();

}  // namespace taqvim::privacy
