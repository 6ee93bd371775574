#include "client/cli/fields/flags.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Whether the fields of the field's message become flags of their own.
bool IsFlattened(const FieldDescriptor& field, const FieldPath& above) {
  if (field.is_repeated() || IsText(field)) return false;
  const auto contains = [&](const FieldDescriptor* outer) {
    return outer->message_type() == field.message_type();
  };
  return std::none_of(above.begin(), above.end(), contains);
}

class Flattening {
 public:
  Flattening(const Descriptor& message, const FlagRules& rules) : rules_(rules) {
    Collect(message, {});
    for (const FieldPath& path : paths_) words_.push_back(Words(path));
  }

  std::vector<Flag> Flags() {
    std::vector<Flag> flags(paths_.size());
    NameAll(&flags);
    std::vector<Flag> all;
    for (size_t i = 0; i < paths_.size(); ++i) {
      Describe(paths_[i], &flags[i]);
      all.push_back(flags[i]);
      if (paths_[i].back()->is_repeated() && rules_.changes(paths_[i])) AddChanges(flags[i], &all);
    }
    return all;
  }

 private:
  void Collect(const Descriptor& message, const FieldPath& above) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      FieldPath path = above;
      path.push_back(&field);
      if (IsOutputOnly(field) || rules_.leave_out(path)) continue;
      if (IsFlattened(field, above)) {
        Collect(*field.message_type(), path);
      } else {
        paths_.push_back(path);
      }
    }
  }

  // The steps of the path that names are made from.
  std::vector<std::string> Words(const FieldPath& path) const {
    std::vector<std::string> words;
    const FieldDescriptor* outer = nullptr;
    for (const FieldDescriptor* field : path) {
      if (field != rules_.resource) words.push_back(Word(outer, *field));
      outer = field;
    }
    return words;
  }

  // Of a field in the message of the outer one, which may be null.
  std::string Word(const FieldDescriptor* outer, const FieldDescriptor& field) const {
    for (const std::string& name :
         {absl::StrCat(outer != nullptr ? outer->name() : "", ".", field.name()), field.name()}) {
      auto renamed = rules_.renames.find(name);
      if (renamed != rules_.renames.end()) return renamed->second;
    }
    if (field.name() == "parent" && ReferencedResource(field) != nullptr) {
      return ToKebab(SingularName(*ReferencedResource(field)));
    }
    const std::string word = ToKebab(field.name());
    if (!field.is_repeated()) return word;
    // OpeningHours opening_hours: the message's own name says what one is called.
    const bool named_alike = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                             ToKebab(field.message_type()->name()) == word;
    return named_alike ? word : Singular(word);
  }

  static std::string Tail(const std::vector<std::string>& words, size_t length) {
    return absl::StrJoin(words.end() - std::min(length, words.size()), words.end(), "-");
  }

  void NameAll(std::vector<Flag>* flags) {
    std::set<std::string> taken(rules_.reserved.begin(), rules_.reserved.end());
    size_t deepest = 0;
    for (const auto& words : words_) deepest = std::max(deepest, words.size());
    for (size_t depth = 1; depth <= deepest; ++depth) {
      for (size_t i = 0; i < paths_.size(); ++i) {
        if (words_[i].size() == depth) (*flags)[i].name = NameFor(i, &taken);
      }
    }
  }

  std::string NameFor(size_t index, std::set<std::string>* taken) const {
    const std::vector<std::string>& words = words_[index];
    for (size_t length = 1; length <= words.size(); ++length) {
      const std::string name = Tail(words, length);
      if (!IsShared(index, length, name) && taken->insert(name).second) return name;
    }
    const std::string full = ToKebab(PathText(paths_[index]));
    return paths_[index].size() > 1 ? full : "request." + full;
  }

  // Whether another path of the same depth would have the same name.
  bool IsShared(size_t index, size_t length, const std::string& name) const {
    const size_t depth = words_[index].size();
    for (size_t i = 0; i < words_.size(); ++i) {
      if (i != index && words_[i].size() == depth && Tail(words_[i], length) == name) return true;
    }
    return false;
  }

  void Describe(const FieldPath& path, Flag* flag) const {
    const FieldDescriptor& field = *path.back();
    flag->path = path;
    flag->value_name = ValueName(field);
    flag->description = CommentOf(field);
    flag->repeatable = field.is_repeated();
    flag->required = std::all_of(path.begin(), path.end(),
                                 [](const FieldDescriptor* step) { return IsRequired(*step); });
    flag->heading = Heading(path);
    AddAliases(path, flag);
  }

  // The further flags of a list or map.
  static void AddChanges(const Flag& one, std::vector<Flag>* all) {
    const FieldDescriptor& field = *one.path.back();
    const std::string plural = ToKebab(field.name());
    // The name ends with the singular, or is a path to the field itself.
    const size_t kept = one.name.size() - std::min(one.name.size(), Singular(plural).size());
    const bool shortened = one.name.substr(kept) == Singular(plural);
    const std::string all_of_them = shortened ? one.name.substr(0, kept) + plural : one.name;
    if (!field.is_map()) {
      all->push_back(Changed(one, ListChange::kAdd, "add-", one.name, all_of_them,
                             "Adds one. The others stay."));
    }
    all->push_back(Changed(one, ListChange::kRemove, "remove-", one.name, all_of_them,
                           "Removes one. The others stay."));
    all->push_back(Changed(one, ListChange::kReplace, "replace-", all_of_them, one.name,
                           "Puts what is given in place of all that there are; an empty value "
                           "leaves none."));
    Flag& remove = (*all)[all->size() - 2];
    if (field.is_map()) {
      remove.value_name = "KEY";
    } else if (!IsText(field) && FindString(*field.message_type(), "id") != nullptr) {
      remove.value_name = "ID";
    }
  }

  static Flag Changed(Flag flag, ListChange change, absl::string_view prefix,
                      const std::string& name, const std::string& alias, const char* description) {
    flag.change = change;
    std::set<std::string> aliases = {absl::StrCat(prefix, alias), absl::StrCat(prefix, flag.name)};
    for (const std::string& other : flag.aliases) aliases.insert(absl::StrCat(prefix, other));
    flag.name = absl::StrCat(prefix, name);
    aliases.erase(flag.name);
    flag.aliases.assign(aliases.begin(), aliases.end());
    flag.description = description;
    flag.required = false;
    return flag;
  }

  std::string Heading(const FieldPath& path) const {
    const bool in_resource = path.front() == rules_.resource;
    const size_t first = in_resource ? 1 : 0;
    if (path.size() > first + 1) return ToSentence(path[first]->name());
    return in_resource ? ToSentence(rules_.resource->name()) : "Request";
  }

  void AddAliases(const FieldPath& path, Flag* flag) const {
    const std::string full = ToKebab(PathText(path));
    std::set<std::string> aliases = {full, ToKebab(path.back()->name())};
    if (path.front() == rules_.resource) aliases.insert(full.substr(full.find('.') + 1));
    // A plural, or a name that was replaced, is an alias only where no other
    // flag has it.
    const bool shortened = flag->name == Word(nullptr, *path.back());
    if (!shortened) aliases.erase(ToKebab(path.back()->name()));
    aliases.erase(flag->name);
    flag->aliases.assign(aliases.begin(), aliases.end());
  }

  const FlagRules& rules_;
  std::vector<FieldPath> paths_;
  std::vector<std::vector<std::string>> words_;
};

}  // namespace

std::vector<Flag> FlagsOf(const Descriptor& message, const FlagRules& rules) {
  return Flattening(message, rules).Flags();
}

std::string PathText(const FieldPath& path) {
  return absl::StrJoin(path, ".", [](std::string* text, const FieldDescriptor* field) {
    absl::StrAppend(text, field->name());
  });
}

const Flag* FindFlag(const std::vector<Flag>& flags, absl::string_view name) {
  const std::string wanted = ToKebab(name);
  for (const Flag& flag : flags) {
    if (flag.name == wanted) return &flag;
  }
  for (const Flag& flag : flags) {
    if (std::find(flag.aliases.begin(), flag.aliases.end(), wanted) != flag.aliases.end()) {
      return &flag;
    }
  }
  return nullptr;
}

std::vector<std::string> FlagNames(const std::vector<Flag>& flags) {
  std::vector<std::string> names;
  for (const Flag& flag : flags) names.push_back(flag.name);
  return names;
}

}  // namespace taqvim::cli
