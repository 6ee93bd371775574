#include "tests/privacy/twins.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"
#include "server/rpc/calls/changes.h"
#include "server/rpc/wire/status.h"
#include "server/watch/list_changes.h"

namespace taqvim::privacy {

std::string ErrorBytes(const absl::Status& status) {
  const grpc::Status told = rpc::ToGrpc(rpc::ForCaller(status, ""));
  return absl::StrCat("error ", static_cast<int>(told.error_code()), " ", told.error_message(),
                      "\n", told.error_details());
}

std::string AnswerBytes(const std::string& answer, const storage::Revision& revision) {
  return absl::StrCat("answer ", revision.number, " ", revision.nonce, "\n", answer);
}

void Twins::Advance(absl::Duration duration) {
  first_.now += duration;
  second_.now += duration;
}

std::string Twins::TokenOf(int64_t revision) {
  const auto found = of(0).store().RevisionAt(revision);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() ? TokensOf(0).Encode(*found) : "";
}

v1::Event Twins::Get(int twin, const std::string& name) {
  v1::GetEventRequest request;
  request.set_name(name);
  auto response = of(twin).Run(schedule::GetEvent, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->event() : v1::Event();
}

std::string Twins::Ask(int twin, const rpc::Method& method, const schedule::Caller& caller,
                       const google::protobuf::Message& sent) {
  const std::unique_ptr<google::protobuf::Message> received(sent.New());
  received->CopyFrom(sent);
  absl::Status status = method.receive(*received);
  if (!status.ok()) return ErrorBytes(status);
  const google::protobuf::Message& request = *received;
  if (method.list) {
    return AskForChanges(twin, caller, static_cast<const v1::ListChangesRequest&>(request));
  }
  if (method.write) {
    const storage::WriteOutcome outcome = of(twin).RunTransaction(
        [&](storage::Transaction& transaction) {
          return method.write(transaction, caller, request);
        },
        /*dry_run=*/true);
    return outcome.status.ok() ? AnswerBytes(outcome.answer, outcome.revision)
                               : ErrorBytes(outcome.status);
  }
  std::string answer;
  storage::Revision revision;
  status = of(twin).RunRead([&](storage::Snapshot& snapshot) {
    ASSIGN_OR_RETURN(auto answered, method.read(snapshot, caller, request));
    answer = std::move(answered);
    revision = snapshot.revision();
    return absl::OkStatus();
  });
  return status.ok() ? AnswerBytes(answer, revision) : ErrorBytes(status);
}

std::string Twins::AskForChanges(int twin, const schedule::Caller& caller,
                                 const v1::ListChangesRequest& request) {
  const rpc::RevisionTokens tokens = TokensOf(twin);
  auto query = rpc::ToQuery(request, std::make_shared<const access::Rights>(caller.rights), tokens);
  if (!query.ok()) return ErrorBytes(query.status());
  auto page = watch::ListChanges(of(twin).store(), rpc::TokensOf(tokens), *query);
  if (!page.ok()) return ErrorBytes(page.status());
  v1::ListChangesResponse rest;
  rest.set_revision_token(tokens.Encode(page->upto));
  return AnswerBytes(page->response + rest.SerializeAsString(), page->upto);
}

}  // namespace taqvim::privacy
