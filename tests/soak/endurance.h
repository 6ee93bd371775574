// Hours of a schedule, in rounds: clients write while something befalls the machine, and then all
// is held against what they were told.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/crash/ledger.h"
#include "tests/soak/follower.h"
#include "tests/soak/machine.h"
#include "tests/soak/report.h"
#include "tests/soak/tours.h"
#include "tests/soak/trouble.h"
#include "tests/soak/writers.h"

namespace taqvim::soak {

// At the end of each round
// - each acknowledged write is there as it was acknowledged, but for those that a restore took
//   back; what was not known is sent again under its request id, and is there once;
// - the log, the lists of the server and the copies of those who follow are the same, and nobody
//   was told anything twice, or with a gap;
// - the server has changed nothing by itself, but where time or zones moved;
// - what is contested is what the zone data says;
// - `taqvimd check` finds nothing, and the figures are within their bounds.
//
// Whatever is not so fails the test. What happens follows from the seed, as far as threads and
// processes let it. Not thread-safe.
class Endurance {
 public:
  // So many writes in a round of each who is accounted for; no rounds of the kinds `without`.
  Endurance(uint64_t seed, int writes, const std::set<std::string>& without = {});
  ~Endurance();

  const Machine& machine() const { return machine_; }
  // How many rounds it takes until each kind has come up.
  size_t kinds() const { return plan_.kinds(); }
  // Of which kind the next round is.
  const Trouble& Next() { return plan_.Next(); }
  Outcome Round(const Trouble& trouble);
  // Copies what there is to where machine().kept() says.
  void Keep() { machine_.Keep(); }

 private:
  // To which the store can be restored, and what was so then.
  struct Mark {
    Point point;
    crash::Ledger ledger;
    watching::State all;
  };

  client::Client& client() { return machine_.server().client(); }

  // Clients write while it befalls the machine, until it is mended.
  void Write(const Trouble& trouble);
  // Clients write while nothing befalls it but, now and then, a backup.
  void WriteInPeace(bool changes);
  // Accounts for what was written.
  void Account(std::vector<crash::Write> written);
  // Sends again what was acknowledged, which answers what it answered.
  void SendAgain();
  void RetryUnknown();

  // Holds everything against everything. `by_itself` where the server may have changed events.
  void Settle(bool by_itself);
  void TakeLog(const watching::History& history, bool by_itself);
  void CheckAcknowledged(const watching::History& history);
  void CheckFollowers(const Point& since);
  void CheckListed();
  void CheckFigures();

  void SetMark();
  void RestoreToMark();

  std::mt19937_64 random_;
  const int writes_;
  Machine machine_;
  Writers writers_;
  // The first is away from one mark to the next; the others follow all the time.
  std::vector<std::unique_ptr<Follower>> followers_;
  std::unique_ptr<Tours> tours_;
  Plan plan_;
  crash::Ledger ledger_;
  std::vector<crash::Write> sample_;
  // All that there is by the log, and up to where that was read.
  watching::State all_;
  Point checked_;
  Mark mark_;
  std::optional<Bounds> bounds_;
  int64_t changes_ = 0;
  int rounds_ = 0;
  int restores_ = 0;
  Outcome outcome_;
};

}  // namespace taqvim::soak
