#include "tests/bench/watched.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace taqvim::bench {
namespace {

constexpr int kPublishersAtOnce = 32;
constexpr int kPageSize = 1000;

}  // namespace

Watched::Watched()
    : servers_({"--caller-streams=0", "--caller-rate=0"}),
      echo_(EchoService::NewStub(Connect(servers_.bare))),
      directory_(v1::DirectoryService::NewStub(Connect(servers_.taqvim))),
      changes_(v1::ChangeService::NewStub(Connect(servers_.taqvim))) {
  subjects_ = {{"bare gRPC",
                &servers_.bare,
                {.method = "/taqvim.bench.EchoService/Follow"},
                [this] { Publish(); }},
               {"taqvimd",
                &servers_.taqvim,
                {.method = "/taqvim.v1.ChangeService/WatchChanges",
                 .change_field = v1::WatchChangesResponse::kRevisionsFieldNumber,
                 .greets = true},
                [this] { Write(); }}};
  TakeSample();
}

void Watched::Publish() {
  grpc::ClientContext context;
  google::protobuf::BytesValue request, response;
  request.set_value(sample_);
  Require(echo_->Publish(&context, request, &response));
}

void Watched::Write() {
  grpc::ClientContext context;
  v1::CreateOrganizationRequest request;
  v1::CreateOrganizationResponse response;
  auto& organization = *request.mutable_organization();
  (*organization.mutable_title())["en"] = "An organization of the bench, with a description";
  organization.set_country("AZ");
  Require(directory_->CreateOrganization(&context, request, &response));
}

void Watched::TakeSample() {
  Subscribers one(taqvim().address(), taqvim().kind, 1);
  one.Begin(1);
  one.Sent(0);
  Write();
  one.Await(absl::Minutes(1));
  sample_ = one.sample();
}

void Watched::MakeChanges(const Subject& subject, int changes) {
  std::atomic<int> left = changes;
  std::vector<std::thread> publishers;
  for (int i = 0; i < std::min(kPublishersAtOnce, changes); ++i) {
    publishers.emplace_back([&] {
      while (left.fetch_sub(1) > 0) subject.change();
    });
  }
  for (std::thread& publisher : publishers) publisher.join();
}

v1::ListChangesResponse Watched::Changes(const std::string& after) {
  grpc::ClientContext context;
  v1::ListChangesRequest request;
  v1::ListChangesResponse response;
  request.set_after_revision_token(after);
  request.set_page_size(kPageSize);
  Require(changes_->ListChanges(&context, request, &response));
  return response;
}

std::vector<std::string> Watched::TokensAfter(const std::string& token) {
  std::vector<std::string> tokens = {token};
  for (bool more = true; more;) {
    const v1::ListChangesResponse page = Changes(tokens.back());
    for (const v1::Revision& revision : page.revisions())
      tokens.push_back(revision.revision_token());
    more = page.more();
  }
  return tokens;
}

void Watched::MakeBacklog(int changes) {
  const std::string before = Changes("").revision_token();
  MakeChanges(taqvim(), changes);
  tokens_ = TokensAfter(before);
}

StreamKind Watched::Backlog(const Subject& subject, int changes) const {
  StreamKind kind = subject.kind;
  if (&subject == &taqvim()) {
    v1::WatchChangesRequest request;
    request.set_after_revision_token(tokens_[tokens_.size() - 1 - changes]);
    kind.request = request.SerializeAsString();
  } else {
    ReplayRequest request;
    request.set_message(sample_);
    request.set_count(changes);
    kind.method = "/taqvim.bench.EchoService/Replay";
    kind.request = request.SerializeAsString();
  }
  return kind;
}

}  // namespace taqvim::bench
