// What is said of an error to people: its sentence, the places in which something is wrong, and
// what to do about it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/output/error_context.h"
#include "client/error.h"

namespace taqvim::cli {

class ErrorWords {
 public:
  // All must outlive it.
  ErrorWords(const absl::Status& status, const client::RemoteError& error,
             const ErrorContext& context)
      : status_(status), error_(error), context_(context) {}

  // What went wrong, in one line. The wrong field that the server's message is about is said with
  // its flag.
  std::string Sentence() const;
  // Whether that has the first of the wrong fields.
  bool TellsFirstViolation() const;

  // The flag that sets the field of the request; empty when there is none.
  std::string FlagOf(const std::string& field) const;
  // Which field is wrong, as it was given, and what of it: `--booking (number 2), space: is
  // required`.
  std::string Violation(const client::FieldViolation& violation) const;

  // What to do, in sentences.
  std::vector<std::string> Hints() const;

 private:
  // Those of the command, made from the contract or by hand.
  const std::vector<Flag>& Flags() const;
  std::string OwnField(const std::string& field) const;
  const Flag* FindFlagFor(const std::string& field) const;
  std::string Place(const std::string& field) const;
  std::string Description(const client::FieldViolation& violation) const;
  std::string KindsAsCommands(std::string sentence) const;
  std::vector<std::string> HintsOfConflicts(const v1::ConflictReport& report) const;
  std::string Override(const v1::ConflictReport& report) const;
  std::string RemedyFor(const v1::ConflictReport& report) const;
  std::string FullReport() const;
  std::string HowToBeKnown() const;

  const absl::Status& status_;
  const client::RemoteError& error_;
  const ErrorContext& context_;
};

}  // namespace taqvim::cli
