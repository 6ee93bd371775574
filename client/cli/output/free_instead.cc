#include "client/cli/output/free_instead.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/output/commands_to_take.h"
#include "client/cli/session/event_batch.h"
#include "client/cli/text/shell_words.h"
#include "client/error.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::ListValue;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::util::MessageDifferencer;

constexpr char kSuggestions[] = "taqvim.cli/free-instead";
constexpr char kTaking[] = "taqvim.cli/free-instead-taking";

void ClearField(Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field != nullptr) message.GetReflection()->ClearField(&message, field);
}

// The check of the request, which is a write of that member of EventWrite or
// itself a list of writes. Without writes when it is neither.
v1::CheckEventsRequest CheckOf(const Message& request, const std::string& member) {
  v1::CheckEventsRequest check;
  const std::string bytes = request.SerializeAsString();
  if (check.GetDescriptor()->FindFieldByName(member) != nullptr) {
    v1::BatchWriteEventsRequest batch;
    if (batch.ParseFromString(bytes)) check.mutable_writes()->Swap(batch.mutable_writes());
    return check;
  }
  v1::EventWrite write;
  const FieldDescriptor* field = write.GetDescriptor()->FindFieldByName(member);
  if (field == nullptr) return check;
  Message* only = write.GetReflection()->MutableMessage(&write, field);
  if (!only->ParseFromString(bytes)) return check;
  // Those of a batch are its own.
  ClearField(*only, "request_id");
  ClearField(*only, "validate_only");
  *check.add_writes() = std::move(write);
  return check;
}

// The event as a write has it; without anything where the write has none.
const v1::Event& EventIn(const v1::EventWrite& write) {
  return write.has_create() ? write.create().event() : write.update().event();
}

const std::string& ResourceOf(const v1::Booking& booking) {
  if (booking.has_space()) return booking.space();
  return booking.has_venue() ? booking.venue() : booking.participant();
}

// Whether the conflict goes away where the event as a whole moves to a time that suits: of a
// booking that has no other time.
bool MovesAlong(const v1::Conflict& conflict, const v1::Event& moved) {
  const auto& bookings = moved.bookings();
  return !conflict.booking().empty() &&
         std::none_of(bookings.begin(), bookings.end(), [&](const v1::Booking& one) {
           return one.has_period() &&
                  (one.id() == conflict.booking() || ResourceOf(one) == conflict.resource());
         });
}

// Of the event that the suggestion is for.
std::vector<std::string> Remaining(const v1::Suggestion& suggestion, const std::string& event,
                                   const v1::EventWrite* write,
                                   const std::vector<v1::Conflict>& conflicts) {
  const v1::Event& taken =
      suggestion.instead().empty() ? v1::Event::default_instance() : EventIn(suggestion.instead(0));
  const bool moves = write != nullptr && taken.has_period() &&
                     !MessageDifferencer::Equals(taken.period(), EventIn(*write).period());
  std::vector<std::string> remaining;
  for (const v1::Conflict& conflict : conflicts) {
    if (!Refuses(conflict) || conflict.event() != event) continue;
    if (conflict.booking() == suggestion.booking()) continue;
    if (moves && MovesAlong(conflict, taken)) continue;
    remaining.push_back(conflict.message());
  }
  return remaining;
}

// A batch is refused for all of its events.
void AddOthers(const google::protobuf::RepeatedPtrField<v1::Conflict>& conflicts,
               FreeInstead* one) {
  for (const v1::Conflict& conflict : conflicts) {
    if (Refuses(conflict) && conflict.event() != one->event) {
      one->remaining.push_back(conflict.message());
    }
  }
}

template <class Texts>
void AddTexts(const char* name, const Texts& texts, Struct* taking) {
  ListValue* list = (*taking->mutable_fields())[name].mutable_list_value();
  for (const std::string& text : texts) list->add_values()->set_string_value(text);
}

std::vector<std::string> TextsOf(const ListValue& list) {
  std::vector<std::string> texts;
  for (const auto& value : list.values()) texts.push_back(value.string_value());
  return texts;
}

const ListValue& ListIn(const Struct& taking, const char* name) {
  return taking.fields().at(name).list_value();
}

Struct TakingOf(const FreeInstead& one) {
  Struct taking;
  (*taking.mutable_fields())["event"].set_string_value(one.event);
  AddTexts("entries", one.entries, &taking);
  AddTexts("remaining", one.remaining, &taking);
  ListValue* commands = (*taking.mutable_fields())["commands"].mutable_list_value();
  for (const auto& command : one.commands) {
    ListValue* words = commands->add_values()->mutable_list_value();
    for (const std::string& word : command) words->add_values()->set_string_value(word);
  }
  return taking;
}

