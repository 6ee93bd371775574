#include "server/base/names.h"

#include <xxhash.h>

#include <algorithm>
#include <array>

#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

using storage::Kind;

struct NameShape {
  Kind kind;
  std::string_view collection;  // with its slash
  bool below_venue;
  std::string_view pattern;
};

constexpr std::string_view kVenues = "venues/";

constexpr std::array kShapes = {
    NameShape{Kind::kEvent, "events/", false, "events/{event}"},
    NameShape{Kind::kVenue, kVenues, false, "venues/{venue}"},
    NameShape{Kind::kSpace, "spaces/", true, "venues/{venue}/spaces/{space}"},
    NameShape{Kind::kClosure, "closures/", true, "venues/{venue}/closures/{closure}"},
    NameShape{Kind::kOrganization, "organizations/", false, "organizations/{organization}"},
    NameShape{Kind::kParticipant, "participants/", false, "participants/{participant}"},
    NameShape{Kind::kAgreement, "agreements/", false, "agreements/{agreement}"},
    NameShape{Kind::kGrant, "grants/", false, "grants/{grant}"},
    NameShape{Kind::kToken, "accessTokens/", false, "accessTokens/{access_token}"},
};

const NameShape* ShapeOf(Kind kind) {
  const auto* shape = std::find_if(kShapes.begin(), kShapes.end(),
                                   [kind](const NameShape& s) { return s.kind == kind; });
  return shape == kShapes.end() ? nullptr : shape;
}

bool ConsumePrefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Cuts `venues/{venue}/` off; false when it does not begin so.
bool ConsumeVenue(std::string_view& name) {
  if (!ConsumePrefix(name, kVenues)) return false;
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos || !IsResourceId(name.substr(0, slash))) return false;
  name.remove_prefix(slash + 1);
  return true;
}

bool Matches(const NameShape& shape, std::string_view name) {
  if (shape.below_venue && !ConsumeVenue(name)) return false;
  return ConsumePrefix(name, shape.collection) && IsResourceId(name);
}

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// 60 bits of the one number and, below them, five of the other.
std::string IdOf(uint64_t high, uint64_t low) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuv";
  std::string id(14, 'e');
  id[13] = kDigits[low & 31];
  for (int place = 12; place >= 1; --place, high >>= 5) id[place] = kDigits[high & 31];
  return id;
}

}  // namespace

bool IsResourceId(std::string_view id) {
  return !id.empty() && id.size() <= 63 && IsLetter(id.front()) && id.back() != '-' &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return IsLetter(c) || IsDigit(c) || c == '-'; });
}

bool IsName(Kind kind, std::string_view name) {
  const NameShape* shape = ShapeOf(kind);
  return shape != nullptr && Matches(*shape, name);
}

std::optional<Kind> KindOfName(std::string_view name) {
  for (const NameShape& shape : kShapes) {
    if (Matches(shape, name)) return shape.kind;
  }
  return std::nullopt;
}

std::string_view VenueOf(std::string_view name) {
  return name.substr(0, name.find('/', kVenues.size()));
}

std::string_view NamePattern(Kind kind) {
  const NameShape* shape = ShapeOf(kind);
  return shape == nullptr ? std::string_view() : shape->pattern;
}

std::string NamePrefix(Kind kind, std::string_view parent) {
  const NameShape* shape = ShapeOf(kind);
  if (shape == nullptr) return std::string();
  if (!shape->below_venue) return std::string(shape->collection);
  return Cat(parent, "/", shape->collection);
}

std::string NewResourceId(absl::Time now, uint64_t random) {
  constexpr int kRandomBits = 22;
  // 65 bits: the lowest of the 13 digits takes its five from the random number,
  // the others are 60 bits of time and randomness.
  const uint64_t time = static_cast<uint64_t>(absl::ToUnixMillis(now)) & ((1ull << 43) - 1);
  const uint64_t noise = random & ((1ull << kRandomBits) - 1);
  return IdOf(time << (kRandomBits - 5) | noise >> 5, noise);
}

std::string CheckedResourceId(std::string_view question, int item, int attempt) {
  const std::string text = Cat(question, "/", item, "/", attempt);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return IdOf(hash.high64, hash.low64);
}

}  // namespace taqvim::schedule
