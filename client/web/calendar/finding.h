// What somebody who subscribes to a calendar should know about it, and the list of that.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

enum class Severity {
  // Some reader shows nothing of the calendar, or of an entry.
  kBroken,
  // Some reader shows something else than is meant.
  kWrong,
  // Worth knowing.
  kNote,
};

// A kind of finding.
struct FindingKind {
  Severity severity;
  // Such as `zone-missing`; stays the same, for programs, and for words: what it means is said to
  // people by those of `finding-zone-missing`.
  const char* code;
  // Whom it concerns: `Google`, `Outlook`, `Apple`, `Thunderbird`, `khal`, several of them with
  // commas between, or `all`.
  const char* readers;
};

struct Finding {
  FindingKind kind;
  // How many times it is found.
  int count = 0;
  // Where first: the line of the bytes, from 1; 0 where it is about the whole.
  int line = 0;
  // Of the entry that it is about first; empty where it is about none.
  std::string uid;
};

// One finding a kind, so that there are never more than there are kinds.
class Findings {
 public:
  void Add(const FindingKind& kind, int line = 0, absl::string_view uid = "");

  // What is severe first; else as they were found.
  std::vector<Finding> Take() &&;

 private:
  std::vector<Finding> findings_;
};

}  // namespace taqvim::web
