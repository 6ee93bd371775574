// Reader of a backup up to a revision of one's choice.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/backup_sink.h"
#include "storage/target/target.h"

namespace taqvim::storage {

// To which revision: the one of that number, the last that was made at that time or before it,
// or the newest that the target holds.
struct RestorePoint {
  std::optional<int64_t> revision;
  std::optional<absl::Time> time;
};

// Whether the full backup is of no later revision, and what is asked for may be in the chain.
bool MayHold(const TargetChain& chain, const RestorePoint& point);

// One chain of a target. For one thread.
class BackupReading {
 public:
  // Begins with its full backup. Errors are the target's, and DATA_LOSS.
  static absl::StatusOr<std::unique_ptr<BackupReading>> Begin(const Target& target,
                                                              TargetChain chain);

  const std::string& store_id() const { return header_.store_id(); }
  // What the log of the full backup follows.
  const v1::BackupPoint& log_start() const { return header_.after(); }

  // Where it came to.
  struct Reached {
    v1::BackupPoint point;
    absl::Time time;
  };
  // Restores exactly what was asked for. OUT_OF_RANGE when the chain does not hold the revision.
  // DATA_LOSS when a file on the way there is damaged or missing, or what the files say does not
  // fit together; where it could be restored up to some revision, with that, its time, and that it
  // is to be asked for. The newest is that of Target::Newest, and of a time that no revision of the
  // chain is after, no log may lead further that follows nothing.
  absl::StatusOr<Reached> Restore(const RestorePoint& point, BackupSink& sink);

  // After that: what the rest of the chain, and the file of rights, say of grants and access
  // tokens, which were `then` as of what was restored. False in `known` when neither reaches
  // to the newest revision of which the target has anything, in whichever chain.
  struct Rights {
    v1::BackupRows rows;
    bool known = false;
  };
  absl::StatusOr<Rights> LatestRights(const v1::BackupRows& then);

  // The file of rights, and as of when it is.
  struct RightsFile {
    v1::BackupRows rows;
    v1::TargetEnd end;
  };

  // After all that: no resource of what was read has an id from here on.
  int64_t next_id() const { return next_id_; }

 private:
  BackupReading(const Target& target, TargetChain chain)
      : target_(target), chain_(std::move(chain)) {}

  absl::Status BeginFile(const std::string& name);
  absl::Status RestoreFull(BackupSink& sink);
  // The next revision of the logs, which stays the next until it is taken; nullptr at the end.
  absl::StatusOr<const v1::BackupRevision*> Next();
  void TakeNext();
  void Pass(const v1::BackupPoint& point);
  // Whether no file of the target is of a later revision than the file of rights.
  static bool IsNewest(const v1::BackupPoint& of_rights, const std::vector<TargetChain>& chains);
  void EndFile(const v1::TargetEnd& end);
  // Why a log could not be read goes to `cut`.
  absl::Status RestoreLogs(const RestorePoint& point, BackupSink& sink, absl::Status& cut);
  // `cut` is why the logs could not be read to their end.
  absl::Status CheckFound(const RestorePoint& point, const absl::Status& cut) const;
  absl::Status NotTo(const std::string& why) const;

  const Target& target_;
  const TargetChain chain_;
  v1::TargetHeader header_;
  size_t next_log_ = 0;
  std::unique_ptr<TargetReader> file_;
  v1::BackupLog page_;
  int taken_ = 0;
  int64_t next_id_ = 0;
  Reached reached_;
  bool read_all_ = false;  // nothing follows what was reached, as far as could be read
  // Where the newest full backup, and what follows it, ends by its names.
  Revision newest_;
  bool newest_follows_ = false;            // a chain leads there
  bool passed_newest_ = false;             // the chain has come by there
  std::optional<RightsFile> rights_file_;  // none that can be read
  bool passed_rights_ = false;             // the chain has come by where that file stands
  bool rights_are_newest_ = false;
};

}  // namespace taqvim::storage
