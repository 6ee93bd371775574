#include "server/schedule/check/validate.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "server/base/names.h"
#include "server/schedule/check/field_checks.h"

namespace taqvim::schedule {

using google::protobuf::util::FieldMaskUtil;

void CheckRequestId(std::string_view request_id, FieldErrors& errors) {
  const bool right = request_id.size() >= 8 && request_id.size() <= 64 &&
                     std::all_of(request_id.begin(), request_id.end(), absl::ascii_isgraph);
  if (request_id.empty() || right) return;
  errors.Add("request_id", Cat(Quoted(request_id),
                               " is no request id; use 8 to 64 visible ASCII characters, "
                               "best a UUID, or leave it out"));
}

void CheckPageSize(int page_size, FieldErrors& errors, int most) {
  CheckRange("page_size", page_size, 0, most, errors);
}

void CheckWindow(const v1::DateWindow& window, int most_days, FieldErrors& errors) {
  FieldErrors::Scope scope(errors, "window");
  if (!window.has_first_day()) errors.Add("first_day", "is required: the first day to look at");
  if (!window.has_last_day()) errors.Add("last_day", "is required: the last day, included");
  const int before = errors.count();
  CheckFirstAndLast(window, errors);
  if (errors.count() > before || !window.has_first_day() || !window.has_last_day()) return;
  const int64_t days = ToCivilDay(window.last_day()) - ToCivilDay(window.first_day()) + 1;
  if (days > most_days) {
    errors.Add("", Cat("has ", days, " days; at most ", most_days, " are allowed"));
  }
}

void CheckEtag(std::string_view etag, FieldErrors& errors) {
  if (!etag.empty()) return;
  errors.Add("etag", "is required: send the etag last read, so that no newer change is lost");
}

void CheckNewId(std::string_view field, std::string_view id, FieldErrors& errors) {
  if (IsResourceId(id)) return;
  errors.Add(field, Cat(Quoted(id),
                        " is no id; use 1 to 63 lower-case letters, digits and hyphens, "
                        "starting with a letter and not ending with a hyphen, or leave it "
                        "out"));
}

google::protobuf::FieldMask JudgeablePaths(const google::protobuf::FieldMask& mask,
                                           const google::protobuf::Descriptor& descriptor) {
  google::protobuf::FieldMask paths;
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::GetFieldDescriptors(&descriptor, path, nullptr)) continue;
    const size_t dot = path.find('.');
    const auto* field = descriptor.FindFieldByName(path.substr(0, dot));
    if (dot == std::string::npos || field->real_containing_oneof() != nullptr) {
      paths.add_paths(path);
    }
  }
  return paths;
}

}  // namespace taqvim::schedule
