// What is found by which words, of a schedule that changes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "client/web/published/schedule.h"

namespace taqvim::web {

// A query is looked at as far as this many bytes, and this many of its words.
inline constexpr size_t kLongestQuery = 200;
inline constexpr size_t kMostQueryWords = 10;

// In order of their names. Pointers into the schedule.
struct Found {
  // Culture days among them.
  std::vector<const PublishedEvent*> events;
  // Those that have all the words themselves: venues and spaces, and organizations. None that are
  // archived.
  std::vector<std::string> places;
  std::vector<std::string> organizations;

  bool empty() const { return events.empty() && places.empty() && organizations.empty(); }
};

// Each word of a query (see FoldedWords) is the beginning of a word of what is found: of an
// event's texts in all languages and what kind it is, of its programme, of its places with their
// addresses and cities, of who organises it and who helps, or of the ids of those who take part, as
// the public is told no more of them.
//
// Thread-safe.
class SearchIndex {
 public:
  // The schedule is always one of the same copy, of that version of it, and not to be changed
  // meanwhile.

  // Takes in what has changed since the last time, of at most so many texts. Whether that was all:
  // so who calls it for a first time need not keep the copy from being changed for as long as it
  // takes to read all texts.
  bool TakeIn(const Schedule& schedule, uint64_t version, size_t most);

  // Looks for the words, after taking in what has changed. A query without a word finds nothing.
  Found Find(const Schedule& schedule, uint64_t version, absl::string_view query);

 private:
  // The words of a text, each behind a line break, and by what to see that the text is another: of
  // an event its edition first, as texts are long.
  struct Document {
    uint64_t edition = 0;
    uint64_t fingerprint = 0;
    std::string words;
  };
  using Documents = std::map<std::string, Document, std::less<>>;
  using Names = std::set<absl::string_view>;

  // Forgets what is gone, and takes in the texts that are new, at most so many; returns whether
  // all.
  bool Update(const Schedule& schedule, size_t most) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Whether the text was another.
  static bool Take(const std::string& text, Document& document);
  // The events that the word is of, or of what they refer to.
  Names EventsWith(const Schedule& schedule, const std::string& word) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  // Of what it knows; 0 of nothing.
  uint64_t version_ ABSL_GUARDED_BY(mutex_) = 0;
  Documents events_ ABSL_GUARDED_BY(mutex_);
  Documents places_ ABSL_GUARDED_BY(mutex_);
  Documents organizations_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace taqvim::web
