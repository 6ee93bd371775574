#include "client/cli/output/cell.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/fields/values.h"
#include "client/cli/output/shown_time.h"
#include "client/cli/text/local_time.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Step {
  std::string name;
  // Of a list the one to show, from the end when negative; unset for all.
  std::optional<int> index;
};

std::vector<Step> StepsOf(const std::string& path) {
  std::vector<Step> steps;
  for (absl::string_view part : absl::StrSplit(path, '.')) {
    Step step;
    const size_t bracket = part.find('[');
    step.name = std::string(part.substr(0, bracket));
    int index = 0;
    if (bracket != absl::string_view::npos &&
        absl::SimpleAtoi(part.substr(bracket + 1, part.size() - bracket - 2), &index)) {
      step.index = index;
    }
    steps.push_back(step);
  }
  return steps;
}

std::string InLanguage(const Message& message, const FieldDescriptor& map,
                       const std::vector<std::string>& languages) {
  std::map<std::string, std::string> texts;
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, &map); ++i) {
    const Message& entry = reflection->GetRepeatedMessage(message, &map, i);
    texts[GetText(entry, *map.message_type()->map_key())] =
        GetText(entry, *map.message_type()->map_value());
  }
  for (const std::string& language : languages) {
    auto found = texts.find(language);
    if (found != texts.end()) return found->second;
  }
  return texts.empty() ? "" : texts.begin()->second;
}

// An instant that a cell shows, and the zone in which it does.
struct InstantInCell {
  absl::Time time;
  std::string zone;
};

class CellReader {
 public:
  // Adds the instants that are shown to `instants`, where there is a zone.
  CellReader(const Message& row, const Column& column, const Showing& showing,
             std::vector<InstantInCell>* instants)
      : row_(row), column_(column), showing_(showing), instants_(instants) {}

  std::string Read(const std::string& path) const { return At({&row_}, StepsOf(path), 0); }

 private:
  // Of what the steps from `next` on lead to in the innermost of the holders.
  std::string At(const Holders& holders, const std::vector<Step>& steps, size_t next) const {
    const Message& message = *holders.back();
    const Step& step = steps[next];
    const auto& type = *message.GetDescriptor();
    if (const auto* oneof = type.FindOneofByName(step.name)) return Member(message, *oneof);
    const FieldDescriptor* field = type.FindFieldByName(step.name);
    if (field == nullptr) return "";
    if (field->is_map()) return InLanguage(message, *field, showing_.languages);
    const auto* reflection = message.GetReflection();
    if (!field->is_repeated()) {
      return reflection->HasField(message, field) ? One(holders, *field, -1, steps, next) : "";
    }
    const int size = reflection->FieldSize(message, field);
    std::vector<std::string> texts;
    for (int i = 0; i < size; ++i) {
      const int wanted = step.index.value_or(i);
      if (wanted != i && wanted != i - size) continue;
      std::string text = One(holders, *field, i, steps, next);
      if (!text.empty()) texts.push_back(std::move(text));
    }
    return absl::StrJoin(texts, ", ");
  }

  std::string One(const Holders& holders, const FieldDescriptor& field, int index,
                  const std::vector<Step>& steps, size_t next) const {
    if (next + 1 == steps.size()) return Text(holders, field, index);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return "";
    Holders within = holders;
    within.push_back(&Nested(*holders.back(), field, index));
    return At(within, steps, next + 1);
  }

  std::string Text(const Holders& holders, const FieldDescriptor& field, int index) const {
    std::string text = GetText(*holders.back(), field, index);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return text;
    const std::string& type = field.message_type()->full_name();
    if (type == "google.protobuf.Timestamp") {
      return Noted(ShownInstant(text, Zone(holders), showing_));
    }
    if (type == "google.type.DateTime") {
      return Noted(ShownLocalTime(text, Zone(holders), showing_));
    }
    return text;
  }

  std::string Noted(const ShownTime& shown) const {
    if (instants_ != nullptr && shown.instant) instants_->push_back({*shown.instant, shown.zone});
    return shown.text;
  }

