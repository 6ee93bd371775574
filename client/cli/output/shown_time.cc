#include "client/cli/output/shown_time.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/time_forms.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kZoneField[] = "time_zone";

ShownTime In(const std::string& zone, absl::Time time, const Showing& showing) {
  const std::string shown_in = showing.all_here ? showing.here.name() : zone;
  ShownTime shown{.text = LocalTime(time, shown_in)};
  if (shown_in.empty()) return shown;
  shown.instant = time;
  shown.zone = shown_in;
  return shown;
}

// When the local time is; nullopt where neither an offset nor a zone says it.
std::optional<absl::Time> InstantOf(const LocalTimeForm& local, const std::string& zone) {
  if (local.offset) return absl::FromCivil(CivilOf(local), absl::UTCTimeZone()) - *local.offset;
  if (zone.empty()) return std::nullopt;
  return ZoneNamed(zone).At(CivilOf(local)).pre;
}

std::string OwnZone(const Message& message) {
  const FieldDescriptor* field = FindString(*message.GetDescriptor(), kZoneField);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// That of the first in one of its lists that says one.
std::string ZoneInLists(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      std::string zone = OwnZone(message.GetReflection()->GetRepeatedMessage(message, field, i));
      if (!zone.empty()) return zone;
    }
  }
  return "";
}

}  // namespace

ShownTime ShownInstant(absl::string_view text, const std::string& zone, const Showing& showing) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return {std::string(text)};
  return In(zone, time, showing);
}

ShownTime ShownLocalTime(absl::string_view text, const std::string& zone, const Showing& showing) {
  const auto local = ParseLocalTimeForm(text);
  if (!local) return {std::string(text)};
  const std::string as_said = absl::StrReplaceAll(text, {{"T", " "}});
  if (showing.all_here) {
    const auto instant = InstantOf(*local, zone);
    return instant ? In(zone, *instant, showing) : ShownTime{as_said};
  }
  if (local->offset || zone.empty()) return {as_said};
  return {as_said + OffsetIfShownTwice(CivilOf(*local), ZoneNamed(zone))};
}

std::string ZoneBeside(const Holders& holders) {
  for (auto holder = holders.rbegin(); holder != holders.rend(); ++holder) {
    std::string zone = OwnZone(**holder);
    if (zone.empty()) zone = ZoneInLists(**holder);
    if (!zone.empty()) return zone;
  }
  return "";
}

std::string TimesAreOf(absl::string_view zone) {
  return absl::StrCat("Times are by the clocks of ", zone, ".");
}

WriteValue ShownValues(const Showing& showing) {
  return [showing](const Holders& holders, const FieldDescriptor& field, int index) {
    std::string text = GetText(*holders.back(), field, index);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return text;
    const std::string& type = field.message_type()->full_name();
    if (type == "google.protobuf.Timestamp") {
      return ShownInstant(text, ZoneBeside(holders), showing).text;
    }
    if (type != "google.type.DateTime") return text;
    return ShownLocalTime(text, ZoneBeside(holders), showing).text;
  };
}

}  // namespace taqvim::cli
