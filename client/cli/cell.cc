#include "client/cli/cell.h"

#include <map>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/text.h"
#include "client/cli/values.h"

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

class CellReader {
 public:
  CellReader(const Message& row, const Column& column, const Showing& showing)
      : row_(row), column_(column), showing_(showing) {}

  std::string Read(const std::string& path) const { return At(row_, StepsOf(path), 0); }

 private:
  std::string At(const Message& message, const std::vector<Step>& steps, size_t next) const {
    const Step& step = steps[next];
    const auto& type = *message.GetDescriptor();
    if (const auto* oneof = type.FindOneofByName(step.name)) return Member(message, *oneof);
    const FieldDescriptor* field = type.FindFieldByName(step.name);
    if (field == nullptr) return "";
    if (field->is_map()) return InLanguage(message, *field, showing_.languages);
    const auto* reflection = message.GetReflection();
    if (!field->is_repeated()) {
      return reflection->HasField(message, field) ? One(message, *field, -1, steps, next) : "";
    }
    const int size = reflection->FieldSize(message, field);
    std::vector<std::string> texts;
    for (int i = 0; i < size; ++i) {
      const int wanted = step.index.value_or(i);
      if (wanted == i || wanted == i - size) texts.push_back(One(message, *field, i, steps, next));
    }
    return absl::StrJoin(texts, ", ");
  }

  std::string One(const Message& message, const FieldDescriptor& field, int index,
                  const std::vector<Step>& steps, size_t next) const {
    if (next + 1 < steps.size()) {
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return "";
      return At(Nested(message, field, index), steps, next + 1);
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return Text(message, field, index);
    return GetText(message, field, index);
  }

  std::string Text(const Message& message, const FieldDescriptor& field, int index) const {
    const std::string& type = field.message_type()->full_name();
    std::string text = GetText(message, field, index);
    if (type == "google.protobuf.Timestamp") {
      absl::Time time;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return text;
      return LocalTime(time, Zone());
    }
    if (type == "google.type.DateTime") return absl::StrReplaceAll(text, {{"T", " "}});
    return text;
  }

  std::string Zone() const {
    if (!column_.zone.empty()) return Read(column_.zone);
    const std::string resource = column_.zone_of.empty() ? "" : Read(column_.zone_of);
    return resource.empty() || !showing_.zone_of ? "" : showing_.zone_of(resource);
  }

  static const Message& Nested(const Message& message, const FieldDescriptor& field, int index) {
    const auto* reflection = message.GetReflection();
    return index < 0 ? reflection->GetMessage(message, &field)
                     : reflection->GetRepeatedMessage(message, &field, index);
  }

  static std::string Member(const Message& message,
                            const google::protobuf::OneofDescriptor& oneof) {
    const auto* member = message.GetReflection()->GetOneofFieldDescriptor(message, &oneof);
    return member ? absl::StrReplaceAll(member->name(), {{"_", " "}}) : "";
  }

  const Message& row_;
  const Column& column_;
  const Showing& showing_;
};

}  // namespace

std::string LocalTime(absl::Time time, const std::string& zone_name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  const bool known = !zone_name.empty() && absl::LoadTimeZone(zone_name, &zone);
  return absl::FormatTime(known ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%MZ", time, zone);
}

std::string CellText(const Message& row, const Column& column, const Showing& showing) {
  const CellReader reader(row, column, showing);
  for (const std::string& path : column.paths) {
    std::string text = reader.Read(path);
    if (!text.empty()) return text;
  }
  return "";
}

std::vector<Column> ColumnsFor(const Catalog& catalog, const std::string& key,
                               const google::protobuf::Descriptor& type) {
  for (const std::string& name : {key, type.name()}) {
    auto found = catalog.columns.find(name);
    if (found != catalog.columns.end()) return found->second;
  }
  std::vector<Column> columns;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_repeated() || !IsText(field)) continue;
    columns.push_back({.title = absl::AsciiStrToUpper(ToKebab(field.name())),
                       .paths = {field.name()},
                       .zone = "",
                       .zone_of = ""});
  }
  return columns;
}

Table TableOf(const Message& holder, const FieldDescriptor& field,
              const std::vector<Column>& columns, const Showing& showing) {
  Table table;
  for (const Column& column : columns) table.headers.push_back(column.title);
  const auto* reflection = holder.GetReflection();
  for (int i = 0; i < reflection->FieldSize(holder, &field); ++i) {
    auto& row = table.rows.emplace_back();
    for (const Column& column : columns) {
      row.push_back(CellText(reflection->GetRepeatedMessage(holder, &field, i), column, showing));
    }
  }
  return table;
}

}  // namespace taqvim::cli
