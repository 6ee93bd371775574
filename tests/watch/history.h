// What has happened to a schedule by its own log, against which watchers are held.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/client.h"
#include "taqvim/v1/change.pb.h"

namespace taqvim::watching {

// Resources by name.
using State = std::map<std::string, v1::Resource>;

// What a watcher asks to be told.
struct Interest {
  v1::ChangeFilter filter;
  bool include_before = false;
};

// Whether the resource passes the filter, of which types, and the text and states of
// events are looked at.
bool Matches(const v1::ChangeFilter& filter, const v1::Resource& resource);
// The name of the resource, whatever its type.
std::string NameOf(const v1::Resource& resource);
// Puts over the state what the change shows, or takes it away.
void Apply(const v1::Change& change, State* state);

// All that ListChanges tells.
struct Listing {
  std::vector<v1::Revision> revisions;
  // The token of the end.
  std::string newest;
  // How many pages told nothing, although there were more.
  int empty_pages = 0;
  // How many pages ended inside a revision.
  int parts = 0;
};

// Lists all pages after the token.
Listing List(client::Client& client, const std::string& after, const Interest& interest,
             int page_size);

// Immutable, but for Place.
class History {
 public:
  // Lists the whole log after the token `beginning`, which is that of the revision of that
  // number; without one it is the token before which nothing was.
  static History Read(client::Client& client, const std::string& beginning, int64_t number = 0);
  // How often a page of the log ended inside a revision.
  int parts() const { return parts_; }

  // Asks the server where a token stands that is none of these, as of a revision of which nothing
  // is told: what only operators see. Nothing when the server knows no such token.
  void Place(client::Client& client, const std::string& token);

  // The number of the revision with that token; nullopt when it is none of this
  // history.
  std::optional<int64_t> NumberOf(const std::string& token) const;
  // The revision of that number; nullptr when there is none.
  const v1::Revision* Find(int64_t number) const;
  size_t size() const { return revisions_.size(); }
  const std::string& newest() const { return newest_; }
  // With what was before.
  const std::vector<v1::Revision>& revisions() const { return revisions_; }

  // What a watcher is to be told of all of it, in order.
  std::vector<v1::Revision> ToldTo(const Interest& interest) const;
  // What passes the filter of what there was at the revision of that number. Only of one that
  // begins where nothing was.
  State StateAt(int64_t number, const v1::ChangeFilter& filter) const;

 private:
  std::vector<v1::Revision> revisions_;
  std::map<std::string, int64_t> numbers_;
  std::string newest_;
  int parts_ = 0;
};

}  // namespace taqvim::watching
