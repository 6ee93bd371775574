#include "storage/target/target.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kStoreName[] = "store";
constexpr char kRightsName[] = "rights";
constexpr char kPlain[] = ".taqvim";
constexpr char kEncrypted[] = ".taqvim.age";
constexpr char kTime[] = "%E4Y%m%dT%H%M%E6SZ";

absl::Status TargetFailed(const std::string& folder, const char* what) {
  return absl::UnavailableError(absl::StrCat("The target ", folder, " could not be ", what, " (",
                                             std::strerror(errno), "); see to it."));
}

// Numbers of one width, so that files are listed in their order.
std::string TextOf(const v1::BackupPoint& point) {
  return absl::StrFormat("%012d-%016x", point.revision(), point.nonce());
}

std::string TextOf(const v1::TargetEnd& end, int64_t bytes) {
  const absl::Time time = absl::FromUnixMicros(end.time());
  return absl::StrCat(absl::FormatTime(kTime, time, absl::UTCTimeZone()), "-", bytes);
}

std::optional<Revision> RevisionOf(const std::string& number, const std::string& nonce) {
  Revision revision;
  const bool right = absl::SimpleAtoi(number, &revision.number) && nonce.size() == 16 &&
                     absl::SimpleHexAtoi(nonce, &revision.nonce);
  return right ? std::optional(revision) : std::nullopt;
}

std::optional<TargetName> FullOf(const std::vector<std::string>& parts) {
  const auto reached = RevisionOf(parts[1], parts[2]);
  if (!reached) return std::nullopt;
  return TargetName{.name = "", .full = true, .reached = *reached};
}

std::optional<TargetName> LogOf(const std::vector<std::string>& parts) {
  const auto after = RevisionOf(parts[1], parts[2]);
  const auto reached = RevisionOf(parts[3], parts[4]);
  if (!after || !reached || after->number >= reached->number) return std::nullopt;
  return TargetName{.name = "", .full = false, .after = *after, .reached = *reached};
}

// The time and size behind what names had from the beginning on, as far as they are there.
bool ReadTimeAndSize(const std::vector<std::string>& parts, size_t at, TargetName& name) {
  std::string why;
  if (parts.size() > at && !absl::ParseTime(kTime, parts[at], &name.time, &why)) return false;
  if (parts.size() <= at + 1) return true;
  int64_t bytes = 0;
  if (!absl::SimpleAtoi(parts[at + 1], &bytes)) return false;
  name.bytes = bytes;
  return true;
}

// nullopt for what is neither a full backup nor a log.
std::optional<TargetName> ReadName(const std::string& file) {
  absl::string_view base = file;
  const bool encrypted = absl::ConsumeSuffix(&base, kEncrypted);
  if (!encrypted && !absl::ConsumeSuffix(&base, kPlain)) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(base, '-');
  const bool full = parts[0] == "full" && (parts.size() == 4 || parts.size() == 5);
  const bool log = parts[0] == "log" && (parts.size() == 5 || parts.size() == 7);
  if (!full && !log) return std::nullopt;
  std::optional<TargetName> name = full ? FullOf(parts) : LogOf(parts);
  if (!name || !ReadTimeAndSize(parts, full ? 3 : 5, *name)) return std::nullopt;
  name->name = file;
  name->encrypted = encrypted;
  return name;
}

absl::StatusOr<std::vector<TargetName>> NamesIn(const std::string& folder) {
  std::error_code error;
  std::vector<TargetName> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (auto name = ReadName(at->path().filename())) names.push_back(*std::move(name));
  }
  if (!error) return names;
  return absl::UnavailableError(
      absl::StrCat("The target ", folder, " cannot be read (", error.message(), ")."));
}

// Of several that go on from one place the one that goes furthest: a backup that was broken off
// may have left a shorter one.
using LogsByStart = std::map<std::pair<int64_t, uint64_t>, TargetName>;

LogsByStart ByStart(const std::vector<TargetName>& names) {
  LogsByStart logs;
  for (const TargetName& name : names) {
    if (name.full) continue;
    const std::pair start(name.after.number, name.after.nonce);
    TargetName& kept = logs.try_emplace(start, name).first->second;
    if (kept.reached.number < name.reached.number) kept = name;
  }
  return logs;
}

