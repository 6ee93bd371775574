#include "client/cli/contract/well_known.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "client/cli/text/text.h"
#include "client/cli/text/time_forms.h"
#include "client/cli/text/time_words.h"

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

void SetDay(Message* message, absl::CivilDay day) {
  Set(message, "year", day.year());
  Set(message, "month", day.month());
  Set(message, "day", day.day());
}

void SetClock(Message* message, const ClockTime& clock) {
  Set(message, "hours", clock.hours);
  Set(message, "minutes", clock.minutes);
  Set(message, "seconds", clock.seconds);
}

ClockTime GetClock(const Message& message) {
  return {static_cast<int>(Get(message, "hours")), static_cast<int>(Get(message, "minutes")),
          static_cast<int>(Get(message, "seconds"))};
}

bool ParseDate(absl::string_view text, Message* message) {
  const auto day = ParseDayForm(text);
  if (day) SetDay(message, *day);
  return day.has_value();
}

std::string FormatDate(const Message& message) {
  return absl::StrFormat("%04d-%02d-%02d", Get(message, "year"), Get(message, "month"),
                         Get(message, "day"));
}

bool ParseClock(absl::string_view text, Message* message) {
  const auto clock = ParseClockForm(text);
  if (clock) SetClock(message, *clock);
  return clock.has_value();
}

std::string FormatClock(const Message& message) { return FormatClockForm(GetClock(message)); }

void SetSeconds(Message* message, absl::Duration duration) {
  absl::Duration rest;
  Set(message, "seconds", absl::IDivDuration(duration, absl::Seconds(1), &rest));
  Set(message, "nanos", rest / absl::Nanoseconds(1));
}

absl::Duration GetSeconds(const Message& message) {
  return absl::Seconds(Get(message, "seconds")) + absl::Nanoseconds(Get(message, "nanos"));
}

bool ParseDateTime(absl::string_view text, Message* message) {
  const auto local = ParseLocalTimeForm(text);
  if (!local) return false;
  SetDay(message, local->day);
  SetClock(message, local->clock);
  if (local->offset) {
    const FieldDescriptor* offset = Field(*message, "utc_offset");
    SetSeconds(message->GetReflection()->MutableMessage(message, offset), *local->offset);
  }
  return true;
}

std::string FormatDateTime(const Message& message) {
  std::string text = FormatDate(message) + "T" + FormatClock(message);
  const FieldDescriptor* offset = Field(message, "utc_offset");
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, offset)) return text;
  return text + FormatOffsetForm(GetSeconds(reflection->GetMessage(message, offset)));
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

// Words for days are taken of flags, before they come here.
std::string AdviceOnDate(absl::string_view text) {
  return DependsOnToday(text)
             ? " In a file, and in JSON, it would mean another time on another day; write the date."
             : AdviceOn(text);
}

constexpr TextType kTextTypes[] = {
    {"google.type.Date", "DATE", "a date such as 2025-10-10", ", tomorrow, friday or +2w",
     ParseDate, FormatDate, AdviceOnDate},
    {"google.type.DateTime", "DATETIME",
     "a local date and time such as 2025-10-10T18:00, with an offset (2025-10-10T18:00+05:00) "
     "where the clocks show it twice",
     "; on the command line also \"2025-10-10 18:00\" or \"friday 18:00\", and 20:00 alone for an "
     "end",
     ParseDateTime, FormatDateTime, AdviceOnDate},
    {"google.type.TimeOfDay", "TIME", "a time of day such as 10:00", "", ParseClock, FormatClock,
     AdviceOn},
    {"google.protobuf.Duration", "DURATION", "a duration such as 90m, 2h or 1d12h", "",
     ParseDuration, FormatDuration, nullptr},
    {"google.protobuf.Timestamp", "INSTANT", "an instant such as 2025-10-10T13:00:00Z",
     ", \"tomorrow 12:00\" in your time zone, or +2w from now", ParseTimestamp, FormatTimestamp,
     AdviceOnDate},
    {"google.protobuf.FieldMask", "FIELDS", "names of fields, separated by commas", "", ParseMask,
     FormatMask, nullptr},
};

}  // namespace

const TextType* FindTextType(const google::protobuf::Descriptor& type) {
  for (const TextType& text_type : kTextTypes) {
    if (type.full_name() == text_type.full_name) return &text_type;
  }
  return nullptr;
}

}  // namespace taqvim::cli
