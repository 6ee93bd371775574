// Lines that people type, words of any bytes: what is wrong is said as a usage error, what is
// right becomes a request of the command's method, and whatever can stand at the last word
// begins as it does.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "client/cli/command/request.h"
#include "client/cli/commands/special_commands.h"
#include "client/cli/completion/candidates.h"
#include "client/cli/completion/place.h"
#include "client/cli/text/usage_error.h"
#include "proto/check.h"
#include "tests/fuzz/input.h"

namespace cli = taqvim::cli;

namespace {

using Words = std::vector<std::string>;
using google::protobuf::Message;

// Made once: the model of all commands takes longer than a line.
struct Program {
  const cli::Contract& contract = cli::Contract::Embedded();
  const cli::Catalog& catalog = cli::Catalog::Embedded();
  const cli::Model model{contract, catalog};
  const cli::Commands commands{model, catalog, cli::SpecialCommands()};
};

const Program& TheProgram() {
  static const auto* program = new Program();
  return *program;
}

// Whether a word names a file: any that there is could be read, and some would never end.
bool NamesFile(const std::string& word) {
  return absl::StrContains(word, '@') || absl::StartsWith(word, "-f") ||
         absl::StartsWith(word, "--fi");
}

void CheckCandidates(const Program& program, const Words& words) {
  const cli::CompletionSources sources{
      .contexts =
          [] {
            return std::vector<cli::Candidate>{{"library", ""}};
          },
      .names =
          [](const google::protobuf::Descriptor&, const cli::Kind*, const auto& is_wanted) {
            std::vector<cli::ResourceName> names;
            for (const char* name : {"venues/library", "venues/library/spaces/hall"}) {
              if (is_wanted(name)) names.push_back({name, ""});
            }
            return names;
          },
      .texts =
          [](const google::protobuf::FieldDescriptor&, const auto& is_wanted) {
            std::vector<std::string> texts;
            for (const char* text : {"Astana", "Bakı"}) {
              if (is_wanted(text)) texts.emplace_back(text);
            }
            return texts;
          },
      .time_zones =
          [] {
            return std::vector<std::string>{"Asia/Almaty", "UTC"};
          }};
  const cli::Place place = cli::FindPlace(program.commands, words);
  for (const cli::Candidate& candidate :
       cli::CandidatesAt(place, program.commands, program.contract, sources).words) {
    CHECK(candidate.says.find('\n') == std::string::npos);
    CHECK(absl::StartsWithIgnoreCase(candidate.word, place.before));
  }
}

void CheckRequest(const Program& program, const cli::Command& command, const Words& words) {
  std::vector<const cli::Flag*> flags = cli::PointersTo(command.flags());
  for (const cli::Flag& flag : cli::GlobalFlags()) flags.push_back(&flag);
  const auto arguments = cli::ParseArguments(words, flags);
  if (!arguments.ok()) {
    CHECK(cli::IsUsageError(arguments.status()) && !arguments.status().message().empty());
    return;
  }
  const cli::ReadAt at{absl::FromUnixSeconds(1'800'000'000), absl::UTCTimeZone()};
  // What is updated is there, and empty.
  const cli::ReadResource read =
      [&](const std::string&) -> absl::StatusOr<std::unique_ptr<Message>> {
    if (command.resource == nullptr) return absl::NotFoundError("There is none.");
    return program.contract.New(*command.resource->message_type());
  };
  cli::RequestNotes notes;
  const auto request =
      cli::BuildRequest(program.contract, program.catalog, command, *arguments, at, read, &notes);
  if (request.ok()) {
    CHECK((*request)->GetDescriptor() == command.method->input_type());
    CHECK((*request)->IsInitialized());
  } else {
    CHECK(!request.status().message().empty());
    CHECK(cli::IsUsageError(request.status()) || absl::IsNotFound(request.status()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  Words words = absl::StrSplit(std::string(input.Rest()), '\n');
  for (const std::string& word : words) {
    if (NamesFile(word)) return 0;
  }
  const Program& program = TheProgram();
  CheckCandidates(program, words);
  const cli::NamedCommand named = cli::FindNamed(program.commands, words);
  if (named.command == nullptr) return 0;
  words.erase(words.begin(), words.begin() + static_cast<ptrdiff_t>(named.words));
  words.insert(words.begin(), named.flags.begin(), named.flags.end());
  CheckRequest(program, *named.command, words);
  return 0;
}
