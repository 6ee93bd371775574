#include "storage/target/target_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "proto/check.h"
#include "proto/status_macros.h"

namespace taqvim::storage {
namespace {

constexpr std::string_view kMagic = "taqvim backup 1\n";
constexpr size_t kSizeBytes = 4;
// What stands before each record.
constexpr size_t kHead = kSizeBytes + SHA256_DIGEST_LENGTH;
// Pages are of a mebibyte, or of one row or revision; a larger number is damage.
constexpr uint32_t kMostBytes = uint32_t{1} << 28;
constexpr char kUnfinished[] = "unfinished";

std::string ChecksumOf(const std::string& before, const std::string& record) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  CHECK(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1 &&
        EVP_DigestUpdate(context.get(), before.data(), before.size()) == 1 &&
        EVP_DigestUpdate(context.get(), record.data(), record.size()) == 1 &&
        EVP_DigestFinal_ex(context.get(), digest, nullptr) == 1);
  return {reinterpret_cast<const char*>(digest), sizeof(digest)};
}

std::string SizeText(uint32_t size) {
  std::string bytes;
  for (size_t i = 0; i < kSizeBytes; ++i) bytes.push_back(static_cast<char>(size >> (8 * i)));
  return bytes;
}

uint32_t SizeIn(std::string_view bytes) {
  uint32_t number = 0;
  for (size_t i = kSizeBytes; i-- > 0;) number = number << 8 | static_cast<uint8_t>(bytes[i]);
  return number;
}

}  // namespace

TargetWriter::TargetWriter(std::string folder)
    : folder_(std::move(folder)), unfinished_(absl::StrCat(folder_, "/", kUnfinished)) {}

absl::Status TargetWriter::Failed(const char* what) const {
  return absl::UnavailableError(
      absl::StrCat("The backup could not be ", what, " in ", folder_, " (", std::strerror(errno),
                   "); what was there is as it was. See to the target, then run it again."));
}

absl::StatusOr<std::unique_ptr<TargetWriter>> TargetWriter::Create(
    const std::string& folder, const std::vector<std::string>& filter) {
  std::unique_ptr<TargetWriter> writer(new TargetWriter(folder));
  unlink(writer->unfinished_.c_str());
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  writer->file_ = open(writer->unfinished_.c_str(), flags, S_IRUSR | S_IWUSR);
  if (writer->file_ < 0) return writer->Failed("begun");
  if (!filter.empty()) {
    ASSIGN_OR_RETURN(writer->filter_, Filter::Start(filter, writer->file_, Filter::Way::kOut));
  }
  RETURN_IF_ERROR(writer->Put(kMagic));
  return writer;
}

TargetWriter::~TargetWriter() {
  filter_.reset();
  if (file_ < 0) return;
  close(file_);
  unlink(unfinished_.c_str());
}

