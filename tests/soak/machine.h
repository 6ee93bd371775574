// The machine that a server runs on, as far as it can go wrong: its disk, its clock, its time
// zone data, the wires to it, and its operator, who backs it up and restores it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/soak/clock.h"
#include "tests/soak/disk.h"
#include "tests/support/process.h"
#include "tests/support/taqvimd.h"
#include "tests/support/wire.h"
#include "tests/support/zone_data.h"

namespace taqvim::soak {

// Its servers and commands are those of one data file. What does not go as it must fails the
// test. One at a time, to be made before there are threads; not thread-safe.
class Machine {
 public:
  Machine();
  ~Machine();

  testing::Taqvimd& server() { return *server_; }
  // Leads to the server, whichever runs.
  testing::Wire& wire() { return wire_; }
  Clock& clock() { return clock_; }
  // Which set of zone data (zone_data.h) programs find, and to find the other one.
  const std::string& zones() const { return zones_in_use_; }
  void SwitchZones();
  // Why there is no disk that can be full; OK where there is one.
  const absl::Status& disk_status() const { return disk_.status(); }
  Disk& disk() { return **disk_; }
  // What the servers' log has since this was called last.
  void MarkLog() { log_read_ = server_->log().size(); }
  std::string LogSinceMark() const { return server_->log().substr(log_read_); }

  void Start();
  // Asks it to stop, which takes the calls that are under way.
  void Stop();
  void Kill();
  // Lets no file grow any more, and waits until the server has ended for it.
  void LetDiskFail();

  void Backup();
  // Restores the stopped server's file to that revision.
  void Restore(int64_t revision);
  void RepairClock();
  // `taqvimd check`, while the server runs.
  void Check();

  // How much is in the backups, in bytes.
  int64_t BackupBytes() const;
  // Where Keep would leave what there is.
  const std::string& kept() const { return kept_; }
  // Copies the files of the server, and the backups, there. For whoever looks what went wrong.
  void Keep();

 private:
  void KeepLogElsewhere();
  void Run(std::vector<std::string> arguments);

  const std::string temporary_;
  testing::TempDir work_;
  const std::string kept_;
  Clock clock_;
  testing::ZoneData zones_;
  std::string zones_in_use_ = "before";
  absl::StatusOr<std::unique_ptr<Disk>> disk_;
  testing::Wire wire_;
  std::unique_ptr<testing::Taqvimd> server_;
  size_t log_read_ = 0;
};

}  // namespace taqvim::soak
