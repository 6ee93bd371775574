// A contract that has grown by a field, a method and a service: flags, commands, help and
// completion of them come of the .proto files, with no other change.
#include "client/cli/testing/grown_contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/str_join.h"
#include "client/cli/commands/run_command.h"
#include "client/cli/commands/special_commands.h"
#include "client/cli/completion/candidates.h"
#include "client/cli/help/explain.h"
#include "client/cli/help/help.h"
#include "client/cli/help/man_pages.h"
#include "client/cli/testing/scripted_server.h"
#include "google/protobuf/text_format.h"

namespace taqvim::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

constexpr char kField[] = R"(
  // How many people can stand in it.
  int32 standing_places = 99 [(google.api.field_behavior) = OPTIONAL];
)";

constexpr char kMethod[] = R"(
  // Measures a space anew.
  rpc MeasureSpace(MeasureSpaceRequest) returns (MeasureSpaceResponse);
)";

constexpr char kMethodMessages[] = R"(
// What is to be measured, and how.
message MeasureSpaceRequest {
  // The space, `venues/{venue}/spaces/{space}`.
  string name = 1 [
    (google.api.field_behavior) = REQUIRED,
    (google.api.resource_reference).type = "taqvim.dev/Space"
  ];
  // With what.
  enum Tool {
    // Not said.
    TOOL_UNSPECIFIED = 0;
    // A tape.
    TOOL_TAPE = 1;
    // A laser.
    TOOL_LASER = 2;
  }
  // With what it is measured.
  Tool tool = 2 [(google.api.field_behavior) = OPTIONAL];
}
// What came out.
message MeasureSpaceResponse {
  // The space.
  Space space = 1;
}
)";

constexpr char kService[] = R"(
syntax = "proto3";
package taqvim.v1;
import "google/api/field_behavior.proto";
import "google/api/resource.proto";

// Keeps loans between museums.
service LoanService {
  // Shows one loan.
  rpc GetLoan(GetLoanRequest) returns (GetLoanResponse);
  // Lists loans.
  rpc ListLoans(ListLoansRequest) returns (ListLoansResponse);
  // Creates a loan.
  rpc CreateLoan(CreateLoanRequest) returns (CreateLoanResponse);
}

// A work that a museum lends to another.
message Loan {
  option (google.api.resource) = {
    type: "taqvim.dev/Loan" pattern: "loans/{loan}" singular: "loan" plural: "loans"
  };
  // The resource name, `loans/{loan}`.
  string name = 1 [(google.api.field_behavior) = IDENTIFIER];
  // What is lent: BCP 47 language tag to text.
  map<string, string> title = 2 [(google.api.field_behavior) = REQUIRED];
  // Who lends it, `organizations/{organization}`.
  string lender = 3 [(google.api.resource_reference).type = "taqvim.dev/Organization"];
}
// Which loan to show.
message GetLoanRequest {
  // The loan, `loans/{loan}`.
  string name = 1 [
    (google.api.field_behavior) = REQUIRED,
    (google.api.resource_reference).type = "taqvim.dev/Loan"
  ];
}
// A loan as it is.
message GetLoanResponse {
  // The loan.
  Loan loan = 1;
}
// Which loans to list.
message ListLoansRequest {
  // How many to return at most.
  int32 page_size = 1;
  // The token of the page.
  string page_token = 2;
}
// A page of loans.
message ListLoansResponse {
  // The loans.
  repeated Loan loans = 1;
  // The token of the next page.
  string next_page_token = 2;
}
// A new loan.
message CreateLoanRequest {
  // The last part of its name.
  string loan_id = 1 [(google.api.field_behavior) = OPTIONAL];
  // The loan.
  Loan loan = 2 [(google.api.field_behavior) = REQUIRED];
}
// The loan that was created.
message CreateLoanResponse {
  // The loan.
  Loan loan = 1;
}
)";

std::vector<Addition> Additions() {
  const std::string venues = "taqvim/v1/venue_service.proto";
  return {{"taqvim/v1/space.proto", "message Space {", kField},
          {venues, "service VenueService {", kMethod},
          {venues, "", kMethodMessages},
          {"taqvim/v1/loan_service.proto", "", kService}};
}

class GrownContract : public ::testing::Test {
 protected:
  Help MakeHelp() const { return Help(model_, catalog_, SpecialCommands(), Style(false, 80)); }

  std::vector<std::string> Complete(const std::vector<std::string>& words) {
    const CompletionSources sources{
        .contexts = [] { return std::vector<Candidate>(); },
        .names =
            [](const google::protobuf::Descriptor& resource, const Kind*, const auto&) {
              return std::vector<ResourceName>{
                  {resource.name() == "Loan" ? "loans/sword" : "organizations/museum", ""}};
            }};
    const Commands commands{model_, catalog_, SpecialCommands()};
    std::vector<std::string> found;
    for (const Candidate& candidate :
         CandidatesAt(FindPlace(commands, words), commands, *contract_, sources).words) {
      found.push_back(candidate.word);
    }
    return found;
  }