absl::Status TargetWriter::Put(std::string_view bytes) {
  const int descriptor = filter_ != nullptr ? filter_->descriptor() : file_;
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("written");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status TargetWriter::Write(const v1::TargetRecord& record) {
  const std::string bytes = record.SerializeAsString();
  checksum_ = ChecksumOf(checksum_, bytes);
  RETURN_IF_ERROR(Put(SizeText(static_cast<uint32_t>(bytes.size())) + checksum_));
  RETURN_IF_ERROR(Put(bytes));
  bytes_ += static_cast<int64_t>(bytes.size());
  return absl::OkStatus();
}

absl::StatusOr<int64_t> TargetWriter::Seal() {
  if (filter_ != nullptr) RETURN_IF_ERROR(filter_->Finish());
  struct stat is = {};
  if (fsync(file_) != 0 || fstat(file_, &is) != 0) return Failed("brought to disk");
  return is.st_size;
}

absl::Status TargetWriter::Finish(const std::string& name) {
  const std::string path = absl::StrCat(folder_, "/", name);
  if (rename(unfinished_.c_str(), path.c_str()) != 0) return Failed("named");
  const int written = std::exchange(file_, -1);
  if (close(written) != 0) return Failed("brought to disk");
  const int directory = open(folder_.c_str(), O_RDONLY | O_CLOEXEC);
  if (directory < 0) return Failed("brought to disk");
  absl::Cleanup close_directory = [directory] { close(directory); };
  return fsync(directory) == 0 ? absl::OkStatus() : Failed("brought to disk");
}

absl::StatusOr<std::unique_ptr<TargetReader>> TargetReader::Open(
    const std::string& path, const std::vector<std::string>& filter) {
  std::unique_ptr<TargetReader> reader(new TargetReader(path));
  reader->file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (reader->file_ < 0) {
    return absl::NotFoundError(
        absl::StrCat("The file ", path, " cannot be read (", std::strerror(errno), ")."));
  }
  if (!filter.empty()) {
    ASSIGN_OR_RETURN(reader->filter_, Filter::Start(filter, reader->file_, Filter::Way::kIn));
  }
  std::string magic;
  ASSIGN_OR_RETURN(const size_t taken, reader->Take(kMagic.size(), magic));
  if (taken == 0 && reader->filter_ != nullptr) {
    const absl::Status why = reader->filter_->Finish();
    if (!why.ok()) {
      return absl::DataLossError(absl::StrCat("The file ", path,
                                              " of the backup is damaged, or "
                                              "encrypted to another key: ",
                                              why.message()));
    }
  }
  if (taken != kMagic.size() || magic != kMagic) return reader->Damaged("does not begin as one");
  return reader;
}

TargetReader::~TargetReader() {
  filter_.reset();
  if (file_ >= 0) close(file_);
}

absl::Status TargetReader::Damaged(const char* what) const {
  return absl::DataLossError(absl::StrCat("The file ", path_, " of the backup ", what, "."));
}

absl::StatusOr<size_t> TargetReader::Take(size_t size, std::string& bytes) {
  const int descriptor = filter_ != nullptr ? filter_->descriptor() : file_;
  bytes.resize(size);
  size_t taken = 0;
  while (taken < size) {
    const ssize_t got = read(descriptor, &bytes[taken], size - taken);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Damaged("cannot be read: its disk fails");
    if (got == 0) break;
    taken += static_cast<size_t>(got);
  }
  return taken;
}

absl::StatusOr<v1::TargetRecord*> TargetReader::Next() {
  std::string head;
  std::string bytes;
  ASSIGN_OR_RETURN(const size_t headed, Take(kHead, head));
  if (headed == 0 && ended_) return Finish();
  if (ended_) return Damaged("goes on after its end");
  if (headed < kHead) return Damaged("was cut");
  const uint32_t size = SizeIn(head);
  if (size > kMostBytes) return Damaged("is damaged");
  ASSIGN_OR_RETURN(const size_t taken, Take(size, bytes));
  if (taken < size) return Damaged("was cut");
  checksum_ = ChecksumOf(checksum_, bytes);
  const bool right = head.compare(kSizeBytes, std::string::npos, checksum_) == 0;
  if (!right || !record_.ParseFromString(bytes)) return Damaged("is damaged");
  ended_ = record_.has_end();
  return &record_;
}

std::optional<v1::TargetEnd> EndIn(std::string_view bytes) {
  // How long the record is, it says at its beginning.
  for (size_t size = 1; size + kHead <= bytes.size(); ++size) {
    const std::string_view chunk = bytes.substr(bytes.size() - kHead - size);
    v1::TargetRecord record;
    if (SizeIn(chunk.substr(0, kSizeBytes)) != size) continue;
    const std::string body(chunk.substr(kHead));
    if (record.ParseFromString(body) && record.has_end()) return record.end();
  }
  return std::nullopt;
}

absl::StatusOr<v1::TargetRecord*> TargetReader::Finish() {
  if (filter_ != nullptr) RETURN_IF_ERROR(std::exchange(filter_, nullptr)->Finish());
  return static_cast<v1::TargetRecord*>(nullptr);
}

}  // namespace taqvim::storage