  std::string Zone(const Holders& holders) const {
    for (const std::string& path : column_.zone) {
      std::string zone = Read(path);
      if (!zone.empty()) return zone;
    }
    return ZoneBeside(holders);
  }

  static const Message& Nested(const Message& message, const FieldDescriptor& field, int index) {
    const auto* reflection = message.GetReflection();
    return index < 0 ? reflection->GetMessage(message, &field)
                     : reflection->GetRepeatedMessage(message, &field, index);
  }

  static std::string Member(const Message& message,
                            const google::protobuf::OneofDescriptor& oneof) {
    const auto* member = message.GetReflection()->GetOneofFieldDescriptor(message, &oneof);
    return member != nullptr ? absl::StrReplaceAll(member->name(), {{"_", " "}}) : "";
  }

  const Message& row_;
  const Column& column_;
  const Showing& showing_;
  std::vector<InstantInCell>* const instants_;
};

std::string ReadCell(const Message& row, const Column& column, const Showing& showing,
                     std::vector<InstantInCell>* instants) {
  const bool is_word = !column.says.empty();
  const CellReader reader(row, column, showing, is_word ? nullptr : instants);
  std::string text;
  for (size_t i = 0; i < column.paths.size() && text.empty(); ++i) {
    text = reader.Read(column.paths[i]);
  }
  if (is_word) return text.empty() ? "" : column.says;
  const auto& only = column.only;
  const bool is_shown = only.empty() || std::find(only.begin(), only.end(), text) != only.end();
  return is_shown ? text : "";
}

bool IsShownAlike(const InstantInCell& instant, const absl::TimeZone& here) {
  return absl::ToCivilSecond(instant.time, ZoneNamed(instant.zone)) ==
         absl::ToCivilSecond(instant.time, here);
}

// Tells the zone of each row behind its times, where there is a need to.
void AddZones(const std::vector<std::vector<InstantInCell>>& shown,
              const std::vector<Column>& columns, const absl::TimeZone& here, Table* table) {
  std::vector<std::string> zones;
  bool needed = false;
  std::string first;
  for (const auto& instants : shown) {
    zones.push_back(instants.empty() ? "" : instants[0].zone);
    if (first.empty()) first = zones.back();
    for (const InstantInCell& instant : instants) {
      needed |= instant.zone != first || !IsShownAlike(instant, here);
    }
  }
  if (!needed) return;
  const auto last = std::find_if(columns.rbegin(), columns.rend(),
                                 [](const Column& column) { return !column.zone.empty(); });
  const auto at =
      last == columns.rend() ? static_cast<ptrdiff_t>(columns.size()) : columns.rend() - last;
  table->headers.insert(table->headers.begin() + at, "TIME ZONE");
  // Of all that there may be no room for, what is missed most.
  table->looks.insert(table->looks.begin() + at, {.leave_out = kLeftOutLate - 1});
  for (size_t i = 0; i < zones.size(); ++i) {
    table->rows[i].insert(table->rows[i].begin() + at, std::move(zones[i]));
  }
}

}  // namespace

std::string CellText(const Message& row, const Column& column, const Showing& showing) {
  return ReadCell(row, column, showing, nullptr);
}

Table TableOf(const Message& holder, const FieldDescriptor& field,
              const std::vector<Column>& columns, const Showing& showing) {
  Table table;
  for (const Column& column : columns) {
    table.headers.push_back(column.title);
    table.looks.push_back({.leave_out = column.leave_out});
    if (column.coloured) table.looks.back().tones = showing.tones;
  }
  const auto* reflection = holder.GetReflection();
  std::vector<std::vector<InstantInCell>> shown;
  for (int i = 0; i < reflection->FieldSize(holder, &field); ++i) {
    auto& row = table.rows.emplace_back();
    auto& instants = shown.emplace_back();
    const Message& item = reflection->GetRepeatedMessage(holder, &field, i);
    for (const Column& column : columns) {
      const bool left_empty = column.of_times && showing.all_here;
      row.push_back(left_empty ? "" : ReadCell(item, column, showing, &instants));
    }
  }
  AddZones(shown, columns, showing.here, &table);
  return table;
}

}  // namespace taqvim::cli
