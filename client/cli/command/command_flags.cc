#include "client/cli/command/command_flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "client/cli/command/global_flags.h"
#include "client/cli/command/own_flags.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/fields/columns.h"
#include "client/cli/fields/list_element.h"
#include "client/cli/fields/names.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

class FlagMaker {
 public:
  FlagMaker(const Command& command, const Catalog& catalog)
      : command_(command), catalog_(catalog) {}

  std::vector<Flag> Make() {
    flags_ = FlagsOf(*command_.method->input_type(), Rules());
    for (Flag& flag : flags_) {
      Adjust(&flag);
      if (flag.path.back()->is_repeated()) AdjustList(&flag);
    }
    if (command_.kind != nullptr) RemoveOtherKinds();
    AddParentFlags();
    AddOneWrite();
    if (command_.items != nullptr) AddListFlags();
    if (command_.answers != nullptr) AddOwn(FieldsFlag(*command_.answers));
    if (catalog_.secret_addresses.contains(std::string(command_.method->name()))) {
      AddOwn(SiteFlag());
    }
    AddSeveral();
    AddSynonyms();
    return std::move(flags_);
  }

 private:
  FlagRules Rules() const {
    FlagRules rules;
    rules.resource = command_.resource;
    rules.renames = catalog_.flag_names;
    for (const std::string& name : FlagNames(GlobalFlags())) {
      // That of a venue is called as people call it; see the flag's help.
      if (name != "time-zone") rules.reserved.push_back(name);
    }
    for (const char* name : {"limit", "columns", "sort", "all", "fields", "site"})
      rules.reserved.push_back(name);
    const bool creates = command_.resource != nullptr && command_.update_mask == nullptr;
    const FieldDescriptor* resource = command_.resource;
    // The name of what is created is made from its id, and it has no etag yet.
    rules.changes = [resource](const FieldPath& path) {
      return resource != nullptr && path.size() > 1 && path[0] == resource;
    };
    rules.leave_out = [creates, resource](const FieldPath& path) {
      return creates && path.size() == 2 && path[0] == resource &&
             (path[1]->name() == "name" || path[1]->name() == "etag");
    };
    return rules;
  }

  void Adjust(Flag* flag) const {
    const auto values = catalog_.values_of.find(flag->path.back()->name());
    if (values != catalog_.values_of.end()) flag->values = values->second;
    if (IsPositional(flag->path)) {
      flag->positional = true;
      flag->value_name = absl::AsciiStrToUpper(flag->name);
      if (flag->path == command_.name) flag->required = !IsOptional(*flag->path.back());
      if (flag->path == command_.name) flag->value_name = "NAME";
      if (IsNewId(flag->path)) flag->value_name = "ID";
      if (IsAliased(flag->path)) flag->required = true;
    } else if (IsEtagToRead(flag->path) || IsImplied(*flag)) {
      flag->required = false;
    }
  }

  void AddSynonyms() {
    for (const auto& [other, name] : catalog_.synonyms.flags) {
      if (FindFlag(flags_, other) != nullptr) continue;
      for (Flag& flag : flags_) {
        if (flag.name == name) flag.aliases.push_back(other);
      }
    }
  }

  // What creates something has no list of it before, but for that of a file.
  void AdjustList(Flag* flag) const {
    if (command_.update_mask == nullptr) {
      flag->hidden = flag->change != ListChange::kOne;
      return;
    }
    if (command_.resource == nullptr || flag->path[0] != command_.resource) return;
    const FieldDescriptor& list = *flag->path.back();
    const std::string which = WhichIsMeant(list, catalog_.list_keys);
    if (flag->change == ListChange::kRemove && !which.empty()) {
      flag->description = absl::StrCat("Removes one: ", which, ". The others stay.");
    }
    if (flag->change != ListChange::kOne) return;
    absl::StrAppend(&flag->description, "\n\n",
                    list.is_map()   ? "Sets or adds one. The others stay."
                    : which.empty() ? "For a new list; one that there is takes the flags below."
                                    : absl::StrCat("Changes what is given of one: ", which,
                                                   ". The rest of it stays, and the others."));
  }

  bool IsPositional(const FieldPath& path) const {
    if (path == command_.name || IsNewId(path) || IsAliased(path)) return true;
    auto given = catalog_.positionals.find(command_.method->name());
    if (given == catalog_.positionals.end()) return false;
    const std::string text = PathText(path);
    return std::find(given->second.begin(), given->second.end(), text) != given->second.end();
  }

  bool IsAliased(const FieldPath& path) const {
    return command_.alias != nullptr && PathText(path) == command_.alias->positional;
  }

  bool IsNewId(const FieldPath& path) const {
    return path.size() == 1 && command_.resource != nullptr &&
           path[0]->name() == command_.resource->name() + "_id";
  }

  bool IsEtagToRead(const FieldPath& path) const {
    return !command_.name.empty() && path.back()->name() == "etag";
  }

  // What need not be given: on update all but the name; the parent of a list,
  // which is then any.
  bool IsImplied(const Flag& flag) const {
    if (command_.update_mask != nullptr) return true;
    return command_.items != nullptr && flag.path.back()->name() == "parent";
  }

