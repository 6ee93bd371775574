// The files of a backup's target.
//
//   taqvim backup 1\n  CHUNK CHUNK ...
//   CHUNK: SIZE (4 bytes, little-endian) SHA-256 (32) TargetRecord (SIZE bytes)
//
// Each checksum is over the one before it and the record, so that a file with a chunk that is
// damaged, missing or elsewhere is known from there on, and what stands before that is good. The
// first record is a header, the last an end; a file without its end was cut. With age, all of that
// is inside age's format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/backup.pb.h"
#include "storage/target/filter.h"

namespace taqvim::storage {

// Writes a file under a name that says that it is not finished, its owner's alone. Destroying one
// that is not finished removes it. UNAVAILABLE when the target cannot be written, with the file and
// what to do. For one thread.
class TargetWriter {
 public:
  // `filter` is the command that encrypts; empty for none. An unfinished file that was left is
  // replaced: whoever writes holds the target's lock.
  static absl::StatusOr<std::unique_ptr<TargetWriter>> Create(
      const std::string& folder, const std::vector<std::string>& filter);
  ~TargetWriter();
  TargetWriter(const TargetWriter&) = delete;
  TargetWriter& operator=(const TargetWriter&) = delete;

  absl::Status Write(const v1::TargetRecord& record);
  // Brings all of it to disk, nameless still; how many bytes the file has. Nothing is written to
  // it after that.
  absl::StatusOr<int64_t> Seal();
  // Gives one that is sealed its name, in the place of one that has it, and brings that to disk.
  absl::Status Finish(const std::string& name);
  // Of all records so far.
  int64_t bytes() const { return bytes_; }

 private:
  explicit TargetWriter(std::string folder);
  absl::Status Put(std::string_view bytes);
  absl::Status Failed(const char* what) const;

  const std::string folder_;
  const std::string unfinished_;
  int file_ = -1;
  std::unique_ptr<Filter> filter_;
  std::string checksum_;
  int64_t bytes_ = 0;
};

// Reads one. For one thread.
class TargetReader {
 public:
  // `filter` is the command that decrypts; empty for none.
  static absl::StatusOr<std::unique_ptr<TargetReader>> Open(const std::string& path,
                                                            const std::vector<std::string>& filter);
  ~TargetReader();
  TargetReader(const TargetReader&) = delete;
  TargetReader& operator=(const TargetReader&) = delete;

  // The next record; nullptr after the end. It lives until the next call. DATA_LOSS, with the file,
  // where it is damaged or cut: what was read before is good.
  absl::StatusOr<v1::TargetRecord*> Next();
  const std::string& path() const { return path_; }

 private:
  explicit TargetReader(std::string path) : path_(std::move(path)) {}
  // How much of it there was.
  absl::StatusOr<size_t> Take(size_t size, std::string& bytes);
  absl::StatusOr<v1::TargetRecord*> Finish();
  absl::Status Damaged(const char* what) const;

  const std::string path_;
  int file_ = -1;
  std::unique_ptr<Filter> filter_;
  std::string checksum_;
  bool ended_ = false;
  v1::TargetRecord record_;
};

// The record that ends a file, of which these are the last bytes; nullopt where they are none.
// Its checksum, which is over all of the file, is not looked at.
std::optional<v1::TargetEnd> EndIn(std::string_view bytes);

}  // namespace taqvim::storage
