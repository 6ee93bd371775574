#include "client/cli/output/output.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/message_json.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/output/answer_fields.h"
#include "client/cli/output/apply_document.h"
#include "client/cli/output/cell.h"
#include "client/cli/output/move_text.h"
#include "client/cli/output/shown_time.h"
#include "client/cli/output/view.h"
#include "client/cli/session/resource_reader.h"
#include "client/cli/text/style.h"
#include "client/cli/text/text.h"
#include "proto/status_macros.h"
#include "taqvim/v1/event.pb.h"
#include "yaml-cpp/yaml.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr absl::string_view kIsLowerBound = "_is_lower_bound";

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map();
}

std::vector<const FieldDescriptor*> SetFields(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

// The one resource that the response is about; nullptr when there is none.
const FieldDescriptor* OneResource(const Message& response) {
  for (const FieldDescriptor* field : SetFields(response)) {
    if (!field->is_repeated() && HeldResource(*field) != nullptr) return field;
  }
  return nullptr;
}

class Printer {
 public:
  Printer(Session& session, const Command& command, const Message& response,
          const ListChoice& choice, bool is_dry_run)
      : session_(session),
        command_(command),
        response_(response),
        choice_(choice),
        is_dry_run_(is_dry_run) {}

  absl::Status Print() {
    switch (session_.options.format) {
      case Format::kJson:
        return PrintJson();
      case Format::kYaml:
        PrintYaml();
        break;
      case Format::kName:
        PrintNames();
        break;
      case Format::kCsv:
        return PrintCsv();
      default:
        return PrintText();
    }
    return absl::OkStatus();
  }

 private:
  absl::Status PrintJson() {
    ASSIGN_OR_RETURN(auto json, ToJson(response_));
    session_.out << json;
    return absl::OkStatus();
  }

  // What `apply` writes as it reads it, any other resource as -f does, and one whose fields
  // were chosen; all of an answer that says more, such as a secret that is not told again.
  void PrintYaml() {
    const FieldDescriptor* resource = TellsMore() ? nullptr : OneResource(response_);
    const FieldDescriptor* list = TellsMore() || choice_.fields ? nullptr : ListToApply();
    const auto* reflection = response_.GetReflection();
    if (resource != nullptr && (choice_.fields || !IsApplied(*resource->message_type()))) {
      session_.out << EmitYaml(ToYaml(reflection->GetMessage(response_, resource)));
    } else if (resource != nullptr) {
      ApplyDocument document;
      document.Add(reflection->GetMessage(response_, resource));
      session_.out << document.Text();
    } else if (list != nullptr) {
      ApplyDocument document;
      for (int i = 0; i < reflection->FieldSize(response_, list); ++i) {
        document.Add(reflection->GetRepeatedMessage(response_, list, i));
      }
      session_.out << document.Text();
    } else {
      session_.out << EmitYaml(ToYaml(response_));
    }
  }

  // The list of an answer that lists what `apply` writes, and nothing else.
  const FieldDescriptor* ListToApply() const {
    const FieldDescriptor* list = command_.items;
    for (const FieldDescriptor* field : SetFields(response_)) {
      if (IsForPrograms(*field) || field == list) continue;
      if (list != nullptr || !field->is_repeated()) return nullptr;
      list = field;
    }
    const Descriptor* resource = list == nullptr ? nullptr : HeldResource(*list);
    return resource != nullptr && IsApplied(*resource) ? list : nullptr;
  }

  bool TellsMore() const {
    const auto fields = SetFields(response_);
    return std::any_of(fields.begin(), fields.end(), [](const FieldDescriptor* field) {
      return !field->is_repeated() && !IsMessage(*field) && !IsForPrograms(*field);
    });
  }

  // Of what has no name of its own, such as a booking that waits, what it is first of.
  static const FieldDescriptor* NameFieldOf(const Descriptor& item) {
    if (IsResource(item)) return FindString(item, "name");
    for (int i = 0; i < item.field_count(); ++i) {
      const FieldDescriptor& field = *item.field(i);
      if (!field.is_repeated() && HoldsNames(field)) return &field;
    }
    return nullptr;
  }

  void PrintNames() {
    const auto* reflection = response_.GetReflection();
    for (const FieldDescriptor* field : SetFields(response_)) {
      const bool is_listed = field == command_.items || HeldResource(*field) != nullptr;
      const auto* name = is_listed ? NameFieldOf(*field->message_type()) : nullptr;
      if (name == nullptr) continue;
      const int size = field->is_repeated() ? reflection->FieldSize(response_, field) : 1;
      for (int i = 0; i < size; ++i) {
        const Message& item = field->is_repeated()
                                  ? reflection->GetRepeatedMessage(response_, field, i)
                                  : reflection->GetMessage(response_, field);
        session_.out << GetText(item, *name) << "\n";
      }
    }
  }

  absl::Status PrintCsv() {
    ListChoice choice = choice_;
    choice.wide = true;
    ASSIGN_OR_RETURN(const auto columns, ColumnsOf(*command_.items, choice));
    session_.out << ToCsv(TableOf(response_, *command_.items, columns, showing_));
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Column>> ColumnsOf(const FieldDescriptor& list,
                                                const ListChoice& choice) const {
    const bool is_main = &list == command_.items;
    const auto all =
        ColumnsFor(session_.catalog, is_main ? command_.group : "", *list.message_type());
    return ChosenColumns(all, *list.message_type(), is_main ? choice : ListChoice());
  }

  absl::Status PrintText() {
    if (command_.items != nullptr && IsEmpty(*command_.items)) {
      session_.err << "Nothing matches.\n";
    }
    // Of a list that goes on by itself, nothing is an answer, too.
    const bool goes_on = response_.GetDescriptor()->FindFieldByName("more") != nullptr;
    bool said = command_.items != nullptr || goes_on;
    for (const FieldDescriptor* field : SetFields(response_)) {
      if (IsForPrograms(*field) || SaysAtLeast(*field)) continue;
      if (field->is_repeated()) {
        RETURN_IF_ERROR(PrintList(response_, *field));
      } else if (IsMessage(*field) && !IsText(*field)) {
        ASSIGN_OR_RETURN(
            const bool printed,
            PrintMessage(response_.GetReflection()->GetMessage(response_, field), *field));
        said |= printed;
        continue;
      } else {
        session_.out << ToSentence(field->name()) << ": " << AtLeast(*field)
                     << GetText(response_, *field) << "\n";
      }
      said = true;
    }
    if (!said) session_.out << (is_dry_run_ ? "It would be done.\n" : "Done.\n");
    return absl::OkStatus();
  }

  // Whether the field only says of another one that it is a lower bound, as
  // `total_is_lower_bound` does of `total_size`.
  static bool SaysAtLeast(const FieldDescriptor& field) {
    return absl::EndsWith(field.name(), kIsLowerBound);
  }

  // What stands before the number in the field.
  std::string AtLeast(const FieldDescriptor& field) const {
    for (const FieldDescriptor* mark : SetFields(response_)) {
      if (!SaysAtLeast(*mark)) continue;
      const auto name = absl::StripSuffix(mark->name(), kIsLowerBound);
      if (absl::StartsWith(field.name(), name)) return "at least ";
    }
    return "";
  }

  bool IsEmpty(const FieldDescriptor& list) const {
    return response_.GetReflection()->FieldSize(response_, &list) == 0;
  }

  static bool IsForPrograms(const FieldDescriptor& field) {
    return field.name() == "revision_token" || field.name() == "next_page_token" ||
           field.name() == "more";
  }

  // A resource as it is; of another message, such as a report, its lists. Whether
  // there was anything to print.
  absl::StatusOr<bool> PrintMessage(const Message& message, const FieldDescriptor& field) {
    if (HeldResource(field) != nullptr) {
      if (message.GetDescriptor()->full_name() == v1::Event::descriptor()->full_name()) {
        PrintEvent(message);
      } else {
        session_.out << ViewOf(ToYaml(message, Written::kAll, ShownValues(showing_)), style_);
      }
      PrintZone();
      return true;
    }
    bool said = false;
    for (const FieldDescriptor* part : SetFields(message)) {
      if (!part->is_repeated() || !IsMessage(*part)) continue;
      RETURN_IF_ERROR(PrintList(message, *part));
      said = true;
    }
    return said;
  }

  // Where it is beside where it shall be, if it is to move.
  void PrintEvent(const Message& message) {
    v1::Event event;
    event.ParseFromString(message.SerializeAsString());
    const std::string move = MoveText(event, style_, showing_, session_.options.width);
    event.clear_move();
    session_.out << ViewOf(ToYaml(event, Written::kAll, ShownValues(showing_)), style_) << move;
  }

  // Beside times in one zone the resource names those of its places.
  void PrintZone() {
    if (!showing_.all_here) return;
    session_.out << style_.Dim(TimesAreOf(showing_.here.name())) << "\n";
  }

  absl::Status PrintList(const Message& holder, const FieldDescriptor& field) {
    const bool is_main = &field == command_.items;
    if (!is_main) session_.out << "\n" << style_.Bold(ToSentence(field.name())) << "\n";
    if (!IsMessage(field)) {
      for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &field); ++i) {
        session_.out << GetText(holder, field, i) << "\n";
      }
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const auto columns, ColumnsOf(field, choice_));
    session_.out << Render(TableOf(holder, field, columns, showing_), style_,
                           session_.options.width);
    return absl::OkStatus();
  }

  Session& session_;
  const Command& command_;
  const Message& response_;
  const ListChoice& choice_;
  const bool is_dry_run_;
  const Style style_{session_.options.color};
  const Showing showing_ = ShowingFor(session_.options, session_.catalog);
};

}  // namespace

absl::StatusOr<std::string> ToJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  return MessageJson(message, options);
}

absl::Status PrintResponse(Session& session, const Command& command, const Message& response,
                           const ListChoice& choice, bool is_dry_run) {
  if (!choice.fields || command.answers == nullptr) {
    return Printer(session, command, response, choice, is_dry_run).Print();
  }
  const std::unique_ptr<Message> chosen(response.New());
  chosen->CopyFrom(response);
  KeepFields(*choice.fields, *command.answers, chosen.get());
  return Printer(session, command, *chosen, choice, is_dry_run).Print();
}

}  // namespace taqvim::cli
