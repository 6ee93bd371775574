// A disk that is full while the server goes on: who runs it is told loudly, who calls is
// told to come back, and once there is room it works again.
#include <gmock/gmock.h>

#include <string>

#include "absl/strings/match.h"
#include "server/rpc/testing/server_fixture.h"
#include "storage/testing/fault_vfs.h"

namespace taqvim::rpc {
namespace {

using storage::testing::FaultStep;
using storage::testing::FaultVfs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

// There before the server, and after it.
struct Disk {
  FaultVfs vfs_{"taqvim-full-disk"};
};

class FullDisk : Disk, public testing::ServerFixture {
 protected:
  FullDisk() : ServerFixture({}, vfs_.name()) {}

  void Fill() {
    vfs_.Set({.step = 1,
              .steps = static_cast<unsigned>(FaultStep::kWrite),
              .code = SQLITE_FULL,
              .lasting = true});
  }
  void MakeRoom() { vfs_.Clear(); }
};

TEST_F(FullDisk, IsAnErrorInTheLogAndNoWriteIsAcknowledgedUntilThereIsRoom) {
  Fill();
  const auto refused = CreateOrganization(Organization("first"));
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(refused.Reason(), "STORE_UNAVAILABLE");
  EXPECT_THAT(
      log_lines(),
      Contains(AllOf(HasSubstr(" error: Refused a call. "), HasSubstr(testing::kCreateOrganization),
                     HasSubstr("The disk that holds the data file is full; free some "
                               "space"))));
  EXPECT_EQ(Organizations(), 0);
  MakeRoom();
  EXPECT_TRUE(CreateOrganization(Organization("second")).status.ok());
  EXPECT_EQ(Organizations(), 1);
}

// Whoever calls, and how often: it does not fill what is full still more.
TEST_F(FullDisk, IsToldInFewLines) {
  Fill();
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(CreateOrganization(Organization("first")).status.ok());
  }
  int errors = 0;
  for (const std::string& line : log_lines()) errors += absl::StrContains(line, " error: ") ? 1 : 0;
  EXPECT_GE(errors, 1);
  // Twenty a minute.
  EXPECT_LE(errors, 40);
}

}  // namespace
}  // namespace taqvim::rpc
