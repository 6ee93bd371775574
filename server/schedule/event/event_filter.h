// Matcher of events against a filter. Pure.
#pragma once

#include <string>

#include "absl/container/flat_hash_set.h"
#include "server/schedule/time/civil.h"
#include "taqvim/v1/event.pb.h"
#include "taqvim/v1/event_filter.pb.h"

namespace taqvim::schedule {

// The days of a valid window; an end that is not set is open.
CivilDays WindowOf(const v1::DateWindow& window);

// A filter, prepared for many events. Immutable; thread-safe.
class EventMatcher {
 public:
  // The filter is valid.
  explicit EventMatcher(const v1::EventFilter& filter);

  // Whether every field of the filter that is set matches. Looks at the event
  // alone.
  bool Matches(const v1::Event& event) const;
  // The same but for the filter's text.
  bool MatchesButForText(const v1::Event& event) const;

 private:
  using Names = absl::flat_hash_set<std::string>;

  bool MatchesProgramme(const v1::Event& event) const;
  bool MatchesCountries(const v1::Event& event) const;
  bool MatchesBookings(const v1::Event& event) const;
  bool MatchesWindow(const v1::Event& event) const;
  bool MatchesText(const v1::Event& event) const;
  bool MatchesExternalId(const v1::Event& event) const;

  absl::flat_hash_set<int> kinds_;
  absl::flat_hash_set<int> states_;
  std::string programme_;
  std::string agreement_;
  Names hosts_;
  Names venues_;
  Names spaces_;
  Names organizations_;
  Names participants_;
  Names countries_;
  Names labels_;
  bool has_window_ = false;
  CivilDays window_;
  std::string text_;  // folded
  std::string external_id_;
  std::string apply_set_;
};

}  // namespace taqvim::schedule
