#include "storage/target/verify.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

// What reading a file to its end, or to where it is damaged, came to.
struct FileRead {
  absl::Status damage;
  // Of a log the last revision that is good; of a full backup its end.
  Revision reached;
  absl::Time time;
};

Revision RevisionOf(const v1::BackupPoint& point) { return {point.revision(), point.nonce()}; }

// Reads one file and holds it against its name.
class FileReading {
 public:
  FileReading(const Target& target, const TargetName& name) : target_(target), name_(name) {}

  FileRead Read() && {
    read_.reached = name_.full ? Revision() : name_.after;
    read_.damage = ReadAll();
    return std::move(read_);
  }

 private:
  absl::Status ReadAll() {
    ASSIGN_OR_RETURN(const auto file, target_.Read(name_.name));
    ASSIGN_OR_RETURN(auto* record, file->Next());
    if (record == nullptr || !record->has_header()) return Wrong("has no header");
    at_ = RevisionOf(record->header().after());
    if (!name_.full && !(at_ == name_.after)) return Wrong("begins elsewhere than its name says");
    for (;;) {
      ASSIGN_OR_RETURN(record, file->Next());
      if (record == nullptr) return CheckEnd();
      for (const auto& revision : record->log().revisions()) RETURN_IF_ERROR(Follow(revision));
      if (record->has_end()) End(record->end());
    }
  }

  absl::Status Follow(const v1::BackupRevision& revision) {
    const Revision next = RevisionOf(revision.point());
    if (next.number != at_.number + 1) return Wrong("lacks a revision");
    at_ = next;
    if (!name_.full) Reach(at_, revision.time());
    return absl::OkStatus();
  }

  void End(const v1::TargetEnd& end) {
    end_ = RevisionOf(end.reached());
    if (name_.full) Reach(end_, end.time());
  }

  void Reach(const Revision& revision, int64_t time) {
    read_.reached = revision;
    read_.time = absl::FromUnixMicros(time);
  }

  absl::Status CheckEnd() const {
    if (end_ == name_.reached && at_ == end_) return absl::OkStatus();
    return Wrong("ends elsewhere than its name says");
  }

  absl::Status Wrong(const char* what) const {
    return absl::DataLossError(
        absl::StrCat("The file ", target_.PathOf(name_), " of the backup ", what, "."));
  }

  const Target& target_;
  const TargetName& name_;
  Revision at_, end_;
  FileRead read_;
};

using FilesRead = std::map<std::string, FileRead>;

Verification::Extent ExtentOf(const TargetChain& chain, const FilesRead& files) {
  const FileRead& full = files.at(chain.full.name);
  Verification::Extent extent{
      .full = chain.full, .nothing = !full.damage.ok(), .reached = full.reached, .time = full.time};
  for (const TargetName& log : chain.logs) {
    const FileRead& read = files.at(log.name);
    if (extent.nothing || read.reached == log.after) break;
    extent.reached = read.reached;
    extent.time = read.time;
    if (!read.damage.ok()) break;
  }
  return extent;
}

// Whether a file before it is gone. What leads to logs before the oldest full backup was removed,
// and of two logs that go on from one place the shorter is not needed.
bool FollowsNothing(const TargetName& log, const std::vector<TargetChain>& chains) {
  const auto leads = [&log](const TargetChain& chain) { return LeadsBy(chain, log.after); };
  const auto before = [&log](const TargetChain& chain) {
    return log.after.number < chain.full.reached.number;
  };
  return !log.full && std::none_of(chains.begin(), chains.end(), leads) &&
         !std::all_of(chains.begin(), chains.end(), before);
}

void CheckRights(const Target& target, Verification& verification) {
  const auto read = [&target]() -> absl::Status {
    ASSIGN_OR_RETURN(const auto file, target.ReadRights());
    for (;;) {
      ASSIGN_OR_RETURN(const auto* record, file->Next());
      if (record == nullptr) return absl::OkStatus();
    }
  };
  ++verification.files;
  if (const absl::Status status = read(); !status.ok()) {
    verification.damaged.push_back(absl::StrCat(
        status.message(), " The next backup writes it anew; until then a restore may end all ",
        "access tokens."));
  }
}

void FindBest(const Revision& newest, Verification& verification) {
  const auto& extents = verification.extents;
  for (size_t i = 0; i < extents.size(); ++i) {
    if (extents[i].nothing) continue;
    const bool has_newest = extents[i].reached == newest;
    if (verification.best < 0 || has_newest) verification.best = static_cast<int>(i);
    verification.has_newest = has_newest;
    if (has_newest) return;
  }
}

}  // namespace

absl::StatusOr<Verification> VerifyTarget(const Target& target) {
  ASSIGN_OR_RETURN(const auto chains, target.Chains());
  ASSIGN_OR_RETURN(const Revision newest, target.Newest());
  ASSIGN_OR_RETURN(auto names, target.Names());
  std::sort(names.begin(), names.end(),
            [](const TargetName& a, const TargetName& b) { return a.name < b.name; });
  Verification verification;
  FilesRead files;
  for (const TargetName& name : names) {
    FileRead& read = files[name.name] = FileReading(target, name).Read();
    // Without the key, or the program that decrypts, nothing is known of the file.
    const bool unknown = absl::IsFailedPrecondition(read.damage) || absl::IsNotFound(read.damage);
    if (name.encrypted && unknown) return read.damage;
    ++verification.files;
    if (!read.damage.ok()) verification.damaged.emplace_back(read.damage.message());
    if (read.damage.ok() && FollowsNothing(name, chains)) {
      verification.damaged.push_back(
          absl::StrCat("The file ", target.PathOf(name),
                       " of the backup follows nothing: one before it is ", "gone."));
    }
  }
  for (const TargetChain& chain : chains) verification.extents.push_back(ExtentOf(chain, files));
  FindBest(newest, verification);
  CheckRights(target, verification);
  return verification;
}

}  // namespace taqvim::storage
