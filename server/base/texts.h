// Validators of texts, codes and numbers in messages. Each check adds what it finds to
// the errors, and builds no string when it finds nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/map.h"
#include "google/protobuf/repeated_field.h"
#include "server/base/characters.h"
#include "server/base/field_errors.h"

namespace taqvim::schedule {

using TextMap = google::protobuf::Map<std::string, std::string>;

enum class Demand { kRequired, kOptional };

// The text, or its beginning up to that many bytes and an ellipsis; never the
// half of a character.
std::string Truncated(std::string_view text, size_t bytes);

// A text of the caller's for a message: in quotes, escaped, not too long.
std::string Quoted(std::string_view text);

struct TextRule {
  int min_bytes = 0;
  int max_bytes = 0;
  AllowedCharacters characters = {};
};

// A single text: its length, its characters, and that it shows something unless it
// is empty.
void CheckText(std::string_view field, std::string_view text, TextRule rule, FieldErrors& errors);

// Localised texts: at most 20 languages, tags well formed and none twice, in whatever
// case; each text as CheckText has it.
void CheckTexts(std::string_view field, const TextMap& texts, Demand demand, TextRule rule,
                FieldErrors& errors);

// The field `external_ids`: system to identifier.
void CheckExternalIds(const TextMap& ids, FieldErrors& errors);

// An ISO 3166-1 alpha-2 code.
void CheckCountry(std::string_view field, std::string_view code, Demand demand,
                  FieldErrors& errors);

// A city: 1 to 100 bytes, or none when it is not required. No white space at its
// ends.
void CheckCity(std::string_view field, std::string_view city, Demand demand, FieldErrors& errors);

void CheckRange(std::string_view field, int64_t value, int64_t min, int64_t max,
                FieldErrors& errors);

// How many a repeated field has.
void CheckSize(std::string_view field, int size, int min, int max, FieldErrors& errors);

// An enum field, or with an index one value of a repeated one (which must not be
// the unspecified value).
void CheckEnumNumber(std::string_view field, int number, Demand demand,
                     const google::protobuf::EnumDescriptor& descriptor, FieldErrors& errors);
template <class Enum>
void CheckEnum(std::string_view field, Enum value, Demand demand, FieldErrors& errors) {
  CheckEnumNumber(field, value, demand, *google::protobuf::GetEnumDescriptor<Enum>(), errors);
}
template <class Enum>
void CheckEnums(std::string_view field, const google::protobuf::RepeatedField<int>& values,
                FieldErrors& errors) {
  for (int i = 0; i < values.size() && !errors.full(); ++i) {
    FieldErrors::Scope scope(errors, field, i);
    CheckEnumNumber("", values[i], Demand::kRequired, *google::protobuf::GetEnumDescriptor<Enum>(),
                    errors);
  }
}

}  // namespace taqvim::schedule
