#include "client/web/feeds/feed_address.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/web/words/languages.h"
#include "proto/status_macros.h"

namespace taqvim::web {
namespace {

constexpr absl::string_view kRoot = "/calendar/";
constexpr absl::string_view kSuffix = ".ics";
constexpr absl::string_view kCheck = "check";
// Of a label; see Event.labels.
constexpr size_t kLongestLabel = 63;
constexpr size_t kMostLabels = 20;

struct Scope {
  absl::string_view folder;
  FeedScope scope;
  // What the resource's name begins with, where that is not the folder.
  absl::string_view collection;
};

constexpr std::array kScopes = {Scope{"venues", FeedScope::kVenue, "venues"},
                                Scope{"spaces", FeedScope::kSpace, "venues"},
                                Scope{"programmes", FeedScope::kProgramme, "events"},
                                Scope{"organizations", FeedScope::kOrganization, "organizations"},
                                Scope{"participants", FeedScope::kParticipant, "participants"},
                                Scope{"countries", FeedScope::kCountry, "countries"},
                                Scope{"events", FeedScope::kEvent, "events"}};

// An id of the contract, or the code of a country.
bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-'; });
}

absl::Status NoFeed() { return absl::NotFoundError("There is no calendar at this address."); }

absl::Status ReadParameter(const std::string& name, const std::string& value,
                           FeedAddress& address) {
  if (name == "lang") {
    if (!address.language.empty() || !IsLanguageTag(value)) {
      return absl::InvalidArgumentError(
          "lang is one language tag, such as lang=ru or lang=uz-Cyrl.");
    }
    address.language = value;
    return absl::OkStatus();
  }
  if (name == "kind") {
    for (int kind = v1::EventKind_MIN + 1; kind <= v1::EventKind_MAX; ++kind) {
      if (KindWord(static_cast<v1::EventKind>(kind)) != value) continue;
      address.kinds.insert(static_cast<v1::EventKind>(kind));
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        "kind is culture-days, exhibition, commemoration or activity.");
  }
  if (name == "label") {
    if (value.empty() || value.size() > kLongestLabel || address.labels.size() >= kMostLabels) {
      return absl::InvalidArgumentError("label is a word of 1 to 63 bytes, at most 20 times.");
    }
    address.labels.insert(value);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("A calendar's parameters are lang, kind and label; there is no \"",
                   absl::CHexEscape(name.substr(0, 40)), "\"."));
}

const Scope& ScopeOf(FeedScope scope) {
  return *std::find_if(kScopes.begin(), kScopes.end(),
                       [&](const Scope& one) { return one.scope == scope; });
}

}  // namespace

absl::StatusOr<FeedAddress> ParseFeedAddress(
    absl::string_view path, const std::vector<std::pair<std::string, std::string>>& query) {
  if (!absl::ConsumePrefix(&path, kRoot)) return NoFeed();
  FeedAddress address;
  std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  const auto scope = std::find_if(kScopes.begin(), kScopes.end(),
                                  [&](const Scope& one) { return one.folder == parts.front(); });
  if (scope == kScopes.end()) return NoFeed();
  const bool is_space = scope->scope == FeedScope::kSpace;
  const size_t size = is_space ? 3 : 2;
  if (absl::ConsumeSuffix(&parts.back(), kSuffix)) {
    address.view = FeedView::kCalendar;
  } else if (parts.size() == size + 1 && parts.back() == kCheck) {
    address.view = FeedView::kCheck;
    parts.pop_back();
  } else {
    address.view = FeedView::kSubscribe;
  }
  if (parts.size() != size || !std::all_of(parts.begin(), parts.end(), IsId)) {
    return NoFeed();
  }
  address.scope = scope->scope;
  address.resource = absl::StrCat(scope->collection, "/", parts[1]);
  if (is_space) absl::StrAppend(&address.resource, "/spaces/", parts[2]);
  for (const auto& [name, value] : query) {
    RETURN_IF_ERROR(ReadParameter(name, value, address));
  }
  return address;
}

std::string AddressText(const FeedAddress& address, FeedView view) {
  const Scope& scope = ScopeOf(address.scope);
  absl::string_view id = address.resource;
  absl::ConsumePrefix(&id, absl::StrCat(scope.collection, "/"));
  std::string text =
      absl::StrCat(kRoot, scope.folder, "/", absl::StrReplaceAll(id, {{"/spaces/", "/"}}));
  if (view == FeedView::kCalendar) absl::StrAppend(&text, kSuffix);
  if (view == FeedView::kCheck) absl::StrAppend(&text, "/", kCheck);
  std::vector<std::string> parameters;
  if (!address.language.empty()) parameters.push_back(absl::StrCat("lang=", address.language));
  for (const auto kind : address.kinds) parameters.push_back(absl::StrCat("kind=", KindWord(kind)));
  for (const auto& label : address.labels) {
    parameters.push_back(absl::StrCat("label=", PercentEncoded(label)));
  }
  if (!parameters.empty()) absl::StrAppend(&text, "?", absl::StrJoin(parameters, "&"));
  return text;
}

std::string PercentEncoded(absl::string_view text) {
  std::string encoded;
  for (const unsigned char c : text) {
    if (absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded.push_back(static_cast<char>(c));
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", c);
    }
  }
  return encoded;
}

bool Matches(const FeedAddress& address, const v1::Event& event) {
  if (!address.kinds.empty() && !address.kinds.contains(KindOf(event))) return false;
  return address.labels.empty() ||
         std::any_of(event.labels().begin(), event.labels().end(),
                     [&](const std::string& label) { return address.labels.contains(label); });
}

std::string KindWord(v1::EventKind kind) {
  absl::string_view name = v1::EventKind_Name(kind);
  absl::ConsumePrefix(&name, "EVENT_KIND_");
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}});
}

v1::EventKind KindOf(const v1::Event& event) {
  switch (event.kind_case()) {
    case v1::Event::kCultureDays:
      return v1::EVENT_KIND_CULTURE_DAYS;
    case v1::Event::kExhibition:
      return v1::EVENT_KIND_EXHIBITION;
    case v1::Event::kCommemoration:
      return v1::EVENT_KIND_COMMEMORATION;
    case v1::Event::kActivity:
      return v1::EVENT_KIND_ACTIVITY;
    default:
      return v1::EVENT_KIND_UNSPECIFIED;
  }
}

}  // namespace taqvim::web
