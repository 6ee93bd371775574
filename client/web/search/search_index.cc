#include "client/web/search/search_index.h"

#include <algorithm>
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
    if (version_ != version) Update(schedule);
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

void SearchIndex::Update(const Schedule& schedule) {
  DropMissing(schedule.events(), events_);
  DropMissing(schedule.organizations(), organizations_);
  std::erase_if(places_, [&](const auto& row) {
    return schedule.FindVenue(row.first) == nullptr && schedule.FindSpace(row.first) == nullptr;
  });
  for (const auto& [name, event] : schedule.events()) {
    Take(name, SearchedText(event.event), events_);
  }
  for (const auto& [name, venue] : schedule.venues()) Take(name, SearchedText(venue), places_);
  for (const auto& [name, space] : schedule.spaces()) Take(name, SearchedText(space), places_);
  for (const auto& [name, organization] : schedule.organizations()) {
    Take(name, SearchedText(organization), organizations_);
  }
}

void SearchIndex::Take(const std::string& name, const std::string& text, Documents& documents) {
  const uint64_t fingerprint = absl::HashOf(text);
  const auto [row, is_new] = documents.try_emplace(name);
  if (!is_new && row->second.fingerprint == fingerprint) return;
  row->second = {.fingerprint = fingerprint, .words = ""};
  for (const std::string& word : FoldedWords(text)) {
    absl::StrAppend(&row->second.words, "\n", word);
  }
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
