#include "client/cli/completion/value_candidates.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/contract/annotations.h"
#include "client/cli/contract/catalog.h"
#include "client/cli/fields/comma_list.h"
#include "client/cli/fields/field_choice.h"
#include "client/cli/fields/names.h"
#include "client/cli/fields/values.h"
#include "client/cli/text/text.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr char kTimeZones[] = "time-zones";

// What a field or the name of a value says that it is.
struct Meaning {
  const Descriptor* resource = nullptr;
  const EnumDescriptor* type = nullptr;
  const Descriptor* structure = nullptr;
  bool is_bool = false;
  bool is_file = false;
  bool is_context = false;
};

Meaning OfField(const FieldDescriptor& field) {
  Meaning meaning;
  if (field.is_map()) return meaning;
  meaning.is_bool = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) meaning.type = field.enum_type();
  if (!IsText(field)) {
    meaning.structure = field.message_type();
  } else if (field.name() == "name" && IsResource(*field.containing_type())) {
    meaning.resource = field.containing_type();
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    meaning.resource = ReferencedResource(field);
  }
  return meaning;
}

Meaning OfName(const std::string& value_name, const Contract& contract) {
  Meaning meaning;
  meaning.is_file = value_name == "FILE";
  meaning.is_context = value_name == "CONTEXT";
  meaning.is_bool = value_name.empty();
  for (const Descriptor* resource : contract.Resources()) {
    if (ToKebab(resource->name()) == ToKebab(value_name)) meaning.resource = resource;
  }
  for (const EnumDescriptor* type : contract.Enums()) {
    if (ToKebab(type->name()) == ToKebab(value_name)) meaning.type = type;
  }
  return meaning;
}

// Where the last pair of `space=hall,set-up=2h` begins: behind the last comma that is in no
// quotes and has no backslash before it.
size_t LastPair(absl::string_view text) {
  size_t begin = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      begin = i + 1;
    }
  }
  return begin;
}

class Values {
 public:
  Values(const Contract& contract, const Catalog& catalog, const CompletionSources& sources,
         const Kind* kind)
      : contract_(contract), catalog_(catalog), sources_(sources), kind_(kind) {}

  Candidates Of(const Flag& flag, const std::string& before, const std::string& text) {
    before_ = before;
    text_ = text;
    if (TakesList(flag)) PassListed();
    for (const std::string& value : flag.values) Add(value, "");
    if (flag.fields_of != nullptr) AddFields(flag);
    const Meaning meaning =
        flag.path.empty() ? OfName(flag.value_name, contract_) : OfField(*flag.path.back());
    if (meaning.structure != nullptr) return OfStructure(*meaning.structure);
    if (meaning.type != nullptr && flag.values.empty()) AddEnum(*meaning.type);
    if (meaning.resource != nullptr) AddNames(*meaning.resource);
    AddFromElsewhere(flag);
    if (meaning.is_bool) {
      Add("true", "");
      Add("false", "");
    }
    if (meaning.is_context) {
      for (const Candidate& context : sources_.contexts()) Add(context.word, context.says);
    }
    found_.files = meaning.is_file;
    return std::move(found_);
  }

 private:
  void Add(const std::string& value, const std::string& says) {
    if (!absl::StartsWith(value, text_)) return;
    if (std::find(listed_.begin(), listed_.end(), value) != listed_.end()) return;
    found_.words.push_back({before_ + value, FirstSentence(says)});
  }

  bool TakesList(const Flag& flag) const {
    return flag.takes_list ||
           (!flag.path.empty() && IsCommaList(*flag.path.back(), catalog_.comma_lists));
  }

  // Leaves the last of a list, which is begun, and the hyphen of one that is sorted backwards.
  void PassListed() {
    const size_t comma = text_.rfind(',');
    size_t begin = comma == std::string::npos ? 0 : comma + 1;
    if (begin < text_.size() && text_[begin] == '-') ++begin;
    listed_ = absl::StrSplit(text_.substr(0, begin), ',', absl::SkipEmpty());
    before_ += text_.substr(0, begin);
    text_ = text_.substr(begin);
  }

  // Fields of the message, and within it behind a dot. Where there are other values, only those
  // that are begun.
  void AddFields(const Flag& flag) {
    if (!flag.values.empty() && text_.empty()) return;
    const std::vector<std::string> steps = absl::StrSplit(text_, '.');
    const Descriptor* type = flag.fields_of;
    for (size_t i = 0; i + 1 < steps.size() && type != nullptr; ++i) {
      const FieldDescriptor* field = type->FindFieldByName(ToSnake(steps[i]));
      type = field == nullptr ? nullptr : ChoosableWithin(*field);
    }
    if (type == nullptr) return;
    const std::string within = text_.substr(0, text_.size() - steps.back().size());
    for (int i = 0; i < type->field_count(); ++i) {
      const std::string& name = type->field(i)->name();
      const auto& values = flag.values;
      if (std::find(values.begin(), values.end(), name) != values.end()) continue;
      Add(within + name, CommentOf(*type->field(i)));
    }
  }

