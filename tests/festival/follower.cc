#include "tests/festival/follower.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace taqvim::festival {
namespace {

std::string Quoted(const std::string& text) { return absl::StrCat("\"", text, "\""); }

std::vector<std::string> ProgramOf(const std::string& make) {
  if (make == "grpcio") return {"/usr/bin/env", PYTHON, FESTIVAL "/client.py"};
  const std::string node = make == "connect_node" ? NODE : "node";
  return {"/usr/bin/env", node, FESTIVAL "/client.js", make};
}

}  // namespace

const std::vector<std::string> kMakes = {"grpcio", "grpc_js", "connect_node"};

ForeignClient::ForeignClient(std::string make, std::string server, const testing::TempDir& dir)
    : make_(std::move(make)), server_(std::move(server)), dir_(dir), log_(Path("log")) {}

void ForeignClient::Start(const std::string& what,
                          const std::map<std::string, std::string>& settings) {
  std::map<std::string, std::string> all = {
      {"server", Quoted(server_)},
      {"descriptors", Quoted(DESCRIPTOR_SET)},
      {"protos", absl::StrCat("[", Quoted(PROTOS), ", ",
                              Quoted(PROTOS "/node_modules/google-proto-files"), "]")}};
  all.insert(settings.begin(), settings.end());
  std::vector<std::string> entries;
  for (const auto& [name, value] : all) entries.push_back(absl::StrCat(Quoted(name), ": ", value));
  std::ofstream(Path("settings")) << "{" << absl::StrJoin(entries, ", ") << "}";
  std::vector<std::string> command = ProgramOf(make_);
  command.insert(command.end(), {what, Path("settings")});
  process_ = std::make_unique<testing::Process>(command, log_);
}

std::string ForeignClient::Wait() { return process_->Wait() == 0 ? "done" : log(); }

void ForeignClient::Kill() {
  process_->Signal(SIGKILL);
  process_->Wait();
}

bool ForeignClient::HasKilledItself() {
  const int code = process_->Wait();
  EXPECT_EQ(code, 128 + SIGKILL) << make_ << ": " << log();
  return code == 128 + SIGKILL;
}

void Follower::Follow(bool die_between_parts) {
  Start("follow", {{"copy", Quoted(Path("copy"))},
                   {"die_between_parts", die_between_parts ? "true" : "false"}});
}

bool Follower::IsAt(const std::string& token) const {
  std::ifstream file(Path("copy"));
  std::string kept;
  return std::getline(file, kept) && kept == token;
}

std::map<std::string, std::string> Follower::Read() const {
  std::map<std::string, std::string> etags;
  std::ifstream file(Path("copy"));
  std::string name, etag;
  std::getline(file, name);
  while (file >> name >> etag) etags[name] = etag;
  return etags;
}

}  // namespace taqvim::festival
