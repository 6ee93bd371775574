#include "client/cli/command/command_words.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/assign.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/value_text.h"
#include "client/cli/fields/values.h"

namespace taqvim::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AddWords(const GivenFlag& given, std::vector<std::string>* words) {
  const Flag& flag = *given.flag;
  const std::string name =
      flag.letter != 0 ? std::string({'-', flag.letter}) : absl::StrCat("--", flag.name);
  if (flag.value_name.empty()) {
    words->push_back(given.text == "true" ? name : absl::StrCat("--", flag.name, "=", given.text));
  } else if (absl::StartsWith(given.text, "-") && given.text != "-") {
    words->push_back(absl::StrCat("--", flag.name, "=", given.text));
  } else {
    words->insert(words->end(), {name, given.text});
  }
}

// Whether it was read from standard input: `-f -`, or `en=@-`.
bool IsFromInput(const GivenFlag& given) {
  if (given.flag->name == "file") return given.text == "-";
  return given.text == "@-" || absl::EndsWith(given.text, "=@-");
}

class Changing {
 public:
  Changing(const Command& command, const Arguments& arguments, const Message& before,
           const Message& after)
      : command_(command), arguments_(arguments), before_(before), after_(after) {}

  std::optional<Arguments> Run() {
    if (command_.resource == nullptr) return std::nullopt;
    const auto& flags = arguments_.flags;
    if (std::any_of(flags.begin(), flags.end(), IsFromInput)) return std::nullopt;
    const auto& type = *command_.resource->message_type();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (IsOutputOnly(field) || field.name() == "name" || field.name() == "etag") continue;
      if (IsSame(field, Resource(before_), Resource(after_))) continue;
      if (!(field.is_repeated() ? ChangeList(field) : ChangeField(field))) return std::nullopt;
    }
    return arguments_;
  }

 private:
  const Message& Resource(const Message& request) const {
    return request.GetReflection()->GetMessage(request, command_.resource);
  }

  // Whether the flag sets the field, or something in it.
  bool IsOf(const Flag& flag, const FieldDescriptor& field) const {
    return flag.path.size() > 1 && flag.path[0] == command_.resource && flag.path[1] == &field;
  }

  // Takes the flags away that set it, and says where the first of them stood.
  ptrdiff_t Drop(const FieldDescriptor& field) {
    auto& given = arguments_.flags;
    const auto is_of = [&](const GivenFlag& one) { return IsOf(*one.flag, field); };
    const auto at = std::find_if(given.begin(), given.end(), is_of) - given.begin();
    given.erase(std::remove_if(given.begin(), given.end(), is_of), given.end());
    return at;
  }

  // Gives all that is set of it.
  bool ChangeField(const FieldDescriptor& field) {
    std::vector<GivenFlag> fresh;
    const std::unique_ptr<Message> after(after_.New());
    after->CopyFrom(after_);
    for (const Flag& flag : command_.flags()) {
      if (!IsOf(flag, field) || !IsSet(flag.path, after_)) continue;
      const FieldDescriptor& leaf = *flag.path.back();
      if (leaf.is_repeated() || !IsText(leaf)) return false;
      fresh.push_back({&flag, GetText(*HolderOf(flag.path, after.get()), leaf)});
    }
    if (fresh.empty()) return false;
    const ptrdiff_t at = Drop(field);
    arguments_.flags.insert(arguments_.flags.begin() + at, fresh.begin(), fresh.end());
    return true;
  }

  const Flag* FlagOf(const FieldDescriptor& list, ListChange change) const {
    for (const Flag& flag : command_.flags()) {
      if (IsOf(flag, list) && flag.path.size() == 2 && flag.change == change) return &flag;
    }
    return nullptr;
  }

  int SizeOf(const Message& request, const FieldDescriptor& list) const {
    const Message& resource = Resource(request);
    return resource.GetReflection()->FieldSize(resource, &list);
  }

  const Message& Element(const Message& request, const FieldDescriptor& list, int index) const {
    const Message& resource = Resource(request);
    return resource.GetReflection()->GetRepeatedMessage(resource, &list, index);
  }

  bool IsSameElement(const FieldDescriptor& list, int index) const {
    return Element(before_, list, index).SerializeAsString() ==
           Element(after_, list, index).SerializeAsString();
  }

  // Each element that differs, where it was given; else the whole list in place of it.
  bool ChangeList(const FieldDescriptor& list) {
    if (list.is_map() || IsText(list)) return false;
    const Arguments unchanged = arguments_;
    bool done = SizeOf(before_, list) == SizeOf(after_, list);
    for (int i = 0; done && i < SizeOf(after_, list); ++i) {
      done = IsSameElement(list, i) || ChangeElement(list, i);
    }
    if (done) return true;
    arguments_ = unchanged;
    return ReplaceList(list);
  }

  bool ChangeElement(const FieldDescriptor& list, int index) {
    const Message &before = Element(before_, list, index), &after = Element(after_, list, index);
    if (GivenFlag* given = GiverOf(list, index)) {
      given->text = ChangedStructureText(given->text, before, after);
      return true;
    }
    if (command_.update_mask == nullptr || arguments_.Has("file")) return false;
    if (GivenFlag* given = ChangerOf(list, after)) {
      given->text = ChangedStructureText(given->text, before, after);
      return true;
    }
    const Flag* one = FlagOf(list, ListChange::kOne);
    const auto text = ChangeOfElement(before, after);
    if (one == nullptr || !text || Replaces(list)) return false;
    // Behind what was given of the list, so that it has the last word.
    arguments_.flags.push_back({one, *text});
    return true;
  }

  // The last flag that changed the element by its id; nullptr for none.
  GivenFlag* ChangerOf(const FieldDescriptor& list, const Message& element) {
    const FieldDescriptor* id = FindString(*element.GetDescriptor(), "id");
    GivenFlag* changer = nullptr;
    for (GivenFlag& given : arguments_.flags) {
      std::vector<std::pair<std::string, std::string>> pairs;
      if (id == nullptr || !IsOf(*given.flag, list) || given.flag->change != ListChange::kOne ||
          !SplitPairs(given.text, &pairs).ok()) {
        continue;
      }
      const std::pair<std::string, std::string> own = {id->name(), GetText(element, *id)};
      if (std::find(pairs.begin(), pairs.end(), own) != pairs.end()) changer = &given;
    }
    return changer;
  }

  bool Replaces(const FieldDescriptor& list) const {
    const auto& given = arguments_.flags;
    return std::any_of(given.begin(), given.end(), [&](const GivenFlag& one) {
      return IsOf(*one.flag, list) && one.flag->change == ListChange::kReplace;
    });
  }

  // The flag that gave the element as a whole; nullptr where that is not plain: what is new
  // comes last, in the order of its flags.
  GivenFlag* GiverOf(const FieldDescriptor& list, int index) {
    if (arguments_.Has("file")) return nullptr;
    std::vector<GivenFlag*> givers;
    for (GivenFlag& given : arguments_.flags) {
      if (IsOf(*given.flag, list) && GivesWhole(*given.flag)) givers.push_back(&given);
    }
    const int from = SizeOf(before_, list) - static_cast<int>(givers.size());
    const bool all = command_.update_mask == nullptr || Replaces(list);
    if (index < from || (all && from != 0)) return nullptr;
    return givers[static_cast<size_t>(index - from)];
  }

  bool GivesWhole(const Flag& flag) const {
    if (flag.change == ListChange::kOne) return command_.update_mask == nullptr;
    return flag.change == ListChange::kAdd || flag.change == ListChange::kReplace;
  }

  bool ReplaceList(const FieldDescriptor& list) {
    const Flag* replace = FlagOf(list, ListChange::kReplace);
    if (replace == nullptr || SizeOf(after_, list) == 0) return false;
    const ptrdiff_t at = Drop(list);
    std::vector<GivenFlag> fresh;
    for (int i = 0; i < SizeOf(after_, list); ++i) {
      fresh.push_back({replace, StructureText(Element(after_, list, i))});
    }
    arguments_.flags.insert(arguments_.flags.begin() + at, fresh.begin(), fresh.end());
    return true;
  }

  const Command& command_;
  Arguments arguments_;
  const Message& before_;
  const Message& after_;
};

}  // namespace

std::vector<std::string> CommandWords(const Command& command, const Arguments& arguments) {
  std::vector<std::string> words = {"taqvim", command.group, command.verb};
  words.insert(words.end(), arguments.positionals.begin(), arguments.positionals.end());
  for (const GivenFlag& given : arguments.flags) AddWords(given, &words);
  return words;
}

std::optional<Arguments> ChangedArguments(const Command& command, const Arguments& arguments,
                                          const Message& before, const Message& after) {
  return Changing(command, arguments, before, after).Run();
}

}  // namespace taqvim::cli
