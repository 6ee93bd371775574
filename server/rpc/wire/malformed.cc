#include "server/rpc/wire/malformed.h"

#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/stubs/common.h"
#include "google/protobuf/unknown_field_set.h"
#include "server/base/errors.h"

namespace taqvim::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// As deep as the parser goes.
constexpr int kMaxDepth = 100;

struct Fault {
  std::string path;
  std::string description;
};

std::string Join(absl::string_view path, absl::string_view part) {
  return path.empty() ? std::string(part) : absl::StrCat(path, ".", part);
}

std::optional<Fault> FindFault(absl::string_view bytes, const Descriptor& type,
                               const std::string& path, int depth);

// The key of a map entry, for the path; empty when it cannot be shown.
std::string KeyOf(const UnknownFieldSet& entry) {
  for (int i = 0; i < entry.field_count(); ++i) {
    const UnknownField& field = entry.field(i);
    if (field.number() != 1 || field.type() != UnknownField::TYPE_LENGTH_DELIMITED) continue;
    const std::string& key = field.length_delimited();
    return google::protobuf::internal::IsStructurallyValidUTF8(key) ? key : "";
  }
  return "";
}

// A map entry is reported as the map with its key.
std::optional<Fault> FindFaultInEntry(absl::string_view bytes, const Descriptor& entry,
                                      const std::string& path, int depth) {
  UnknownFieldSet fields;
  if (!fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fault{path, "is not a map entry; encode the request with the messages of the contract"};
  }
  auto fault = FindFault(bytes, entry, "", depth);
  if (fault.has_value()) fault->path = absl::StrCat(path, "[\"", KeyOf(fields), "\"]");
  return fault;
}

std::optional<Fault> FindFaultInField(const UnknownField& field, const FieldDescriptor& declared,
                                      const std::string& path, int depth) {
  const std::string& bytes = field.length_delimited();
  switch (declared.type()) {
    case FieldDescriptor::TYPE_STRING:
      if (google::protobuf::internal::IsStructurallyValidUTF8(bytes)) return std::nullopt;
      return Fault{path, "is not valid UTF-8; send text as UTF-8"};
    case FieldDescriptor::TYPE_MESSAGE:
      return FindFault(bytes, *declared.message_type(), path, depth + 1);
    default:
      return std::nullopt;
  }
}

// The first place at which the bytes are not a message of that type.
std::optional<Fault> FindFault(absl::string_view bytes, const Descriptor& type,
                               const std::string& path, int depth) {
  UnknownFieldSet fields;
  if (depth > kMaxDepth || !fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fault{path, absl::StrCat("is not a ", type.full_name(),
                                    "; encode the request with the messages of the contract")};
  }
  absl::flat_hash_map<int, int> seen;
  for (int i = 0; i < fields.field_count(); ++i) {
    const FieldDescriptor* declared = type.FindFieldByNumber(fields.field(i).number());
    if (declared == nullptr || fields.field(i).type() != UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    const int index = seen[declared->number()]++;
    std::string at = Join(path, declared->name());
    if (declared->is_map()) {
      auto fault = FindFaultInEntry(fields.field(i).length_delimited(), *declared->message_type(),
                                    at, depth + 1);
      if (fault.has_value()) return fault;
      continue;
    }
    if (declared->is_repeated()) absl::StrAppend(&at, "[", index, "]");
    auto fault = FindFaultInField(fields.field(i), *declared, at, depth);
    if (fault.has_value()) return fault;
  }
  return std::nullopt;
}

}  // namespace

absl::Status MalformedRequest(absl::string_view bytes, const Descriptor& type) {
  const auto fault = FindFault(bytes, type, "", 0);
  if (fault.has_value()) {
    return schedule::InvalidField(fault->path, fault->description,
                                  v1::ERROR_REASON_MALFORMED_REQUEST);
  }
  return schedule::InvalidField("",
                                absl::StrCat("the request is not a ", type.full_name(),
                                             "; encode it with the messages of the contract"),
                                v1::ERROR_REASON_MALFORMED_REQUEST);
}

}  // namespace taqvim::rpc