bool IsIn(const std::vector<TargetChain>& chains, const TargetName& log) {
  return std::any_of(chains.begin(), chains.end(), [&log](const TargetChain& chain) {
    return std::any_of(chain.logs.begin(), chain.logs.end(),
                       [&log](const TargetName& one) { return one.name == log.name; });
  });
}

TargetChain ChainFrom(const TargetName& full, const LogsByStart& logs) {
  TargetChain chain{.full = full, .logs = {}};
  for (;;) {
    const Revision reached = chain.reached();
    const auto next = logs.find({reached.number, reached.nonce});
    if (next == logs.end()) return chain;
    chain.logs.push_back(next->second);
  }
}

// One that is made is on disk: what is synced in it would be lost with it.
absl::Status MakeFolder(const std::string& folder) {
  if (mkdir(folder.c_str(), S_IRWXU) != 0) {
    return errno == EEXIST ? absl::OkStatus() : TargetFailed(folder, "made");
  }
  const int parent = open(absl::StrCat(folder, "/..").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0) return TargetFailed(folder, "brought to disk");
  absl::Cleanup close_parent = [parent] { close(parent); };
  return fsync(parent) == 0 ? absl::OkStatus() : TargetFailed(folder, "brought to disk");
}

}  // namespace

bool LeadsBy(const TargetChain& chain, const Revision& revision) {
  const auto ends_there = [&](const TargetName& one) { return one.reached == revision; };
  return ends_there(chain.full) || std::any_of(chain.logs.begin(), chain.logs.end(), ends_there);
}

absl::StatusOr<std::unique_ptr<Target>> Target::OpenToWrite(const std::string& folder,
                                                            const std::string& store_id,
                                                            Keys keys) {
  RETURN_IF_ERROR(MakeFolder(folder));
  std::error_code none;
  const fs::path path = fs::canonical(folder, none);
  std::unique_ptr<Target> target(new Target(none ? folder : path.string(), std::move(keys)));
  RETURN_IF_ERROR(target->Lock());
  RETURN_IF_ERROR(target->CheckStore(store_id));
  RETURN_IF_ERROR(target->CheckEncryption());
  return target;
}

absl::StatusOr<std::unique_ptr<Target>> Target::OpenToRead(const std::string& folder, Keys keys) {
  std::unique_ptr<Target> target(new Target(folder, std::move(keys)));
  ASSIGN_OR_RETURN(const auto chains, target->Chains());
  if (!chains.empty()) return target;
  return absl::NotFoundError(
      absl::StrCat("There is no backup in ", folder, "; name the folder that one was made in."));
}

Target::~Target() {
  if (lock_ >= 0) close(lock_);
}

absl::Status Target::Lock() {
  lock_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) return TargetFailed(folder_, "opened");
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return TargetFailed(folder_, "locked");
  return absl::FailedPreconditionError(
      absl::StrCat("Another backup to ", folder_, " is under way; wait until it has ended."));
}

absl::Status Target::CheckStore(const std::string& store_id) const {
  const std::string path = absl::StrCat(folder_, "/", kStoreName);
  std::string there;
  if (std::ifstream file(path); file >> there) {
    if (there == store_id) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(folder_, " has backups of another store (",
                                                      there, "; this one is ", store_id,
                                                      "); name another target."));
  }
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return TargetFailed(folder_, "written");
  const std::string line = store_id + "\n";
  const bool written =
      write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      fsync(descriptor) == 0;
  close(descriptor);
  return written ? absl::OkStatus() : TargetFailed(folder_, "written");
}

absl::Status Target::CheckEncryption() const {
  ASSIGN_OR_RETURN(const auto names, NamesIn(folder_));
  const bool encrypts = !keys_.recipient.empty();
  const auto encrypted = [](const TargetName& name) { return name.encrypted; };
  const bool any = std::any_of(names.begin(), names.end(), encrypted);
  if (any && !encrypts) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The backups in ", folder_, " are encrypted, and this one would not be. Give the key that ",
        "they are encrypted to, --recipient KEY, or name another folder for readable ones."));
  }
  if (!encrypts || any || names.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "The backups in ", folder_, " are readable, and would stay so beside encrypted ones. Name ",
      "another folder with --recipient, and remove this one when it is not needed any more; or ",
      "leave --recipient out."));
}

