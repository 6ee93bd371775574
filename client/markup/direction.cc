#include "client/markup/direction.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace taqvim::markup {
namespace {

enum class Direction { kLeftToRight, kRightToLeft, kEither };

Direction DirectionOf(UChar32 character) {
  // What is no UTF-8.
  if (character < 0) return Direction::kEither;
  switch (u_charDirection(character)) {
    case U_LEFT_TO_RIGHT:
      return Direction::kLeftToRight;
    case U_RIGHT_TO_LEFT:
    case U_RIGHT_TO_LEFT_ARABIC:
      return Direction::kRightToLeft;
    default:
      return Direction::kEither;
  }
}

// The first that the predicate takes; kEither where there is none.
template <class Predicate>
Direction FirstOf(absl::string_view text, const Predicate& takes) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 character;
    U8_NEXT(bytes, i, length, character);
    const Direction direction = DirectionOf(character);
    if (takes(direction)) return direction;
  }
  return Direction::kEither;
}

}  // namespace

bool HasRightToLeft(absl::string_view text) {
  const auto takes = [](Direction direction) { return direction == Direction::kRightToLeft; };
  return FirstOf(text, takes) == Direction::kRightToLeft;
}

bool BeginsRightToLeft(absl::string_view text) {
  const auto takes = [](Direction direction) { return direction != Direction::kEither; };
  return FirstOf(text, takes) == Direction::kRightToLeft;
}

}  // namespace taqvim::markup
