#include "server/base/field_errors.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/base/strings.h"

namespace taqvim::schedule {
namespace {

constexpr size_t kBadRequestBytes = 4096;

// Field descriptions are ours and short, but paths hold keys that callers chose.
google::rpc::BadRequest ToBadRequest(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest detail;
  size_t bytes = 0;
  for (const FieldViolation& violation : violations) {
    bytes += violation.field.size() + violation.description.size() + 8;
    if (bytes > kBadRequestBytes && detail.field_violations_size() > 0) break;
    auto* added = detail.add_field_violations();
    added->set_field(violation.field);
    added->set_description(violation.description);
  }
  return detail;
}

std::string Summary(const FieldViolation& first, int count) {
  std::string summary =
      first.field.empty() ? first.description : Cat(first.field, ": ", first.description);
  if (count == 2) Append(&summary, " (and 1 more field)");
  if (count > 2) Append(&summary, " (and ", count - 1, " more fields)");
  return summary;
}

}  // namespace

void FieldErrors::Add(std::string_view field, std::string_view description,
                      v1::ErrorReason reason) {
  Keep(field, {.field = "", .description = std::string(description), .reason = reason});
}

void FieldErrors::AddMissing(std::string_view field, std::string_view name,
                             std::string_view description) {
  Keep(field, {.field = "",
               .description = Cat(name, " ", description),
               .reason = v1::ERROR_REASON_REFERENCE_NOT_FOUND,
               .missing = std::string(name)});
}

void FieldErrors::AddNew(const FieldErrors& found, const FieldErrors& old) {
  for (const FieldViolation& violation : found.violations_) {
    const bool known =
        std::any_of(old.violations_.begin(), old.violations_.end(), [&](const FieldViolation& one) {
          return one.field == violation.field && one.description == violation.description;
        });
    if (!known) Add(violation.field, violation.description, violation.reason);
  }
}

void FieldErrors::Keep(std::string_view field, FieldViolation violation) {
  ++count_;
  if (full()) return;
  const bool joined = path_.empty() || field.empty() || field.front() == '[';
  violation.field = Cat(path_, joined ? "" : ".", field);
  violations_.push_back(std::move(violation));
}

absl::Status FieldErrors::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  const FieldViolation& first = violations_.front();
  absl::Status status =
      MakeStatus(absl::StatusCode::kInvalidArgument, first.reason, Summary(first, count_));
  AddDetail(status, ToBadRequest(violations_));
  if (!first.missing.empty()) AddResourceInfo(status, first.missing, first.description);
  return status;
}

FieldErrors::Scope::Scope(FieldErrors& errors, std::string_view part)
    : errors_(errors), length_(errors.path_.size()) {
  if (length_ > 0) errors_.path_.push_back('.');
  errors_.path_.append(part);
}

FieldErrors::Scope::Scope(FieldErrors& errors, std::string_view part, int index)
    : Scope(errors, part) {
  // Scopes are opened for every message, and hardly ever read.
  char digits[std::numeric_limits<int>::digits10 + 2];
  char* const end = std::to_chars(digits, digits + sizeof(digits), index).ptr;
  errors_.path_.append(1, '[').append(digits, end - digits).append(1, ']');
}

FieldErrors::Scope::~Scope() { errors_.path_.resize(length_); }

void AddNotFound(std::string_view field, std::string_view name, FieldErrors& errors) {
  errors.AddMissing(field, name, "does not exist or is archived; create it first, or name another");
}

}  // namespace taqvim::schedule