void Take(const Struct& taking, FreeInstead* one) {
  one->event = taking.fields().at("event").string_value();
  one->entries = TextsOf(ListIn(taking, "entries"));
  one->remaining = TextsOf(ListIn(taking, "remaining"));
  for (const auto& command : ListIn(taking, "commands").values()) {
    one->commands.push_back(TextsOf(command.list_value()));
  }
}

template <class Payload>
std::optional<Payload> Attached(const absl::Status& status, const char* url) {
  const auto payload = status.GetPayload(url);
  Payload attached;
  if (!payload || !attached.ParseFromString(std::string(*payload))) return std::nullopt;
  return attached;
}

}  // namespace

absl::Status WithFreeInstead(Session& session, const TypedCommand& typed, const std::string& method,
                             const Message& request, absl::Status refusal) {
  const auto member = session.catalog.checked_as.find(method);
  if (member == session.catalog.checked_as.end()) return refusal;
  if (!client::DecodeError(refusal).conflicts.has_value()) return refusal;
  const v1::CheckEventsRequest check = CheckOf(request, member->second);
  if (check.writes().empty()) return refusal;
  const auto checked = session.client().Call<v1::CheckEventsResponse>(check);
  if (!checked.ok()) return refusal;
  const auto& suggestions = checked->suggestions();
  auto free_instead = FreeInsteadOf({check.writes().begin(), check.writes().end()},
                                    {checked->conflicts().begin(), checked->conflicts().end()},
                                    {suggestions.begin(), suggestions.end()});
  const bool is_batch = check.GetDescriptor()->FindFieldByName(member->second) != nullptr;
  for (size_t i = 0; i < free_instead.size(); ++i) {
    const v1::Suggestion& suggestion = suggestions[static_cast<int>(i)];
    if (suggestion.item() >= check.writes_size()) continue;
    free_instead[i].commands =
        CommandsToTake(session, typed, is_batch ? nullptr : &request,
                       check.writes(suggestion.item()), suggestion.instead());
    if (is_batch) AddOthers(checked->conflicts(), &free_instead[i]);
  }
  return AttachFreeInstead(std::move(refusal), free_instead);
}

bool Refuses(const v1::Conflict& conflict) {
  return conflict.severity() != v1::CONFLICT_SEVERITY_ADVISORY;
}

std::string LineToPaste(const FreeInstead& one) {
  return absl::StrJoin(one.commands, " && ", [](std::string* line, const auto& words) {
    absl::StrAppend(line, ShellLine(words));
  });
}

std::vector<FreeInstead> FreeInsteadOf(const std::vector<v1::EventWrite>& writes,
                                       const std::vector<v1::Conflict>& conflicts,
                                       const std::vector<v1::Suggestion>& suggestions) {
  std::vector<FreeInstead> all;
  for (const v1::Suggestion& suggestion : suggestions) {
    const auto item = static_cast<size_t>(suggestion.item());
    FreeInstead& one = all.emplace_back(FreeInstead{.suggestion = suggestion});
    one.suggestion.clear_instead();
    one.event = EventOf(suggestion, conflicts);
    one.remaining =
        Remaining(suggestion, one.event, item < writes.size() ? &writes[item] : nullptr, conflicts);
  }
  return all;
}

absl::Status AttachFreeInstead(absl::Status status, const std::vector<FreeInstead>& free_instead) {
  if (free_instead.empty()) return status;
  v1::CheckEventsResponse suggestions;
  ListValue taking;
  for (const FreeInstead& one : free_instead) {
    *suggestions.add_suggestions() = one.suggestion;
    *taking.add_values()->mutable_struct_value() = TakingOf(one);
  }
  status.SetPayload(kSuggestions, absl::Cord(suggestions.SerializeAsString()));
  status.SetPayload(kTaking, absl::Cord(taking.SerializeAsString()));
  return status;
}

std::vector<FreeInstead> AttachedFreeInstead(const absl::Status& status) {
  std::vector<FreeInstead> all;
  const auto suggestions = Attached<v1::CheckEventsResponse>(status, kSuggestions);
  const auto taking = Attached<ListValue>(status, kTaking);
  if (!suggestions || !taking) return all;
  for (int i = 0; i < suggestions->suggestions_size(); ++i) {
    FreeInstead& one = all.emplace_back(FreeInstead{.suggestion = suggestions->suggestions(i)});
    Take(taking->values(i).struct_value(), &one);
  }
  return all;
}

}  // namespace taqvim::cli
