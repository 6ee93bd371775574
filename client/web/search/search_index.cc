#include "client/web/search/search_index.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/web/search/folding.h"
#include "client/web/search/searched_texts.h"

namespace taqvim::web {
namespace {

std::vector<std::string> WordsOf(absl::string_view query) {
  std::vector<std::string> words = FoldedWords(query.substr(0, kLongestQuery));
  words.resize(std::min(words.size(), kMostQueryWords));
  return words;
}

// Whether a word of the document begins so.
bool Has(absl::string_view document, const std::string& beginning) {
  return absl::StrContains(document, absl::StrCat("\n", beginning));
}

bool HasAll(absl::string_view document, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return Has(document, word); });
}

template <class Documents, class Resources>
void DropMissing(const Resources& resources, Documents& documents) {
  std::erase_if(documents, [&](const auto& row) { return !resources.contains(row.first); });
}

}  // namespace

Found SearchIndex::Find(const Schedule& schedule, uint64_t version, absl::string_view query) {
  Found found;
  const std::vector<std::string> words = WordsOf(query);
  if (words.empty()) return found;
  {
    absl::MutexLock lock(&mutex_);
    if (version_ != version) Update(schedule, std::numeric_limits<size_t>::max());
    version_ = version;
  }
  // It stays of that version: who changes the copy waits for those who read it.
  absl::ReaderMutexLock lock(&mutex_);
  Names events = EventsWith(schedule, words.front());
  for (size_t i = 1; i < words.size() && !events.empty(); ++i) {
    const Names others = EventsWith(schedule, words[i]);
    std::erase_if(events, [&](absl::string_view name) { return !others.contains(name); });
  }
  for (const absl::string_view name : events) found.events.push_back(schedule.FindEvent(name));
  for (const auto& [name, place] : places_) {
    const v1::Space* space = schedule.FindSpace(name);
    const bool archived =
        space != nullptr ? space->archived() : schedule.FindVenue(name)->archived();
    if (!archived && HasAll(place.words, words)) found.places.push_back(name);
  }
  for (const auto& [name, organization] : organizations_) {
    if (!schedule.FindOrganization(name)->archived() && HasAll(organization.words, words)) {
      found.organizations.push_back(name);
    }
  }
  return found;
}

bool SearchIndex::TakeIn(const Schedule& schedule, uint64_t version, size_t most) {
  absl::MutexLock lock(&mutex_);
  if (version_ == version) return true;
  if (!Update(schedule, most)) return false;
  version_ = version;
  return true;
}

bool SearchIndex::Update(const Schedule& schedule, size_t most) {
  DropMissing(schedule.events(), events_);
  DropMissing(schedule.organizations(), organizations_);
  std::erase_if(places_, [&](const auto& row) {
    return schedule.FindVenue(row.first) == nullptr && schedule.FindSpace(row.first) == nullptr;
  });
  size_t taken = 0;
  const auto take_all = [&](const auto& resources, Documents& documents) {
    for (const auto& [name, resource] : resources) {
      if (taken == most) return;
      if (Take(SearchedText(resource), documents[name])) ++taken;
    }
  };
  take_all(schedule.venues(), places_);
  take_all(schedule.spaces(), places_);
  take_all(schedule.organizations(), organizations_);
  for (const auto& [name, event] : schedule.events()) {
    if (taken == most) break;
    Document& document = events_[name];
    if (document.edition == event.edition) continue;
    document.edition = event.edition;
    if (Take(SearchedText(event.event), document)) ++taken;
  }
  return taken < most;
}

bool SearchIndex::Take(const std::string& text, Document& document) {
  const uint64_t fingerprint = absl::HashOf(text);
  if (!document.words.empty() && document.fingerprint == fingerprint) return false;
  document.fingerprint = fingerprint;
  document.words.clear();
  for (const std::string& word : FoldedWords(text)) {
    absl::StrAppend(&document.words, "\n", word);
  }
  return true;
}

SearchIndex::Names SearchIndex::EventsWith(const Schedule& schedule,
                                           const std::string& word) const {
  Names events;
  const auto add_all_of = [&](const std::string& name) {
    for (const PublishedEvent* event : schedule.EventsOf(name)) events.insert(event->event.name());
  };
  for (const auto& [name, event] : events_) {
    if (!Has(event.words, word)) continue;
    events.insert(name);
    // With what belongs to culture days.
    add_all_of(name);
  }
  for (const Documents* others : {&places_, &organizations_}) {
    for (const auto& [name, other] : *others) {
      if (Has(other.words, word)) add_all_of(name);
    }
  }
  return events;
}

}  // namespace taqvim::web
