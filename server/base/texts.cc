#include "server/base/texts.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "server/base/characters.h"
#include "server/base/countries.h"
#include "server/base/language_tags.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

constexpr int kMostLanguages = 20;
constexpr int kMostExternalIds = 20;
constexpr size_t kQuotedBytes = 60;

using Entry = TextMap::value_type;
using Entries = absl::InlinedVector<const Entry*, kMostLanguages>;

// In order of the keys, so that the same request always gets the same answer.
Entries Sorted(const TextMap& map) {
  Entries entries;
  for (const Entry& entry : map) entries.push_back(&entry);
  if (entries.size() > 1) {
    std::sort(entries.begin(), entries.end(),
              [](const Entry* a, const Entry* b) { return a->first < b->first; });
  }
  return entries;
}

std::string AtKey(std::string_view field, std::string_view key) {
  return Cat(field, "[", Quoted(key), "]");
}

// What is wrong with a text; empty when nothing is.
std::string WrongWith(std::string_view text, TextRule rule) {
  const int bytes = static_cast<int>(text.size());
  if (bytes < rule.min_bytes) {
    return Cat("is empty; send 1 to ", rule.max_bytes, " bytes of text");
  }
  if (bytes > rule.max_bytes) {
    return Cat("has ", bytes, " bytes; at most ", rule.max_bytes, " are allowed");
  }
  std::string wrong = WrongCharacter(text, rule.characters);
  if (wrong.empty() && !text.empty() && !ShowsAnything(text)) {
    wrong = Cat("has nothing in it that can be seen; ",
                rule.min_bytes > 0 ? "send a text" : "leave it out");
  }
  return wrong;
}

void CheckTag(std::string_view field, const Entries& entries, size_t index, FieldErrors& errors) {
  const std::string& tag = entries[index]->first;
  if (!IsLanguageTag(tag)) {
    errors.Add(AtKey(field, tag),
               "is no BCP 47 language tag; use one such as \"en\", \"kk\" or \"uz-Cyrl\"");
    return;
  }
  for (size_t other = 0; other < index; ++other) {
    if (absl::EqualsIgnoreCase(entries[other]->first, tag)) {
      errors.Add(AtKey(field, tag),
                 Cat("is the same language as ", Quoted(entries[other]->first), "; send one"));
      return;
    }
  }
}

void CheckExternalId(const Entry& entry, FieldErrors& errors) {
  constexpr TextRule kSystem = {.min_bytes = 1, .max_bytes = 63, .characters = {.tabs = false}};
  constexpr TextRule kIdentifier = {
      .min_bytes = 1, .max_bytes = 200, .characters = {.tabs = false}};
  std::string wrong = WrongWith(entry.first, kSystem);
  if (wrong.empty() && absl::StrContains(entry.first, "/")) {
    wrong = "has a slash, which filters put between system and identifier; use another sign";
  }
  if (!wrong.empty()) {
    errors.Add(AtKey("external_ids", entry.first), Cat("the system ", wrong));
  }
  if (std::string id = WrongWith(entry.second, kIdentifier); !id.empty()) {
    errors.Add(AtKey("external_ids", entry.first), Cat("the identifier ", id));
  }
}

}  // namespace

std::string Truncated(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return Cat(text.substr(0, end), "...");
}

std::string Quoted(std::string_view text) {
  return Cat("\"", absl::Utf8SafeCEscape(Truncated(text, kQuotedBytes)), "\"");
}

void CheckText(std::string_view field, std::string_view text, TextRule rule, FieldErrors& errors) {
  if (std::string wrong = WrongWith(text, rule); !wrong.empty()) errors.Add(field, wrong);
}

void CheckTexts(std::string_view field, const TextMap& texts, Demand demand, TextRule rule,
                FieldErrors& errors) {
  if (texts.empty()) {
    if (demand == Demand::kRequired) {
      errors.Add(field, "at least one language is required, such as {\"en\": \"Concert\"}");
    }
    return;
  }
  if (static_cast<int>(texts.size()) > kMostLanguages) {
    errors.Add(field,
               Cat("has ", texts.size(), " languages; at most ", kMostLanguages, " are allowed"));
    return;
  }
  const Entries entries = Sorted(texts);
  for (size_t i = 0; i < entries.size(); ++i) {
    CheckTag(field, entries, i, errors);
    if (std::string wrong = WrongWith(entries[i]->second, rule); !wrong.empty()) {
      errors.Add(AtKey(field, entries[i]->first), wrong);
    }
  }
}

void CheckExternalIds(const TextMap& ids, FieldErrors& errors) {
  if (ids.empty()) return;
  if (static_cast<int>(ids.size()) > kMostExternalIds) {
    errors.Add("external_ids",
               Cat("has ", ids.size(), " identifiers; at most ", kMostExternalIds, " are allowed"));
    return;
  }
  for (const Entry* entry : Sorted(ids)) CheckExternalId(*entry, errors);
}

void CheckCountry(std::string_view field, std::string_view code, Demand demand,
                  FieldErrors& errors) {
  if (IsCountry(code) || (code.empty() && demand == Demand::kOptional)) return;
  if (code.empty()) {
    errors.Add(field, "is required: an ISO 3166-1 code of two capital letters, such as \"AZ\"");
    return;
  }
  const std::string capitals = absl::AsciiStrToUpper(AbslView(code));
  errors.Add(field,
             Cat(Quoted(code), " is no ISO 3166-1 code of two capital letters, such as \"AZ\"",
                 IsCountry(capitals) ? Cat("; use \"", capitals, "\"") : std::string()));
}

void CheckCity(std::string_view field, std::string_view city, Demand demand, FieldErrors& errors) {
  const int least = demand == Demand::kRequired ? 1 : 0;
  std::string wrong = WrongWith(city, {.min_bytes = least, .max_bytes = 100});
  if (wrong.empty() && HasSpaceAtItsEnds(city)) {
    wrong = Cat(Quoted(city), " begins or ends with a space; leave it out");
  }
  if (!wrong.empty()) errors.Add(field, wrong);
}

void CheckRange(std::string_view field, int64_t value, int64_t min, int64_t max,
                FieldErrors& errors) {
  if (value >= min && value <= max) return;
  errors.Add(field, Cat("is ", value, "; it must be ", min, " to ", max));
}

void CheckSize(std::string_view field, int size, int min, int max, FieldErrors& errors) {
  if (size >= min && size <= max) return;
  if (size == 0) {
    errors.Add(field, Cat("is required: send ", min, " to ", max));
  } else if (min == 0) {
    errors.Add(field, Cat("has ", size, " entries; at most ", max, " are allowed"));
  } else {
    errors.Add(field, Cat("has ", size, " entries; send ", min, " to ", max));
  }
}

void CheckEnumNumber(std::string_view field, int number, Demand demand,
                     const google::protobuf::EnumDescriptor& descriptor, FieldErrors& errors) {
  if (descriptor.FindValueByNumber(number) != nullptr &&
      (number != 0 || demand == Demand::kOptional)) {
    return;
  }
  std::string known;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    if (descriptor.value(i)->number() == 0) continue;
    Append(&known, known.empty() ? "" : ", ", descriptor.value(i)->name());
  }
  errors.Add(field, number == 0 ? Cat("is required: one of ", known)
                                : Cat(number, " is no ", descriptor.name(), "; use ", known));
}

}  // namespace taqvim::schedule