absl::StatusOr<std::vector<TargetChain>> Target::Chains() const {
  ASSIGN_OR_RETURN(const auto names, NamesIn(folder_));
  const LogsByStart logs = ByStart(names);
  std::vector<TargetChain> chains;
  for (const TargetName& name : names) {
    if (name.full) chains.push_back(ChainFrom(name, logs));
  }
  std::sort(chains.begin(), chains.end(), [](const TargetChain& a, const TargetChain& b) {
    return std::tuple(a.full.time, a.full.reached.number, b.full.name) >
           std::tuple(b.full.time, b.full.reached.number, a.full.name);
  });
  return chains;
}

absl::StatusOr<std::vector<TargetName>> Target::Names() const { return NamesIn(folder_); }

absl::StatusOr<Revision> Target::Newest() const {
  ASSIGN_OR_RETURN(const auto chains, Chains());
  if (chains.empty()) return absl::NotFoundError("The target has no full backup.");
  ASSIGN_OR_RETURN(const auto names, NamesIn(folder_));
  Revision newest = chains.front().reached();
  for (const TargetName& name : names) {
    const bool further = !name.full && name.reached.number > newest.number;
    if (further && !IsIn(chains, name)) newest = name.reached;
  }
  return newest;
}

std::string Target::Suffix() const { return keys_.recipient.empty() ? kPlain : kEncrypted; }

absl::StatusOr<std::unique_ptr<TargetWriter>> Target::Begin() const {
  std::vector<std::string> filter;
  if (!keys_.recipient.empty()) filter = {"age", "--encrypt", "--recipient", keys_.recipient};
  return TargetWriter::Create(folder_, filter);
}

absl::Status Target::FinishFull(TargetWriter& writer, const v1::TargetEnd& end) const {
  ASSIGN_OR_RETURN(const int64_t bytes, writer.Seal());
  return writer.Finish(
      absl::StrCat("full-", TextOf(end.reached()), "-", TextOf(end, bytes), Suffix()));
}

absl::Status Target::FinishLog(TargetWriter& writer, const v1::BackupPoint& after,
                               const v1::TargetEnd& end) const {
  ASSIGN_OR_RETURN(const int64_t bytes, writer.Seal());
  return writer.Finish(absl::StrCat("log-", TextOf(after), "-", TextOf(end.reached()), "-",
                                    TextOf(end, bytes), Suffix()));
}

absl::Status Target::FinishRights(TargetWriter& writer) const {
  RETURN_IF_ERROR(writer.Seal().status());
  RETURN_IF_ERROR(writer.Finish(absl::StrCat(kRightsName, Suffix())));
  // There is one, also where earlier versions let a key be given from one day on, or no longer.
  unlink(absl::StrCat(folder_, "/", kRightsName, keys_.recipient.empty() ? kEncrypted : kPlain)
             .c_str());
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<TargetReader>> Target::Read(const std::string& name) const {
  std::vector<std::string> filter;
  if (absl::EndsWith(name, kEncrypted)) {
    if (keys_.identity.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "The file ", name, " is encrypted; give the file with its key: --identity FILE"));
    }
    filter = {"age", "--decrypt", "--identity", keys_.identity};
  }
  return TargetReader::Open(absl::StrCat(folder_, "/", name), filter);
}

absl::StatusOr<std::unique_ptr<TargetReader>> Target::ReadRights() const {
  const std::string encrypted = absl::StrCat(kRightsName, kEncrypted);
  std::error_code none;
  const bool has = fs::exists(absl::StrCat(folder_, "/", encrypted), none);
  return Read(has ? encrypted : absl::StrCat(kRightsName, kPlain));
}

absl::StatusOr<int> Target::Remove(int keep) const {
  ASSIGN_OR_RETURN(const auto chains, Chains());
  if (static_cast<int>(chains.size()) <= keep) return 0;
  std::set<std::string> kept, outdated;
  for (size_t i = 0; i < chains.size(); ++i) {
    std::set<std::string>& files = i < static_cast<size_t>(keep) ? kept : outdated;
    files.insert(chains[i].full.name);
    for (const TargetName& log : chains[i].logs) files.insert(log.name);
  }
  int removed = 0;
  for (const std::string& name : outdated) {
    if (kept.contains(name)) continue;
    if (unlink(absl::StrCat(folder_, "/", name).c_str()) != 0) {
      return TargetFailed(folder_, "cleared of what is outdated");
    }
    ++removed;
  }
  return removed;
}

}  // namespace taqvim::storage
