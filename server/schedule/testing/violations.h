// What a refusal says about fields, for assertions.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "server/base/field_errors.h"

namespace taqvim::schedule {

// The fields of the status's BadRequest, with what is wrong with each.
inline std::map<std::string, std::string> ViolationsOf(const absl::Status& status) {
  google::rpc::BadRequest detail;
  GetDetail(status, &detail);
  std::map<std::string, std::string> violations;
  for (const auto& violation : detail.field_violations()) {
    violations[violation.field()] = violation.description();
  }
  return violations;
}

// The same of errors that are still being collected.
inline std::map<std::string, std::string> ViolationsOf(const FieldErrors& errors) {
  std::map<std::string, std::string> violations;
  for (const FieldViolation& violation : errors.violations()) {
    violations[violation.field] = violation.description;
  }
  return violations;
}

}  // namespace taqvim::schedule