  // In the group of a kind, its own fields are required where they say so, and
  // those of the other kinds make no sense, nor does the filter for kinds.
  void RemoveOtherKinds() {
    const auto is_other = [this](const Flag& flag) {
      if (PathText(flag.path) == command_.kind->filter_field) return true;
      const FieldDescriptor* member = Member(flag.path);
      return member != nullptr && member->name() != command_.kind->field;
    };
    flags_.erase(std::remove_if(flags_.begin(), flags_.end(), is_other), flags_.end());
    for (Flag& flag : flags_) {
      const bool own = Member(flag.path) != nullptr && flag.path.size() == 3;
      if (own && command_.update_mask == nullptr && flag.change == ListChange::kOne) {
        flag.required = IsRequired(*flag.path.back());
      }
    }
  }

  // The kind's field on the path: a member of the oneof that has all kinds.
  const FieldDescriptor* Member(const FieldPath& path) const {
    if (command_.resource == nullptr || path.size() < 2 || path[0] != command_.resource) {
      return nullptr;
    }
    const auto* own = command_.resource->message_type()->FindFieldByName(command_.kind->field);
    const bool alike = own != nullptr && own->containing_oneof() != nullptr &&
                       path[1]->containing_oneof() == own->containing_oneof();
    return alike ? path[1] : nullptr;
  }

  // `spaces get hall --venue library`: the flags are no fields, they complete the name.
  void AddParentFlags() {
    if (command_.name.empty()) return;
    const Descriptor* resource = command_.name.size() == 1 ? ReferencedResource(*command_.name[0])
                                                           : command_.resource->message_type();
    auto variables = PatternVariables(NamePattern(*resource));
    variables.pop_back();
    for (const std::string& variable : variables) {
      Flag flag;
      flag.name = ToKebab(variable);
      flag.value_name = absl::AsciiStrToUpper(variable);
      flag.description = absl::StrCat("The ", variable, " that it belongs to, where NAME is only ",
                                      "the last part of its name.");
      flag.heading = "Request";
      flags_.push_back(std::move(flag));
    }
  }

  // The flags of the command whose write the batch may take, but for those that are about the
  // batch as a whole, and for those that it has itself.
  void AddOneWrite() {
    if (command_.one_write == nullptr) return;
    for (const Flag& flag : command_.one_write->flags()) {
      const bool is_own = flag.path.empty();
      const bool of_batch =
          !is_own && flag.path.size() == 1 &&
          (flag.path[0]->name() == "request_id" || flag.path[0]->name() == "validate_only");
      if (is_own || of_batch || FindFlag(flags_, flag.name) != nullptr) continue;
      flags_.push_back(flag);
      flags_.back().required = false;
    }
  }

  void AddListFlags() {
    const auto usual = catalog_.limits.find(command_.method->name());
    AddOwn("limit", "NUMBER",
           absl::StrCat(
               "How many to show in all. Pages are followed until there are so many; without it, ",
               usual == catalog_.limits.end() ? "to the end."
                                              : absl::StrCat("until ", usual->second, ".")));
    AddOfColumns(
        "columns",
        "Which columns to show, in which order: their titles as the table has them, such as "
        "name,title, or fields as taqvim explain names them. -o wide shows all columns.");
    AddOfColumns(
        "sort",
        "By which columns to order what was listed; -COLUMN begins with the last. All of it is "
        "fetched first, up to --limit.");
    if (!command_.lists_upcoming) return;
    AddOwn(
        "all", "",
        "Lists everything in the order in which it was created, as in a pipe. Without it, people "
        "at a terminal see each event's next occurrence in order of time, and nothing that is "
        "over or cancelled. --columns, --sort and --page-token list everything, too.");
  }

  // Several names, and a question before what is severe.
  void AddSeveral() {
    if (IsSevere()) {
      AddOwn("yes", "", "Do not ask at a terminal whether to go on.");
    }
    if (!command_.takes_several) return;
    for (Flag& flag : flags_) {
      if (flag.path == command_.name) flag.repeatable = true;
    }
    if (command_.batched_as.empty()) return;
    AddOwn("programme", "EVENT",
           "Instead of names: all events of these culture days to which it can be done, in one "
           "batch.");
  }

  // One whose values are columns of its table.
  void AddOfColumns(const char* name, std::string description) {
    Flag flag = OwnFlag(name, "COLUMN,...", std::move(description));
    const Descriptor& type = *command_.items->message_type();
    for (const Column& column : ColumnsFor(catalog_, command_.group, type)) {
      flag.values.push_back(ColumnWord(column.title));
    }
    flag.fields_of = &type;
    flag.takes_list = true;
    AddOwn(std::move(flag));
  }

  // Whether it does, or can be made to do, what is said before it.
  bool IsSevere() const {
    if (catalog_.severe.contains(command_.method->name())) return true;
    if (command_.update_mask == nullptr) return false;
    const Descriptor& resource = *command_.resource->message_type();
    return std::any_of(catalog_.severe_fields.begin(), catalog_.severe_fields.end(),
                       [&](const auto& row) { return resource.FindFieldByName(row.first); });
  }

  // A flag that is no field of the request.
  void AddOwn(const char* name, const char* value_name, std::string description) {
    AddOwn(OwnFlag(name, value_name, std::move(description)));
  }
  void AddOwn(Flag flag) {
    flag.heading = "Request";
    flags_.push_back(std::move(flag));
  }

  const Command& command_;
  const Catalog& catalog_;
  std::vector<Flag> flags_;
};

}  // namespace

std::vector<Flag> MakeFlags(const Command& command, const Catalog& catalog) {
  return FlagMaker(command, catalog).Make();
}

}  // namespace taqvim::cli
