// Formatter of help pages, made from the contract's comments and the catalog.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/command/model.h"
#include "client/cli/session/special_command.h"
#include "client/cli/text/style.h"

namespace taqvim::cli {

class Help {
 public:
  // The arguments must outlive it.
  Help(const Model& model, const Catalog& catalog, const std::vector<SpecialCommand>& specials,
       Style style)
      : model_(model), catalog_(catalog), specials_(specials), style_(style) {}

  // The text of `taqvim` without arguments.
  std::string Overview() const;
  std::string ForGroup(const Group& group) const;
  std::string ForCommand(const Command& command) const;
  std::string ForSpecial(const SpecialCommand& command) const;
  std::string ForTopic(const Topic& topic) const;

  // For the words after `taqvim help`: a group, a command, which `examples` may follow for
  // those alone, or a topic. A usage error with a suggestion for anything else.
  absl::StatusOr<std::string> For(const std::vector<std::string>& words) const;

 private:
  std::string Heading(absl::string_view text) const;
  std::string Flags(const std::vector<const Flag*>& flags, absl::string_view heading) const;
  std::string AllFlags(const std::vector<Flag>& flags) const;
  std::string Arguments(const std::vector<Flag>& flags) const;
  std::string Examples(const std::vector<Example>& examples) const;
  std::string Sections() const;
  std::string MostUsed(const Command& command) const;
  std::string Ending(const std::string& title) const;

  const Model& model_;
  const Catalog& catalog_;
  const std::vector<SpecialCommand>& specials_;
  Style style_;
};

// `taqvim events create [ID] --title KEY=VALUE... [flags]`
std::string UsageLine(const Command& command);

// Those of the catalog; of a command of a kind that has none, those of the command for all kinds.
std::vector<Example> ExamplesOf(const Model& model, const Catalog& catalog, const Command& command);

// A usage error that suggests a verb of the group.
absl::Status UnknownVerb(const Group& group, const std::vector<SpecialCommand>& specials,
                         absl::string_view verb);

// Words, and what each is about in a sentence.
using HelpRows = std::vector<std::pair<std::string, std::string>>;

// What can follow `taqvim`: groups, special commands, built-in ones.
HelpRows TopLevelRows(const Model& model, const std::vector<SpecialCommand>& specials);
std::vector<std::string> TopLevelWords(const Model& model,
                                       const std::vector<SpecialCommand>& specials);

// The verbs of a group.
HelpRows VerbRows(const Group& group, const std::vector<SpecialCommand>& specials);

}  // namespace taqvim::cli
