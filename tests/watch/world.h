// A server that is written to, followed, cut off, killed and restored.
#pragma once

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/taqvimd.h"
#include "tests/support/wire.h"
#include "tests/watch/history.h"
#include "tests/watch/mirror.h"
#include "tests/watch/watcher.h"
#include "tests/watch/writer.h"

namespace taqvim::watching {

class World {
 public:
  explicit World(unsigned seed);
  ~World();

  // Everything that happens; takes some ten seconds.
  void Run();

  // By the log, until the store was restored from an older copy, and since.
  const History& replaced() const { return histories_[0]; }
  const History& history() const { return histories_[1]; }
  // Of which the segment tells: all its tokens are of it; nullptr when they are of
  // none.
  const History* HistoryOf(const Segment& segment) const;
  const std::vector<std::unique_ptr<Watcher>>& watchers() const { return watchers_; }
  const std::vector<std::unique_ptr<Mirror>>& mirrors() const { return mirrors_; }
  // What ListChanges tells of the history, with the interest of each watcher.
  const std::vector<Listing>& listings() const { return listings_; }
  // An interest in two events, far from each other in the log, and what ListChanges
  // tells of them one at a time.
  static Interest InTheRare();
  const Listing& rare() const { return rare_; }
  // In both histories together.
  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }
  // What the server itself lists at the end.
  const std::vector<v1::Event>& events() const { return events_; }

 private:
  void MakeWatchers();
  void MakeMirrors();
  void MakeWriters();
  // Clients write while something happens at random.
  void Round(bool kill);
  void SomethingHappens();
  void StartServer();
  void KillServer();
  void RestoreOlderCopy();
  void WriteWhatIsRare();
  void WaitForAll();
  void ReadHistory();
  void SleepUpTo(int milliseconds);

  std::mt19937_64 random_;
  testing::Wire wire_;
  testing::Taqvimd server_;
  std::string beginning_;
  std::string copy_;
  std::atomic<int> slots_ = 0;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<std::unique_ptr<Mirror>> mirrors_;
  std::vector<std::unique_ptr<Writer>> writers_;
  std::unique_ptr<Writer> festivals_;
  std::vector<History> histories_;
  std::vector<Listing> listings_;
  Listing rare_;
  std::vector<Acknowledged> acknowledged_;
  std::vector<v1::Event> events_;
};

}  // namespace taqvim::watching
