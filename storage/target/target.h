// A target: a folder of files that together hold the backups of one store.
//
//   store                                               the store's id
//   full-REVISION-NONCE-TIME-SIZE.taqvim                the store as of that revision, and its log
//   log-REVISION-NONCE-REVISION-NONCE-TIME-SIZE.taqvim  the log after one revision, up to another
//   rights.taqvim                                       grants and access tokens, as of the latest
//                                                       backup
//
// Names say in which order they follow each other: a log goes on where the file before it ends,
// which its nonce says for sure; so files of a history that a restore replaced lie beside those of
// the new one, and nothing is kept of the order besides. TIME is that of the revision with which
// the file ends, in UTC; SIZE is the file's in bytes, by which one that was cut is known, however
// large and though it is encrypted. Files that were encrypted have `.age` at the end of their
// names, and in one target all are or none. Names of earlier versions have no SIZE, and those of
// logs no TIME.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/revision.h"
#include "storage/target/target_file.h"

namespace taqvim::storage {

// What the name of a full backup or of a log says.
struct TargetName {
  std::string name;
  bool full = false;
  Revision after;    // of a log
  Revision reached;  // with its end
  // Of `reached`; before everything where the name does not say it.
  absl::Time time = absl::InfinitePast();
  std::optional<int64_t> bytes;
  bool encrypted = false;
};

// A full backup, and the logs that follow it and each other, in order.
struct TargetChain {
  TargetName full;
  std::vector<TargetName> logs;

  const TargetName& last() const { return logs.empty() ? full : logs.back(); }
  Revision reached() const { return last().reached; }
};

// Whether a file of the chain ends there.
bool LeadsBy(const TargetChain& chain, const Revision& revision);

// For one thread.
class Target {
 public:
  // To whom files are encrypted (`age --recipient`), and with which file of keys they are read
  // (`age --identity`); empty for neither.
  struct Keys {
    std::string recipient;
    std::string identity;
  };

  // Takes the lock by which one process writes to it, and makes the folder, its owner's alone,
  // when it does not exist. FAILED_PRECONDITION when another writes, it has backups of a store
  // of another id, or there are files in it that are encrypted and no recipient is given, or the
  // other way round: nobody would look in one folder for both.
  static absl::StatusOr<std::unique_ptr<Target>> OpenToWrite(const std::string& folder,
                                                             const std::string& store_id,
                                                             Keys keys);
  // NOT_FOUND when there is no backup in it.
  static absl::StatusOr<std::unique_ptr<Target>> OpenToRead(const std::string& folder, Keys keys);
  ~Target();
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  // Those that there are, the newest first, by the time of the full ones. UNAVAILABLE when the
  // folder cannot be read.
  absl::StatusOr<std::vector<TargetChain>> Chains() const;
  // All full backups and logs, also those that follow nothing. Errors as of Chains.
  absl::StatusOr<std::vector<TargetName>> Names() const;
  // The newest revision that names speak of: where the newest chain ends, or a log that goes
  // further and follows nothing, as what led to it is gone. Errors as of Chains, and NOT_FOUND when
  // there is no full backup.
  absl::StatusOr<Revision> Newest() const;

  absl::StatusOr<std::unique_ptr<TargetWriter>> Begin() const;
  absl::Status FinishFull(TargetWriter& writer, const v1::TargetEnd& end) const;
  absl::Status FinishLog(TargetWriter& writer, const v1::BackupPoint& after,
                         const v1::TargetEnd& end) const;
  absl::Status FinishRights(TargetWriter& writer) const;
  absl::StatusOr<std::unique_ptr<TargetReader>> Read(const std::string& name) const;
  std::string PathOf(const TargetName& name) const { return folder_ + "/" + name.name; }
  // NOT_FOUND when there is no such file yet.
  absl::StatusOr<std::unique_ptr<TargetReader>> ReadRights() const;

  // Removes all full backups but the newest `keep`, at least one, and the logs that follow none of
  // these; returns how many files.
  absl::StatusOr<int> Remove(int keep) const;

  // Of one that is written to, its absolute path.
  const std::string& folder() const { return folder_; }

 private:
  Target(std::string folder, Keys keys) : folder_(std::move(folder)), keys_(std::move(keys)) {}

  absl::Status Lock();
  absl::Status CheckStore(const std::string& store_id) const;
  absl::Status CheckEncryption() const;
  std::string Suffix() const;

  const std::string folder_;
  const Keys keys_;
  int lock_ = -1;
};

}  // namespace taqvim::storage
