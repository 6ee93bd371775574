// A stored resource, what it refers to, and what it is searched by.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "storage/claim.h"

namespace taqvim::storage {

// The kinds of stored resources. The numbers are stored.
enum class Kind : uint8_t {
  kOrganization = 1,
  kParticipant = 2,
  kAgreement = 3,
  kVenue = 4,
  kSpace = 5,
  kClosure = 6,
  // Something that claims are on, or that others refer to, and that is no
  // resource of the contract: a city, a time zone. Topics are not in the log's
  // images.
  kTopic = 7,
  // Who may do what, and who calls: never part of the schedule.
  kGrant = 8,
  kToken = 9,
  kEvent = 16,
};

struct Resource {
  ResourceId id = 0;
  Kind kind = Kind::kEvent;
  std::string name;
  // Deterministic bytes of the message; what etags are made from.
  std::string body;
  // Whether lists leave it out unless asked.
  bool archived = false;
  // As of the Put or Rederived that stored it.
  int64_t due = 0;
  // What the reader of the body made of it, so that it need not be made again
  // while this object lives. Not stored; for one thread.
  mutable std::shared_ptr<const void> memo = nullptr;
};

// Why one resource refers to another. The numbers are stored.
enum class LinkRole : uint8_t {
  kOwner = 1,         // event -> organization
  kProgramme = 2,     // event -> culture days
  kHost = 3,          // event -> event
  kAgreement = 4,     // event -> agreement
  kBooked = 5,        // event -> space, venue or participant named by a booking
  kExcepted = 6,      // event -> space left out of a booking
  kReciprocal = 7,    // culture days -> culture days
  kCollection = 8,    // exhibition -> participant
  kOrganization = 9,  // venue or participant -> organization
  kParty = 10,        // agreement -> organization
  kVenue = 11,        // space or closure -> venue
  kPart = 12,         // space -> space
  kClosed = 13,       // closure -> space
  kZone = 14,         // venue or event -> topic of a time zone that its bookings are in
  kGranted = 15,      // grant or capped token -> organization or venue for which it counts
  kPartner = 16,      // event -> organization that is its partner
};

struct Link {
  LinkRole role;
  ResourceId target;
  friend bool operator==(const Link&, const Link&) = default;
};

// Days, both included, counted from 1970-01-01; `last` is kNoLastDay when they
// never end.
struct DayRange {
  static constexpr int32_t kNoLastDay = std::numeric_limits<int32_t>::max();

  int32_t first = 0;
  int32_t last = kNoLastDay;

  bool Overlaps(const DayRange& other) const { return first <= other.last && other.first <= last; }
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

// What a resource is searched by besides its links. What tags and keys mean is for
// those to say who write it.
struct Facets {
  uint32_t tags = 0;           // a set of bits, of which the lowest 24 can be used
  std::vector<uint64_t> keys;  // such as hashes of identifiers
  std::vector<DayRange> days;  // in order, apart from one another
  // The local seconds, counted from 1970-01-01 00:00, at which it begins: in order, each
  // once.
  std::vector<int64_t> starts;
  friend bool operator==(const Facets&, const Facets&) = default;
};

}  // namespace taqvim::storage
