// What a check of a store finds wrong, in sentences for an operator.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "storage/resource.h"

namespace taqvim::storage {

// What is looked at. Their names (NameOf) are shown, and are the same in every version.
enum class Area : uint8_t {
  kPages,      // the file as SQLite keeps it
  kSchema,     // tables, and what the file says of itself
  kRows,       // a resource's row
  kNames,      // who has which name
  kLinks,      // what resources refer to
  kClaims,     // what events and closures take
  kInvariant,  // that nothing is booked twice
  kLog,        // the log of revisions
  kNonces,     // by which histories are told apart
  kHistory,    // rows against the log, and each change against the one before
  kDeletions,  // where the histories of what is gone end
  kIndexes,    // what is looked up by
  kMessages,   // what the schedule keeps in its rows
  kDerived,    // what follows from these
};
std::string_view NameOf(Area area);

// By what a finding can be made good again.
enum class Repair : uint8_t {
  kNone,      // a backup alone
  kStore,     // the store, from what the file holds besides
  kSchedule,  // the schedule, which derives it anew
};

// What a finding is about: a resource or a revision. `number` says it without words that
// somebody chose, such as `event 12`, for whoever may not see names.
struct About {
  std::string name;
  std::string number;
  // The resource; 0 when it is none.
  ResourceId id = 0;
};
About AboutResource(Kind kind, ResourceId id, std::string_view name);
About AboutRevision(int64_t revision);
std::string_view NameOf(Kind kind);

struct Finding {
  Area area = Area::kPages;
  // A sentence, in which `$0`, `$1`, ... stand for what it is about. It holds nothing that
  // callers said.
  std::string problem;
  std::vector<About> about;
  // What to do, as a sentence.
  std::string advice;
  Repair repair = Repair::kNone;
};

// The problem, with names or with numbers in it.
std::string WithNames(const Finding& finding);
std::string WithNumbers(const Finding& finding);

// What was found. Of each area the first 200 are kept, and all counted, so that a file that
// is damaged all over is told in bounded memory. Not thread-safe.
class Findings {
 public:
  static constexpr int64_t kMostOfAnArea = 200;

  void Add(Finding finding);
  // The same, with the usual advice for what nothing derives again.
  void AddLost(Area area, std::string problem, std::vector<About> about = {});
  void Append(const Findings& others);

  const std::vector<Finding>& all() const { return kept_; }
  const std::map<Area, int64_t>& counts() const { return counts_; }
  int64_t count() const;
  bool empty() const { return counts_.empty(); }
  // Whether one of those kept can be made good so.
  bool Has(Repair repair) const;

 private:
  std::vector<Finding> kept_;
  std::map<Area, int64_t> counts_;
};

}  // namespace taqvim::storage
