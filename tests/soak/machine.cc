#include "tests/soak/machine.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace taqvim::soak {
namespace {

namespace fs = std::filesystem;

// What a server can do that may write no more than a page of any file.
constexpr rlim_t kOnePage = 4096;
constexpr int kExitWhenDiskFailed = 3;

std::string MakeFolder(const std::string& path) {
  fs::create_directory(path);
  return path;
}

}  // namespace

Machine::Machine()
    : temporary_(fs::temp_directory_path().string()),
      kept_(fs::path(work_.Path("")).parent_path().string() + "-kept"),
      clock_(work_.Path("clock")),
      disk_(Disk::Mount(MakeFolder(work_.Path("disk")))) {
  // A server that may write no more is told so, and not killed; it inherits that.
  std::signal(SIGXFSZ, SIG_IGN);
  setenv("TMPDIR", work_.Path("disk").c_str(), 1);
  server_ = std::make_unique<testing::Taqvimd>();
  wire_.LeadTo(server_->address());
  KeepLogElsewhere();
}

// So that it says so when the disk is full.
void Machine::KeepLogElsewhere() {
  Stop();
  const fs::path name = server_->dir().Path("taqvimd.log");
  fs::remove(name);
  fs::create_symlink(work_.Path("taqvimd.log"), name);
  Start();
}

Machine::~Machine() {
  server_.reset();
  setenv("TMPDIR", temporary_.c_str(), 1);
}

void Machine::SwitchZones() {
  zones_in_use_ = zones_in_use_ == "before" ? "after" : "before";
  zones_.Use(zones_in_use_);
}

void Machine::Start() {
  server_->Start();
  wire_.LeadTo(server_->address());
}

void Machine::Stop() {
  EXPECT_EQ(server_->Stop(), 0) << "the server did not stop as asked";
  wire_.Cut();
}

void Machine::Kill() {
  server_->Kill();
  wire_.Cut();
}

void Machine::LetDiskFail() {
  const pid_t pid = server_->process().pid();
  rlimit limit;
  EXPECT_EQ(prlimit(pid, RLIMIT_FSIZE, nullptr, &limit), 0);
  limit.rlim_cur = kOnePage;
  EXPECT_EQ(prlimit(pid, RLIMIT_FSIZE, &limit, nullptr), 0);
  EXPECT_EQ(server_->process().Wait(), kExitWhenDiskFailed) << "where the disk fails";
  wire_.Cut();
}

void Machine::Run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), testing::TaqvimdPath());
  const std::string output = work_.Path("command.log");
  fs::remove(output);
  testing::Process command(arguments, output);
  EXPECT_EQ(command.Wait(), 0) << absl::StrJoin(arguments, " ") << "\n"
                               << testing::ReadFile(output);
}

void Machine::Backup() {
  Run({"backup", work_.Path("backups"), "--data", server_->data_file(), "--keep", "2"});
}

void Machine::Restore(int64_t revision) {
  const fs::path data = server_->data_file();
  for (const auto& entry : fs::directory_iterator(data.parent_path())) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(data.filename().string())) fs::remove(entry.path());
  }
  Run({"restore", work_.Path("backups"), "--data", data.string(), "--to-revision",
       absl::StrCat(revision)});
}

void Machine::RepairClock() { Run({"repair-clock", "--data", server_->data_file(), "--yes"}); }

void Machine::Check() { Run({"check", "--data", server_->data_file()}); }

int64_t Machine::BackupBytes() const {
  int64_t bytes = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(work_.Path("backups"), none)) {
    bytes += static_cast<int64_t>(entry.file_size());
  }
  return bytes;
}

// Also what is on the disk, of which nothing is left when this process has ended.
void Machine::Keep() {
  testing::Process copy({"/bin/cp", "-a", work_.Path(""), kept_}, work_.Path("command.log"));
  copy.Wait();
}

}  // namespace taqvim::soak
