// The doctor of calendars, given any bytes, or a calendar with something changed in it: it finds
// each kind once, where there is such a line, and what is severe first.
#include <algorithm>
#include <set>
#include <string>

#include "client/web/calendar/doctor.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace web = taqvim::web;

namespace {

void CheckFindings(const std::string& bytes) {
  const auto lines = std::count(bytes.begin(), bytes.end(), '\n') + 1;
  std::set<std::string> codes;
  web::Severity severity = web::Severity::kBroken;
  for (const web::Finding& finding : web::Examine(bytes)) {
    CHECK(codes.insert(finding.kind.code).second);
    CHECK(finding.count > 0);
    CHECK(0 <= finding.line && finding.line <= lines);
    CHECK(severity <= finding.kind.severity);
    severity = finding.kind.severity;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  CheckFindings(std::string(input.Rest()));
  return 0;
}
