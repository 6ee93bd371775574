#include "server/rpc/callers/tls_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "proto/status_macros.h"
#include "server/rpc/callers/x509.h"

namespace taqvim::rpc {
namespace {

// How long before its end a certificate is warned of.
constexpr absl::Duration kWarnAhead = absl::Hours(24 * 14);

absl::Status Refuse(absl::string_view what, const std::string& path, absl::string_view rest) {
  return absl::InvalidArgumentError(absl::StrCat("The ", what, " ", path, " ", rest));
}

absl::StatusOr<std::string> ReadOpen(int file) {
  std::string text;
  char buffer[8192];
  ssize_t length = 0;
  while ((length = read(file, buffer, sizeof(buffer))) > 0) {
    text.append(buffer, static_cast<size_t>(length));
  }
  if (length < 0) return absl::ErrnoToStatus(errno, "read");
  return text;
}

// Whether others may read the file, or its group change it.
bool IsExposed(int file) {
  struct stat about;
  return fstat(file, &about) == 0 && (about.st_mode & (S_IRWXO | S_IWGRP)) != 0;
}

absl::StatusOr<std::string> ReadPem(absl::string_view what, const std::string& path, bool secret) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return Refuse(what, path,
                  absl::StrCat("cannot be read: ", std::strerror(errno),
                               ". Name a PEM file that this user may read."));
  }
  absl::Cleanup close_file = [file] { close(file); };
  if (secret && IsExposed(file)) {
    return Refuse(what, path,
                  absl::StrCat("can be read or changed by others; run: chmod 600 ", path));
  }
  auto text = ReadOpen(file);
  if (!text.ok()) {
    return Refuse(what, path, "cannot be read; name a PEM file that this user may read.");
  }
  return text;
}

absl::Status CheckServer(const TlsPaths& paths, TlsMaterial& material) {
  const auto certificates = ParseCertificates(material.certificate);
  if (certificates.empty()) {
    return Refuse("certificate", paths.certificate, "is no PEM file of certificates.");
  }
  const auto key = ParseKey(material.key);
  if (key == nullptr) {
    return Refuse("key", paths.key, "is no PEM file of a private key without a password.");
  }
  if (!Match(*certificates[0], *key)) {
    return Refuse("key", paths.key,
                  absl::StrCat("does not belong to the first certificate of ", paths.certificate,
                               "; name the two that were made together."));
  }
  if (!ServesTls(*certificates[0], *key)) {
    return Refuse("certificate", paths.certificate,
                  "or its key is too weak for TLS; make one of 2048 bits of RSA or more, or of 256 "
                  "of an elliptic curve.");
  }
  material.not_before = NotBefore(*certificates[0]);
  material.not_after = NotAfter(*certificates[0]);
  return absl::OkStatus();
}

absl::Status ReadServer(const TlsPaths& paths, TlsMaterial& material) {
  ASSIGN_OR_RETURN(auto certificate, ReadPem("certificate", paths.certificate, false));
  ASSIGN_OR_RETURN(auto key, ReadPem("key", paths.key, true));
  material.certificate = std::move(certificate);
  material.key = std::move(key);
  return CheckServer(paths, material);
}

absl::Status ReadAuthorities(const TlsPaths& paths, TlsMaterial& material) {
  ASSIGN_OR_RETURN(auto client_ca, ReadPem("authorities' file", paths.client_ca, false));
  const auto authorities = ParseCertificates(client_ca);
  if (authorities.empty()) {
    return Refuse("authorities' file", paths.client_ca, "is no PEM file of certificates.");
  }
  for (const auto& authority : authorities) {
    material.authorities_not_after = std::min(material.authorities_not_after, NotAfter(*authority));
  }
  material.client_ca = std::move(client_ca);
  return absl::OkStatus();
}

// What is wrong with the time of the server's certificate; empty for nothing.
absl::string_view WarningOf(const TlsMaterial& material, absl::Time now) {
  if (now < material.not_before) return " It does not count yet; clients refuse it.";
  if (material.not_after <= now)
    return " It has ended; clients refuse it. Put another in its place.";
  if (material.not_after <= now + kWarnAhead) return " It ends soon; put another in its place.";
  return "";
}

}  // namespace

absl::StatusOr<TlsMaterial> ReadTlsFiles(const TlsPaths& paths) {
  TlsMaterial material;
  absl::Status status;
  if (!paths.certificate.empty()) status = ReadServer(paths, material);
  if (status.ok() && !paths.client_ca.empty()) status = ReadAuthorities(paths, material);
  if (!status.ok()) return status;
  return material;
}

absl::StatusOr<std::unique_ptr<TlsFiles>> TlsFiles::Open(TlsPaths paths, const Log& log) {
  std::unique_ptr<TlsFiles> files(new TlsFiles(std::move(paths), log));
  absl::MutexLock lock(&files->mutex_);
  files->signature_ = files->Sign();
  ASSIGN_OR_RETURN(auto material, ReadTlsFiles(files->paths_));
  files->material_ = std::make_shared<const TlsMaterial>(std::move(material));
  files->LogMaterial(false);
  return files;
}

std::shared_ptr<const TlsMaterial> TlsFiles::Current() {
  absl::MutexLock lock(&mutex_);
  const Signature before = Sign();
  if (before == signature_) return material_;
  auto material = ReadTlsFiles(paths_);
  // Changed while they were read: the next caller looks again.
  if (Sign() != before) return material_;
  signature_ = before;
  if (material.ok()) {
    material_ = std::make_shared<const TlsMaterial>(*std::move(material));
    LogMaterial(true);
  } else {
    log_.Write(LogLevel::kWarning,
               "The files of TLS were changed and cannot be used; what they said before counts.",
               {{"cause", material.status().message()}});
  }
  return material_;
}

TlsFiles::Signature TlsFiles::Sign() const {
  Signature signature = {};
  size_t next = 0;
  for (const std::string* path : {&paths_.certificate, &paths_.key, &paths_.client_ca}) {
    struct stat about = {};
    if (!path->empty()) stat(path->c_str(), &about);
    for (int64_t part :
         {static_cast<int64_t>(about.st_ino), static_cast<int64_t>(about.st_size),
          static_cast<int64_t>(about.st_mode), static_cast<int64_t>(about.st_ctim.tv_sec),
          static_cast<int64_t>(about.st_ctim.tv_nsec)}) {
      signature[next++] = part;
    }
  }
  return signature;
}

void TlsFiles::LogMaterial(bool replaced) const {
  if (paths_.certificate.empty()) {
    log_.Write(LogLevel::kInfo,
               replaced ? "The server knows other authorities of clients."
                        : "The server knows authorities of clients.",
               {{"client_ca", paths_.client_ca}});
    return;
  }
  const absl::Time now = absl::Now();
  const absl::string_view warning = WarningOf(*material_, now);
  log_.Write(warning.empty() ? LogLevel::kInfo : LogLevel::kWarning,
             absl::StrCat(replaced ? "The server has another certificate, or other authorities of "
                                     "clients."
                                   : "The server has a certificate.",
                          warning),
             {{"certificate", paths_.certificate},
              {"not_before", absl::FormatTime(material_->not_before, absl::UTCTimeZone())},
              {"not_after", absl::FormatTime(material_->not_after, absl::UTCTimeZone())},
              {"client_ca", paths_.client_ca}});
}

}  // namespace taqvim::rpc