  // What the catalog says of the field, or of a flag that is called as one.
  void AddFromElsewhere(const Flag& flag) {
    const std::string name = flag.path.empty() ? ToSnake(flag.name) : flag.path.back()->name();
    const auto row = catalog_.values_from.find(name);
    if (row == catalog_.values_from.end()) return;
    if (row->second == kTimeZones) {
      for (const std::string& zone : sources_.time_zones()) Add(zone, "");
      return;
    }
    const std::vector<std::string> parts = absl::StrSplit(row->second, '.');
    const Descriptor* resource = contract_.FindMessage(parts[0]);
    const auto* field = resource == nullptr ? nullptr : resource->FindFieldByName(parts.back());
    if (field == nullptr) return;
    const auto texts = sources_.texts(
        *field, [this](absl::string_view text) { return absl::StartsWith(text, text_); });
    for (const std::string& text : texts) Add(text, "");
  }

  void AddEnum(const EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() == 0) continue;
      Add(EnumWord(*type.value(i)), CommentOf(*type.value(i)));
    }
  }

  // Short names, unless what is there begins as full names do.
  void AddNames(const Descriptor& resource) {
    const std::string pattern = NamePattern(resource);
    const std::string collection = pattern.substr(0, pattern.find('/') + 1);
    const bool full = absl::StartsWith(text_, collection);
    const auto shown = [&](absl::string_view name) {
      return full ? std::string(name) : ShortName(name);
    };
    const auto names = sources_.names(resource, kind_, [&](absl::string_view name) {
      return absl::StartsWith(shown(name), text_);
    });
    for (const ResourceName& name : names) Add(shown(name.name), name.title);
  }

  // `library/hall` of `venues/library/spaces/hall`.
  static std::string ShortName(absl::string_view name) {
    std::vector<std::string> ids;
    const std::vector<std::string> steps = absl::StrSplit(name, '/');
    for (size_t i = 1; i < steps.size(); i += 2) ids.push_back(steps[i]);
    return absl::StrJoin(ids, "/");
  }

  // Its fields, or the values of the one that is begun.
  Candidates OfStructure(const Descriptor& type) {
    if (absl::StartsWith(text_, "{")) return {};
    const size_t pair = LastPair(text_);
    const size_t equals = text_.find('=', pair);
    const std::vector<Flag> parts = FlagsOf(type);
    if (equals != std::string::npos) {
      const Flag* part = FindFlag(parts, text_.substr(pair, equals - pair));
      if (part == nullptr) return {};
      return Values(contract_, catalog_, sources_, nullptr)
          .Of(*part, absl::StrCat(before_, text_.substr(0, equals + 1)), text_.substr(equals + 1));
    }
    before_ += text_.substr(0, pair);
    text_ = text_.substr(pair);
    for (const Flag& part : parts) Add(part.name + "=", part.description);
    return std::move(found_);
  }

  const Contract& contract_;
  const Catalog& catalog_;
  const CompletionSources& sources_;
  const Kind* const kind_;
  // Of a list, what stands before the value.
  std::vector<std::string> listed_;
  std::string before_;
  std::string text_;
  Candidates found_;
};

const Descriptor* MessageOf(const Contract& contract, absl::string_view word) {
  for (const Descriptor* message : contract.Messages()) {
    if (ToKebab(message->name()) == ToKebab(word)) return message;
  }
  return nullptr;
}

}  // namespace

Candidates ValuesOf(const Flag& flag, const Kind* kind, const std::string& before,
                    const std::string& text, const Contract& contract, const Catalog& catalog,
                    const CompletionSources& sources) {
  return Values(contract, catalog, sources, kind).Of(flag, before, text);
}

Candidates ExplainedThings(const Contract& contract, const std::string& text) {
  Candidates found;
  const auto add = [&](const std::string& word, const std::string& says) {
    if (absl::StartsWith(word, text)) found.words.push_back({word, FirstSentence(says)});
  };
  const std::vector<std::string> steps = absl::StrSplit(text, '.');
  if (steps.size() == 1) {
    for (const auto* message : contract.Messages())
      add(ToKebab(message->name()), CommentOf(*message));
    for (const auto* type : contract.Enums()) add(ToKebab(type->name()), CommentOf(*type));
    // The words of tables and refusals; of several that are alike the first says enough.
    std::set<std::string> words;
    for (const auto* type : contract.Enums()) {
      for (int i = 0; i < type->value_count(); ++i) {
        const auto& value = *type->value(i);
        if (value.number() == 0 || !words.insert(EnumWord(value)).second) continue;
        add(EnumWord(value), CommentOf(value));
      }
    }
    return found;
  }
  const Descriptor* message = MessageOf(contract, steps[0]);
  for (size_t i = 1; i + 1 < steps.size() && message != nullptr; ++i) {
    const FieldDescriptor* field = message->FindFieldByName(steps[i]);
    message =
        field == nullptr || field->is_map() || IsText(*field) ? nullptr : field->message_type();
  }
  if (message == nullptr) return found;
  const std::string before = text.substr(0, text.rfind('.') + 1);
  for (int i = 0; i < message->field_count(); ++i) {
    add(before + message->field(i)->name(), CommentOf(*message->field(i)));
  }
  return found;
}

}  // namespace taqvim::cli
