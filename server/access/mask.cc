#include "server/access/mask.h"

#include <algorithm>
#include <string>

namespace taqvim::access {
namespace {

// Whether the field is the other or below it.
bool IsWithin(std::string_view field, std::string_view other) {
  if (!field.starts_with(other)) return false;
  return field.size() == other.size() || field[other.size()] == '.';
}

}  // namespace

bool Changes(const google::protobuf::FieldMask& mask, std::string_view field, bool set) {
  if (mask.paths().empty()) return set;
  return std::any_of(mask.paths().begin(), mask.paths().end(), [field](const std::string& path) {
    return path == "*" || IsWithin(field, path);
  });
}

}  // namespace taqvim::access