  // Answers requests of the method by that message, in text.
  void Answer(const std::string& method, const std::string& text) {
    const auto& found = *contract_->FindMethod(method);
    auto response = contract_->New(*found.output_type());
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, response.get()));
    server_.AnswerBytes(found.input_type()->full_name(),
                        [this, &found, bytes = response->SerializeAsString()](
                            const std::string& request) -> absl::StatusOr<std::string> {
                          auto asked = contract_->New(*found.input_type());
                          asked->ParseFromString(request);
                          asked_ = asked->ShortDebugString();
                          return bytes;
                        });
  }

  // What the command prints.
  std::string Taqvim(const std::vector<std::string>& words, Format format = Format::kText) {
    const NamedCommand named = FindNamed({model_, catalog_, SpecialCommands()}, words);
    GlobalOptions options;
    options.format = format;
    const ContextFile contexts("");
    std::ostringstream out, err;
    Session session{.contract = *contract_,
                    .catalog = catalog_,
                    .model = model_,
                    .contexts = contexts,
                    .options = options,
                    .out = out,
                    .err = err,
                    .connection = server_.MakeClient()};
    const auto arguments =
        ParseArguments({words.begin() + 2, words.end()}, PointersTo(named.command->flags()));
    EXPECT_TRUE(arguments.ok()) << arguments.status();
    const auto code = RunCommand(session, *named.command, *arguments);
    EXPECT_TRUE(code.ok()) << code.status();
    return out.str();
  }

  const Catalog& catalog_ = Catalog::Embedded();
  const std::unique_ptr<Contract> contract_ = Grow(Additions());
  const Model model_{*contract_, catalog_};
  ScriptedServer server_{contract_->pool()};
  std::string asked_;
};

TEST_F(GrownContract, BringsAField) {
  EXPECT_THAT(*MakeHelp().For({"spaces", "create"}),
              AllOf(HasSubstr("--standing-places"), HasSubstr("How many people can stand in it.")));
  EXPECT_THAT(Complete({"spaces", "update", "--standing"}), ElementsAre("--standing-places"));
  EXPECT_THAT(*Explain(*contract_, {"space.standing-places"}, Style(false, 80)),
              HasSubstr("How many people can stand in it."));
  Answer("CreateSpace", "space { name: 'venues/v/spaces/s' standing_places: 40 }");
  EXPECT_THAT(Taqvim({"spaces", "create", "--venue", "v", "--title", "en=Yard", "s",
                      "--standing-places", "40"}),
              HasSubstr("40"));
  EXPECT_THAT(asked_, HasSubstr("standing_places: 40"));
}

TEST_F(GrownContract, BringsAMethod) {
  EXPECT_THAT(*MakeHelp().For({"spaces"}), HasSubstr("Measures a space anew."));
  EXPECT_THAT(*MakeHelp().For({"spaces", "measure"}),
              AllOf(HasSubstr("taqvim spaces measure"), HasSubstr("--tool TOOL"),
                    HasSubstr("laser  A laser.")));
  EXPECT_THAT(Complete({"spaces", "meas"}), ElementsAre("measure"));
  EXPECT_THAT(Complete({"spaces", "measure", "--tool", "l"}), ElementsAre("laser"));
  Answer("MeasureSpace", "space { name: 'venues/v/spaces/s' seats: 12 }");
  EXPECT_THAT(Taqvim({"spaces", "measure", "venues/v/spaces/s", "--tool", "laser"}),
              HasSubstr("12"));
  EXPECT_THAT(asked_, HasSubstr("tool: TOOL_LASER"));
}

TEST_F(GrownContract, BringsAService) {
  EXPECT_THAT(MakeHelp().Overview(), HasSubstr("loans"));
  EXPECT_THAT(*MakeHelp().For({"loans"}),
              AllOf(HasSubstr("A work that a museum lends to another."), HasSubstr("create")));
  EXPECT_THAT(Complete({"loa"}), ElementsAre("loans"));
  EXPECT_THAT(Complete({"loans", ""}), IsSupersetOf({"get", "list", "create"}));
  EXPECT_THAT(Complete({"loans", "get", ""}), Contains("sword"));
  EXPECT_THAT(Complete({"loans", "create", "--lender", ""}), Contains("museum"));
  EXPECT_THAT(*Explain(*contract_, {"loan.lender"}, Style(false, 80)), HasSubstr("Who lends it"));

  std::vector<std::string> pages;
  for (const ManPage& page : ManPages(model_, catalog_, SpecialCommands(), "1")) {
    pages.push_back(page.file);
  }
  EXPECT_THAT(pages, Contains("man1/taqvim-loans-create.1"));
}

TEST_F(GrownContract, CallsANewService) {
  Answer("CreateLoan", "loan { name: 'loans/sword' }");
  EXPECT_EQ(Taqvim({"loans", "create", "sword", "--title", "en=Sword", "--lender", "museum"},
                   Format::kName),
            "loans/sword\n");
  EXPECT_THAT(asked_, AllOf(HasSubstr("loan_id: \"sword\""),
                            HasSubstr("lender: \"organizations/museum\"")));
  Answer("ListLoans", "loans { name: 'loans/sword' title { key: 'en' value: 'Sword' } }");
  EXPECT_THAT(Taqvim({"loans", "list"}),
              AllOf(HasSubstr("NAME"), HasSubstr("loans/sword"), HasSubstr("Sword")));
}

}  // namespace
}  // namespace taqvim::cli
