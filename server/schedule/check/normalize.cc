#include "server/schedule/check/normalize.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "server/base/language_tags.h"

namespace taqvim::schedule {
namespace {

// The tags as they are, and as they should be; in the order of the latter.
using Tags = std::vector<std::pair<std::string, std::string>>;
Tags CanonicalTags(const TextMap& texts) {
  Tags tags;
  for (const auto& [tag, text] : texts) {
    tags.emplace_back(IsLanguageTag(tag) ? CanonicalLanguageTag(tag) : tag, tag);
  }
  std::sort(tags.begin(), tags.end());
  return tags;
}

bool IsCanonical(const TextMap& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const auto& entry) {
    return !IsLanguageTag(entry.first) || CanonicalLanguageTag(entry.first) == entry.first;
  });
}

bool NormalizeLineBreaks(std::string& text) {
  if (text.find('\r') == std::string::npos) return false;
  text = absl::StrReplaceAll(text, {{"\r\n", "\n"}, {"\r", "\n"}});
  return true;
}

// Localised texts that may have several lines.
bool NormalizeLines(TextMap& texts) {
  bool changed = NormalizeTexts(texts);
  for (auto& [tag, text] : texts) changed |= NormalizeLineBreaks(text);
  return changed;
}

template <class Messages>
bool NormalizeEach(Messages& messages) {
  bool changed = false;
  for (auto& message : messages) changed |= Normalize(message);
  return changed;
}

bool NormalizeKind(v1::Event& event) {
  if (event.has_exhibition()) {
    return NormalizeTexts(*event.mutable_exhibition()->mutable_theme());
  }
  if (event.has_commemoration()) {
    return NormalizeTexts(*event.mutable_commemoration()->mutable_commemorated());
  }
  return false;
}

bool NormalizePublicity(v1::Event& event) {
  bool changed = false;
  for (v1::Picture& picture : *event.mutable_pictures()) {
    changed |= NormalizeTexts(*picture.mutable_text());
  }
  for (v1::Work& work : *event.mutable_works()) changed |= NormalizeTexts(*work.mutable_title());
  for (std::string& tag : *event.mutable_spoken_languages()) {
    if (!IsLanguageTag(tag) || CanonicalLanguageTag(tag) == tag) continue;
    tag = CanonicalLanguageTag(tag);
    changed = true;
  }
  return changed;
}

// What an event or its move books, and what is said of that.
bool NormalizePlace(auto& place) {
  bool changed = false;
  for (v1::Booking& booking : *place.mutable_bookings()) {
    changed |= NormalizeTexts(*booking.mutable_role());
  }
  for (v1::BookingApproval& approval : *place.mutable_approvals()) {
    changed |= NormalizeTexts(*approval.mutable_reason());
  }
  return changed;
}

}  // namespace

// Texts of which two have the same tag stay for whoever refuses them.
bool NormalizeTexts(TextMap& texts) {
  if (IsCanonical(texts)) return false;
  const Tags tags = CanonicalTags(texts);
  bool changed = false;
  for (size_t i = 0; i < tags.size(); ++i) {
    const auto& [canonical, tag] = tags[i];
    const bool twice = (i > 0 && tags[i - 1].first == canonical) ||
                       (i + 1 < tags.size() && tags[i + 1].first == canonical);
    if (twice || canonical == tag) continue;
    texts[canonical] = std::move(texts[tag]);
    texts.erase(tag);
    changed = true;
  }
  return changed;
}

bool Normalize(v1::Organization& organization) {
  return NormalizeTexts(*organization.mutable_title());
}
bool Normalize(v1::Participant& participant) {
  bool changed = NormalizeTexts(*participant.mutable_title());
  changed |= NormalizeLines(*participant.mutable_biography());
  return changed;
}
bool Normalize(v1::Agreement& agreement) {
  bool changed = NormalizeTexts(*agreement.mutable_title());
  for (v1::PartyAnswer& answer : *agreement.mutable_answers()) {
    changed |= NormalizeTexts(*answer.mutable_reason());
  }
  return changed;
}
bool Normalize(v1::Venue& venue) {
  bool changed = NormalizeTexts(*venue.mutable_title());
  changed |= NormalizeLines(*venue.mutable_accessibility());
  return changed;
}
bool Normalize(v1::Space& space) { return NormalizeTexts(*space.mutable_title()); }
bool Normalize(v1::Closure& closure) { return NormalizeTexts(*closure.mutable_reason()); }

bool Normalize(v1::Event& event) {
  bool changed = NormalizeTexts(*event.mutable_title());
  changed |= NormalizePlace(event);
  if (event.has_move()) changed |= NormalizePlace(*event.mutable_move());
  changed |= NormalizeLines(*event.mutable_description());
  changed |= NormalizeKind(event);
  changed |= NormalizePublicity(event);
  changed |= NormalizeTexts(*event.mutable_cancel_reason());
  return changed;
}

bool Normalize(v1::EventWrite& write) {
  switch (write.write_case()) {
    case v1::EventWrite::kCreate:
      return Normalize(*write.mutable_create());
    case v1::EventWrite::kUpdate:
      return Normalize(*write.mutable_update());
    case v1::EventWrite::kCancel:
      return Normalize(*write.mutable_cancel());
    case v1::EventWrite::kConfirm:
    case v1::EventWrite::kDelete:
    case v1::EventWrite::kPublish:
    case v1::EventWrite::kUnpublish:
    case v1::EventWrite::WRITE_NOT_SET:
      return false;
  }
  return false;
}

bool Normalize(v1::Assumptions& assumptions) {
  bool changed = NormalizeEach(*assumptions.mutable_organizations());
  changed |= NormalizeEach(*assumptions.mutable_venues());
  changed |= NormalizeEach(*assumptions.mutable_spaces());
  changed |= NormalizeEach(*assumptions.mutable_participants());
  changed |= NormalizeEach(*assumptions.mutable_agreements());
  changed |= NormalizeEach(*assumptions.mutable_closures());
  return changed;
}

}  // namespace taqvim::schedule
