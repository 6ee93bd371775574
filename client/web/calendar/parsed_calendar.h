// Reader of iCalendar (RFC 5545) that takes what it can of any bytes, for the doctor: what is
// wrong with lines is said, and the rest is read all the same. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/web/calendar/finding.h"

namespace taqvim::web {

// A line, unfolded.
struct ParsedLine {
  // In capitals, as are those of parameters.
  std::string name;
  std::vector<std::pair<std::string, std::string>> parameters;
  // As it stands, escaped.
  std::string value;
  // That of the bytes on which it begins, from 1.
  int number = 0;

  // The value of the parameter; empty where there is none.
  std::string Parameter(absl::string_view parameter) const;
};

struct ParsedComponent {
  // In capitals.
  std::string name;
  int number = 0;
  std::vector<ParsedLine> lines;
  std::vector<ParsedComponent> components;

  // The first line of that name; null where there is none.
  const ParsedLine* Find(absl::string_view line) const;
  // Its value; empty where there is none.
  std::string Value(absl::string_view line) const;
};

// The components that stand in none, of which a calendar has one VCALENDAR. What is wrong
// with lines goes to the findings: their ends and lengths, bytes that are no UTF-8, what has
// no name, what is begun and not ended. What stands in more than eight components is left out.
std::vector<ParsedComponent> ParseCalendar(absl::string_view bytes, Findings* findings);

}  // namespace taqvim::web
