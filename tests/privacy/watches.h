// Streams of the twins' changes, as their readers receive them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/watch/hub.h"
#include "tests/privacy/twins.h"

namespace taqvim::privacy {

class Reader;

// Follows both twins at once, each through a hub of its own, which holds so little
// in memory that streams read the log as well. For one thread.
class Watches {
 public:
  explicit Watches(Twins& twins);
  ~Watches();

  // Begins a stream of each twin for who has these rights. Nothing may have been
  // written since the first that is open began: both are to begin where they stand.
  void Begin(const access::Rights& rights, const v1::WatchChangesRequest& request);
  // Reads a page more of each snapshot, and takes what has come.
  void GoOn();

  // What one request was told by both twins. Where responses end, and so between
  // which revisions the mark of a snapshot stands, is a matter of time: it is the
  // resources, the revisions, whether the mark came, and the last token.
  struct Told {
    access::Rights rights;
    v1::WatchChangesRequest request;
    Pair<std::string> bytes;
  };
  // Takes all up to the newest revision, and ends the streams.
  std::vector<Told> End();

 private:
  struct Watch {
    access::Rights rights;
    v1::WatchChangesRequest request;
    Pair<Reader*> readers;
  };

  void Finish(int twin, Reader& reader);
  void Leave(const Watch& watch);

  Twins& twins_;
  Pair<std::unique_ptr<watch::Hub>> hubs_;
  std::vector<Watch> watches_;
};

}  // namespace taqvim::privacy
