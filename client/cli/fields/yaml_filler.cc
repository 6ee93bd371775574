#include "client/cli/fields/yaml_filler.h"

#include <yaml-cpp/yaml.h>

#include "absl/strings/str_cat.h"
#include "client/cli/fields/message_fields.h"
#include "client/cli/fields/values.h"
#include "client/cli/fields/yaml_message.h"
#include "client/cli/text/suggest.h"
#include "client/cli/text/text.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/field_mask_util.h"
#include "proto/status_macros.h"

namespace taqvim::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Where a value stands in the message that is filled.
struct Spot {
  // As the server names it in errors, such as `bookings[0].space`.
  std::string place;
  // The fields that lead to it, while these are what is set: not within lists.
  FieldPath path;
  bool within_value = false;
};

std::string Joined(absl::string_view place, absl::string_view field) {
  return absl::StrCat(place, place.empty() ? "" : ".", field);
}

Spot Below(const Spot& spot, const FieldPath& path) {
  Spot below = spot;
  below.place = Joined(spot.place, PathText(path));
  below.path.insert(below.path.end(), path.begin(), path.end());
  return below;
}

// Within one of a list, or a value that is spelled out.
Spot Within(const Spot& spot, absl::string_view suffix) {
  return {.place = absl::StrCat(spot.place, suffix), .path = {}, .within_value = true};
}

// Clears the field where it is, without making the messages on the way to it.
void ClearAt(const FieldPath& path, Message* message) {
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!message->GetReflection()->HasField(*message, path[i])) return;
    message = message->GetReflection()->MutableMessage(message, path[i]);
  }
  message->GetReflection()->ClearField(message, path.back());
}

// One filling of a message.
class Filler {
 public:
  Filler(std::map<const Descriptor*, std::vector<Flag>>& flags, absl::string_view source,
         absl::string_view entry, Filled* filled)
      : flags_(flags), source_(source), entry_(entry), filled_(filled) {}

  absl::Status FillMessage(const YAML::Node& node, Message* message, const Spot& spot,
                           const std::set<std::string>& besides = {}) {
    if (!node.IsMap()) {
      return Error(
          node, spot,
          absl::StrCat(message->GetDescriptor()->name(), " is a mapping of its fields to values."));
    }
    std::set<const FieldDescriptor*> seen;
    std::set<std::string> passed;
    OneofWatch watch;
    for (const auto& entry : node) {
      if (entry.first.IsScalar() && besides.contains(entry.first.Scalar())) {
        if (passed.insert(entry.first.Scalar()).second) continue;
        return GivenTwice(entry.first, spot);
      }
      ASSIGN_OR_RETURN(auto path, FindPath(entry.first, *message->GetDescriptor(), spot));
      if (!seen.insert(path.back()).second) return GivenTwice(entry.first, spot);
      if (auto status = watch.See(path, entry.first.Scalar()); !status.ok()) {
        return Error(entry.first, spot, status.message());
      }
      const Spot below = Below(spot, path);
      NoteLine(entry.first, below);
      RETURN_IF_ERROR(FillField(entry.second, path, message, below));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Error(const YAML::Node& node, const Spot& spot, absl::string_view message) const {
    std::string where;
    for (const absl::string_view part : {entry_, absl::string_view(spot.place)}) {
      if (!part.empty()) absl::StrAppend(&where, part, ": ");
    }
    return YamlError(source_, node.Mark().line, absl::StrCat(where, message));
  }

  absl::Status GivenTwice(const YAML::Node& key, const Spot& spot) const {
    return Error(key, spot, absl::StrCat("\"", key.Scalar(), "\" is given twice."));
  }

  void NoteLine(const YAML::Node& node, const Spot& spot) {
    if (filled_ != nullptr) filled_->lines.try_emplace(spot.place, node.Mark().line + 1);
  }

  void NoteSet(const Spot& spot) {
    if (filled_ != nullptr && !spot.within_value) filled_->fields.push_back(spot.path);
  }

  const std::vector<Flag>& FlagsFor(const Descriptor& type) {
    const auto [known, is_new] = flags_.try_emplace(&type);
    if (is_new) known->second = FlagsOf(type);
    return known->second;
  }

  absl::StatusOr<FieldPath> FindPath(const YAML::Node& key, const Descriptor& type,
                                     const Spot& spot) {
    if (!key.IsScalar()) return Error(key, spot, "A key is the name of a field.");
    const std::string word = ToKebab(key.Scalar());
    if (const auto* field = type.FindFieldByName(ToSnake(word))) return FieldPath{field};
    const std::vector<Flag>& flags = FlagsFor(type);
    if (const Flag* flag = FindFlag(flags, word)) return flag->path;
    std::vector<std::string> names;
    for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
    for (const std::string& name : FlagNames(flags)) names.push_back(ToSnake(name));
    return Error(key, spot,
                 absl::StrCat(type.name(), " has no field \"", key.Scalar(), "\"",
                              DidYouMean(ToSnake(word), names)));
  }

  absl::Status FillField(const YAML::Node& node, const FieldPath& path, Message* message,
                         const Spot& spot) {
    const FieldDescriptor& field = *path.back();
    const bool merges = !field.is_repeated() && !IsText(field) && !node.IsNull();
    if (!merges || node.size() == 0) NoteSet(spot);
    if (node.IsNull()) {
      ClearAt(path, message);
      return absl::OkStatus();
    }
    Message* holder = HolderOf(path, message);
    if (!merges) holder->GetReflection()->ClearField(holder, &field);
    if (field.is_map()) return FillMap(node, field, holder, spot);
    return field.is_repeated() ? FillList(node, field, holder, spot)
                               : FillOne(node, field, holder, spot);
  }

  absl::Status FillList(const YAML::Node& node, const FieldDescriptor& field, Message* holder,
                        const Spot& spot) {
    if (!node.IsSequence()) return FillOne(node, field, holder, Within(spot, "[0]"));
    int index = 0;
    for (const auto& item : node) {
      const Spot within = Within(spot, absl::StrCat("[", index++, "]"));
      NoteLine(item, within);
      RETURN_IF_ERROR(FillOne(item, field, holder, within));
    }
    return absl::OkStatus();
  }

  absl::Status FillMap(const YAML::Node& node, const FieldDescriptor& field, Message* holder,
                       const Spot& spot) {
    if (!node.IsMap()) return Error(node, spot, "It is a mapping, such as {en: Hall}.");
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
        return Error(entry.first, spot, "It maps one text to one text.");
      }
      if (!seen.insert(entry.first.Scalar()).second) return GivenTwice(entry.first, spot);
      const Spot within = Within(spot, absl::StrCat("[\"", entry.first.Scalar(), "\"]"));
      NoteLine(entry.first, within);
      auto status = SetMapEntry(field, entry.first.Scalar(), entry.second.Scalar(), holder);
      if (!status.ok()) return Error(entry.second, within, status.message());
    }
    return absl::OkStatus();
  }

