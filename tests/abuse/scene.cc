#include "tests/abuse/scene.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "taqvim/v1/access_service.pb.h"
#include "tests/support/bookings.h"

namespace taqvim::abuse {
namespace {

std::vector<std::string> Spaces() {
  std::vector<std::string> spaces = {"hall"};
  for (int i = 0; i < Scene::kRooms; ++i) spaces.push_back(absl::StrCat("room", i));
  return spaces;
}

}  // namespace

std::string NameOf(Door door) { return door == Door::kDirect ? "direct" : "edge"; }

Scene::Scene()
    : edge_({"--log-level", "info"}, {"--rate", "100", "--total-rate", "3000"}),
      address_(edge_.server().address()) {
  testing::EnterLibrary(server().client(), Spaces());
}

Scene::~Scene() {
  if (unread_ >= 0) close(unread_);
}

std::string Scene::address(Door door) const {
  return door == Door::kDirect ? address_ : edge_.address();
}

client::Credentials Scene::VictimsCredentials(Door door) const {
  return door == Door::kEdge ? edge_.ShowToken() : client::Credentials{.token = edge_.token()};
}

testing::RawHttp2::Headers Scene::Show(const std::string& role) {
  v1::Role parsed = v1::ROLE_UNSPECIFIED;
  EXPECT_TRUE(v1::Role_Parse(absl::StrCat("ROLE_", absl::AsciiStrToUpper(role)), &parsed)) << role;
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_principal(absl::StrCat("hostile-", role));
  request.add_grants()->set_role(parsed);
  const auto made = server().client().Call<v1::CreateAccessTokenResponse>(request);
  EXPECT_TRUE(made.ok()) << made.status();
  return {{"authorization", absl::StrCat("Bearer ", made.ok() ? made->secret() : "")}};
}

std::string Scene::LogFile() const { return edge_.server().dir().Path("taqvimd.log"); }

void Scene::LeaveTheLogUnread() {
  EXPECT_EQ(server().Stop(), 0);
  std::filesystem::remove(LogFile());
  EXPECT_EQ(mkfifo(LogFile().c_str(), 0600), 0);
  // Holds the other end, and reads nothing.
  unread_ = open(LogFile().c_str(), O_RDWR | O_CLOEXEC);
  server().Start();
  address_ = server().address();
}

int64_t Scene::LogBytes() const {
  if (unread_ >= 0) return 0;
  return static_cast<int64_t>(std::filesystem::file_size(LogFile()));
}

}  // namespace taqvim::abuse
