#include "client/cli/contract/well_known.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

int64_t Get(const Message& message, const char* name) {
  const FieldDescriptor* field = Field(message, name);
  const auto* reflection = message.GetReflection();
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT64 ? reflection->GetInt64(message, field)
                                                             : reflection->GetInt32(message, field);
}

void Set(Message* message, const char* name, int64_t value) {
  const FieldDescriptor* field = Field(*message, name);
  const auto* reflection = message->GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    reflection->SetInt64(message, field, value);
  } else {
    reflection->SetInt32(message, field, static_cast<int32_t>(value));
  }
}

bool ParseDate(absl::string_view text, Message* message) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return false;
  Set(message, "year", day.year());
  Set(message, "month", day.month());
  Set(message, "day", day.day());
  return true;
}

std::string FormatDate(const Message& message) {
  return absl::StrFormat("%04d-%02d-%02d", Get(message, "year"), Get(message, "month"),
                         Get(message, "day"));
}

// `HH:MM` or `HH:MM:SS`; hours up to 24.
bool ParseClock(absl::string_view text, Message* message) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return false;
  static constexpr const char* kNames[] = {"hours", "minutes", "seconds"};
  static constexpr int kMost[] = {24, 59, 59};
  for (size_t i = 0; i < parts.size(); ++i) {
    int value = 0;
    if (parts[i].size() != 2 || !absl::SimpleAtoi(parts[i], &value)) return false;
    if (value < 0 || value > kMost[i]) return false;
    Set(message, kNames[i], value);
  }
  return true;
}

std::string FormatClock(const Message& message) {
  std::string text = absl::StrFormat("%02d:%02d", Get(message, "hours"), Get(message, "minutes"));
  const int64_t seconds = Get(message, "seconds");
  return seconds == 0 ? text : text + absl::StrFormat(":%02d", seconds);
}

void SetSeconds(Message* message, absl::Duration duration) {
  absl::Duration rest;
  Set(message, "seconds", absl::IDivDuration(duration, absl::Seconds(1), &rest));
  Set(message, "nanos", rest / absl::Nanoseconds(1));
}

absl::Duration GetSeconds(const Message& message) {
  return absl::Seconds(Get(message, "seconds")) + absl::Nanoseconds(Get(message, "nanos"));
}

// `Z`, `+05:00` or `-03:30`.
bool ParseOffset(absl::string_view text, Message* date_time) {
  absl::Duration offset;
  if (text != "Z") {
    int hours = 0, minutes = 0;
    if (text.size() != 6 || text[3] != ':') return false;
    if (!absl::SimpleAtoi(text.substr(1, 2), &hours)) return false;
    if (!absl::SimpleAtoi(text.substr(4, 2), &minutes)) return false;
    offset = (absl::Hours(hours) + absl::Minutes(minutes)) * (text[0] == '-' ? -1 : 1);
  }
  SetSeconds(date_time->GetReflection()->MutableMessage(date_time, Field(*date_time, "utc_offset")),
             offset);
  return true;
}

bool ParseDateTime(absl::string_view text, Message* message) {
  const size_t separator = text.find_first_of("T ");
  if (separator == absl::string_view::npos) return false;
  absl::string_view clock = text.substr(separator + 1);
  const size_t offset = clock.find_first_of("+-Z");
  if (offset != absl::string_view::npos) {
    if (!ParseOffset(clock.substr(offset), message)) return false;
    clock = clock.substr(0, offset);
  }
  return ParseDate(text.substr(0, separator), message) && ParseClock(clock, message) &&
         Get(*message, "hours") < 24;
}

std::string FormatOffset(absl::Duration offset) {
  if (offset == absl::ZeroDuration()) return "Z";
  const int64_t minutes = absl::ToInt64Minutes(absl::AbsDuration(offset));
  return absl::StrFormat("%c%02d:%02d", offset < absl::ZeroDuration() ? '-' : '+', minutes / 60,
                         minutes % 60);
}

std::string FormatDateTime(const Message& message) {
  std::string text = FormatDate(message) + "T" + FormatClock(message);
  const FieldDescriptor* offset = Field(message, "utc_offset");
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, offset)) return text;
  return text + FormatOffset(GetSeconds(reflection->GetMessage(message, offset)));
}

bool ParseDuration(absl::string_view text, Message* message) {
  absl::Duration days;
  const size_t d = text.find('d');
  if (d != absl::string_view::npos) {
    int count = 0;
    if (!absl::SimpleAtoi(text.substr(0, d), &count)) return false;
    days = absl::Hours(24) * count;
    text = text.substr(d + 1);
  }
  absl::Duration rest;
  if (!text.empty() && !absl::ParseDuration(text, &rest)) return false;
  if (text.empty() && d == absl::string_view::npos) return false;
  if (absl::AbsDuration(days + rest) == absl::InfiniteDuration()) return false;
  SetSeconds(message, days + rest);
  return true;
}

std::string FormatDuration(const Message& message) {
  return absl::FormatDuration(GetSeconds(message));
}

bool ParseTimestamp(absl::string_view text, Message* message) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return false;
  SetSeconds(message, time - absl::UnixEpoch());
  return true;
}

std::string FormatTimestamp(const Message& message) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::UnixEpoch() + GetSeconds(message),
                          absl::UTCTimeZone());
}

bool ParseMask(absl::string_view text, Message* message) {
  const FieldDescriptor* paths = Field(*message, "paths");
  for (absl::string_view path : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    message->GetReflection()->AddString(message, paths, ToSnake(absl::StripAsciiWhitespace(path)));
  }
  return true;
}

std::string FormatMask(const Message& message) {
  const FieldDescriptor* paths = Field(message, "paths");
  const auto* reflection = message.GetReflection();
  std::vector<std::string> texts;
  for (int i = 0; i < reflection->FieldSize(message, paths); ++i) {
    texts.push_back(reflection->GetRepeatedString(message, paths, i));
  }
  return absl::StrJoin(texts, ",");
}

constexpr TextType kTextTypes[] = {
    {"google.type.Date", "DATE", "a date such as 2025-10-10", ParseDate, FormatDate},
    {"google.type.DateTime", "DATETIME",
     "a local date and time such as 2025-10-10T18:00, with an offset (2025-10-10T18:00+05:00) "
     "where the clocks show it twice",
     ParseDateTime, FormatDateTime},
    {"google.type.TimeOfDay", "TIME", "a time of day such as 10:00", ParseClock, FormatClock},
    {"google.protobuf.Duration", "DURATION", "a duration such as 90m, 2h or 1d12h", ParseDuration,
     FormatDuration},
    {"google.protobuf.Timestamp", "INSTANT", "an instant such as 2025-10-10T13:00:00Z",
     ParseTimestamp, FormatTimestamp},
    {"google.protobuf.FieldMask", "FIELDS", "names of fields, separated by commas", ParseMask,
     FormatMask},
};

}  // namespace

const TextType* FindTextType(const google::protobuf::Descriptor& type) {
  for (const TextType& text_type : kTextTypes) {
    if (type.full_name() == text_type.full_name) return &text_type;
  }
  return nullptr;
}

}  // namespace taqvim::cli