  absl::Status FillOne(const YAML::Node& node, const FieldDescriptor& field, Message* holder,
                       const Spot& spot) {
    if (node.IsScalar() && IsText(field)) {
      auto status = SetText(field, node.Scalar(), holder);
      return status.ok() ? status : Error(node, spot, status.message());
    }
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return Error(node, spot,
                   field.is_repeated() ? "It is one value or a list of such." : "It is one value.");
    }
    const auto* reflection = holder->GetReflection();
    return FillMessage(node,
                       field.is_repeated() ? reflection->AddMessage(holder, &field)
                                           : reflection->MutableMessage(holder, &field),
                       IsText(field) ? Within(spot, "") : spot);
  }

  std::map<const Descriptor*, std::vector<Flag>>& flags_;
  const absl::string_view source_;
  const absl::string_view entry_;
  Filled* const filled_;
};

// Takes over one field that one mapping set, or cleared.
void CopyField(const Message& from, const FieldPath& path, Message* to) {
  const Message* source = &from;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    source = &source->GetReflection()->GetMessage(*source, path[i]);
  }
  const FieldDescriptor& field = *path.back();
  const bool has = field.is_repeated() ? source->GetReflection()->FieldSize(*source, &field) > 0
                                       : source->GetReflection()->HasField(*source, &field);
  if (!has) return ClearAt(path, to);
  Message* target = HolderOf(path, to);
  if (!field.is_repeated() && !IsText(field)) {
    target->GetReflection()->MutableMessage(target, &field);
    return;
  }
  google::protobuf::FieldMask mask;
  mask.add_paths(field.name());
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(*source, mask, options, target);
}

}  // namespace

void CopyFields(const Message& from, const std::vector<FieldPath>& fields, Message* to) {
  for (const FieldPath& path : fields) CopyField(from, path, to);
}

absl::Status YamlFiller::Fill(const YAML::Node& node, Message* message, Filled* filled,
                              absl::string_view entry, const std::set<std::string>& besides) {
  if (node.IsNull()) return absl::OkStatus();
  return Filler(flags_, source_, entry, filled).FillMessage(node, message, Spot(), besides);
}

absl::Status FillFromYaml(const YAML::Node& node, absl::string_view source, Message* message) {
  return YamlFiller(std::string(source)).Fill(node, message);
}

}  // namespace taqvim::cli
