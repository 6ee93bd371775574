#include "storage/finding.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace taqvim::storage {
namespace {

constexpr char kRestore[] = "Nothing in the file says what was there: restore a backup.";

std::string Filled(const Finding& finding, std::string About::*words) {
  std::vector<std::pair<std::string, std::string>> words_of;
  for (size_t i = 0; i < finding.about.size(); ++i) {
    words_of.emplace_back(absl::StrCat("$", i), finding.about[i].*words);
  }
  return absl::StrReplaceAll(finding.problem, words_of);
}

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// On one line, and short: in a damaged file a name may be anything.
std::string Printable(std::string_view name) {
  constexpr size_t kMost = 200;
  std::string printable(name.substr(0, kMost));
  for (char& character : printable) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(character))) character = '?';
  }
  return printable;
}

}  // namespace

std::string_view NameOf(Area area) {
  switch (area) {
    case Area::kPages:
      return "pages";
    case Area::kSchema:
      return "schema";
    case Area::kRows:
      return "rows";
    case Area::kNames:
      return "names";
    case Area::kLinks:
      return "links";
    case Area::kClaims:
      return "claims";
    case Area::kInvariant:
      return "invariant";
    case Area::kLog:
      return "log";
    case Area::kNonces:
      return "nonces";
    case Area::kHistory:
      return "history";
    case Area::kDeletions:
      return "deletions";
    case Area::kIndexes:
      return "indexes";
    case Area::kMessages:
      return "messages";
    case Area::kDerived:
      return "derived";
  }
  return "unknown";
}

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kOrganization:
      return "organization";
    case Kind::kParticipant:
      return "participant";
    case Kind::kAgreement:
      return "agreement";
    case Kind::kVenue:
      return "venue";
    case Kind::kSpace:
      return "space";
    case Kind::kClosure:
      return "closure";
    case Kind::kTopic:
      return "topic";
    case Kind::kGrant:
      return "grant";
    case Kind::kToken:
      return "access token";
    case Kind::kEvent:
      return "event";
  }
  return "resource";
}

About AboutResource(Kind kind, ResourceId id, std::string_view name) {
  std::string number = absl::StrCat(View(NameOf(kind)), " ", id);
  return {.name = name.empty() ? number : Printable(name), .number = number, .id = id};
}

About AboutRevision(int64_t revision) {
  const std::string words = absl::StrCat("revision ", revision);
  return {.name = words, .number = words};
}

std::string WithNames(const Finding& finding) { return Filled(finding, &About::name); }
std::string WithNumbers(const Finding& finding) { return Filled(finding, &About::number); }

void Findings::Add(Finding finding) {
  if (++counts_[finding.area] <= kMostOfAnArea) kept_.push_back(std::move(finding));
}

void Findings::AddLost(Area area, std::string problem, std::vector<About> about) {
  Add({area, std::move(problem), std::move(about), kRestore, Repair::kNone});
}

void Findings::Append(const Findings& others) {
  std::map<Area, int64_t> left = others.counts_;
  for (const Finding& finding : others.kept_) {
    Add(finding);
    --left[finding.area];
  }
  for (const auto& [area, count] : left) {
    if (count > 0) counts_[area] += count;
  }
}

int64_t Findings::count() const {
  int64_t sum = 0;
  for (const auto& [area, count] : counts_) sum += count;
  return sum;
}

bool Findings::Has(Repair repair) const {
  return std::any_of(kept_.begin(), kept_.end(),
                     [&](const Finding& finding) { return finding.repair == repair; });
}

}  // namespace taqvim::storage
