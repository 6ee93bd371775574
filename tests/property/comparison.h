// Holds what the schedule answered and stored against the model. Each function
// returns what differs, for people, or nothing.
#pragma once

#include <map>
#include <string>

#include "tests/property/model/model.h"
#include "tests/property/subject.h"

namespace taqvim::property {

// Code, reason and conflicts. A refusal tells the first of its conflicts and
// how many there are.
std::string CompareAnswers(const Verdict& expected, const Answer& actual);

// Whether a dry run answered as the real call: byte for byte, as both see the
// same clock and random numbers.
std::string CompareDryRun(const Answer& dry, const Answer& real);

// The events of an accepted write, as they were answered.
std::string CompareWritten(const Verdict& verdict, const World& world, const Answer& actual);

// One tentative event as it is read, since ranks change with the events of
// others: another one for each number.
std::string CompareOneHold(int number, const World& world, Subject& subject);

// The report of CheckEvents, all pages.
std::string CompareCheck(const Verdict& expected, const Subject::Check& actual);

// The events and claims that a request touched.
std::string CompareTouched(const Verdict& verdict, const World& world, Subject& subject);

// Everything.
std::string CompareAll(const World& world, Subject& subject);

// Reads the log on from where it was left: revisions are consecutive, and what
// was before a change is what was after the last one of the same resource.
class LogReader {
 public:
  // `writes` is how many writes were accepted since the beginning.
  std::string Compare(int64_t writes, Subject& subject);

 private:
  int64_t read_ = 0;
  // Revisions that withdraw what waits for a venue; nobody asked for them.
  int64_t withdrawals_ = 0;
  std::map<std::string, std::string> latest_;
};

}  // namespace taqvim::property
