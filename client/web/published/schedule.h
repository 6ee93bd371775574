// The schedule as the public sees it: what is published and confirmed, or cancelled after that,
// with the venues, spaces and organizations around it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "taqvim/v1/change.pb.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/occurrence.pb.h"
#include "taqvim/v1/organization.pb.h"
#include "taqvim/v1/space.pb.h"
#include "taqvim/v1/venue.pb.h"

namespace taqvim::web {

// One time at which an event takes place.
struct Occurrence {
  // The day of its rule, by which it keeps its identity when it is moved.
  absl::CivilDay day;
  v1::Period period;
  // IANA; empty for a stop of culture days.
  std::string time_zone;
  // Of a stop: its city, and which of the event's stops it is, from 1.
  std::string city;
  int stop = 0;
  int anniversary = 0;
  // Whether it is only held, though its event be confirmed.
  bool held = false;
};

// The civil days on which it takes place, both included; the last is the largest day for what is
// permanent.
struct CivilDays {
  absl::CivilDay first;
  absl::CivilDay last;

  bool Meets(const CivilDays& other) const { return first <= other.last && other.first <= last; }
};
CivilDays DaysOf(const v1::Period& period);
bool IsPermanent(const v1::Period& period);

// An event, and when it takes place; of one that repeats, within the days that are held.
struct PublishedEvent {
  v1::Event event;
  // In order of their days and stops. Of one that was cancelled: when it was to take place.
  std::vector<Occurrence> occurrences;
  // Another one each time that an event is put into a schedule of this process.
  uint64_t edition = 0;
};

// A value of one thread; several may read it while none changes it. Pointers to what it holds are
// good until it is changed.
class Schedule {
 public:
  // An event without occurrences is there, and takes place at no time. Replaces what is there of
  // the name.
  void PutEvent(v1::Event event, std::vector<Occurrence> occurrences);
  // Any other resource; those of kinds that the public has no use for are passed over.
  void Put(const v1::Resource& resource);
  void Remove(const std::string& name);

  const std::map<std::string, PublishedEvent, std::less<>>& events() const { return events_; }
  const std::map<std::string, v1::Venue, std::less<>>& venues() const { return venues_; }
  const std::map<std::string, v1::Space, std::less<>>& spaces() const { return spaces_; }
  const std::map<std::string, v1::Organization, std::less<>>& organizations() const {
    return organizations_;
  }
  // nullptr where there is none.
  const PublishedEvent* FindEvent(absl::string_view name) const;
  const v1::Venue* FindVenue(absl::string_view name) const;
  const v1::Space* FindSpace(absl::string_view name) const;
  const v1::Organization* FindOrganization(absl::string_view name) const;

  // The events that refer to what has the name, in order of their own: that belong to the culture
  // days, or are they; that are owned by the organization, or have it for a partner; that book the
  // space, the venue or something in it, or the participant; that take place in the country, or
  // are of it as guest or host (`countries/KZ`).
  std::vector<const PublishedEvent*> EventsOf(absl::string_view name) const;
  // Whether something refers to the name, or it is that of something here.
  bool Knows(absl::string_view name) const;

 private:
  std::set<std::string> ReferencesOf(const v1::Event& event) const;
  void Unlink(const std::string& name);
  // Links what books the venue anew: its country may be another.
  void LinkAgain(const std::string& venue);

  std::map<std::string, PublishedEvent, std::less<>> events_;
  std::map<std::string, v1::Venue, std::less<>> venues_;
  std::map<std::string, v1::Space, std::less<>> spaces_;
  std::map<std::string, v1::Organization, std::less<>> organizations_;
  // Names of events by what they refer to, and the other way round.
  std::map<std::string, std::set<std::string>, std::less<>> referring_;
  std::map<std::string, std::set<std::string>, std::less<>> references_;
};

// `venues/{venue}` of `venues/{venue}/spaces/{space}`, and of itself; empty for other names.
std::string VenueOf(absl::string_view name);

}  // namespace taqvim::web
