#include "server/rpc/callers/edge_headers.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/status_macros.h"

namespace taqvim::rpc {
namespace {

constexpr char kCertificateHeader[] = "x-client-cert";
constexpr char kBinaryCertificate[] = "x-client-cert-bin";
constexpr char kVerify[] = "x-client-verify";
constexpr char kAddress[] = "x-client-address";
constexpr const char* kAll[] = {kAddress, kCertificateHeader, kBinaryCertificate, kVerify};
// With which all of them begin.
constexpr char kBeginning[] = "x-client-";

absl::string_view Text(const grpc::string_ref& text) { return {text.data(), text.size()}; }

absl::Status RefuseEdge(absl::string_view sentence) { return absl::UnauthenticatedError(sentence); }

// The value of a header that comes once; nothing when it does not come or comes
// more often.
std::optional<absl::string_view> Once(const Metadata& metadata, const char* name) {
  const auto [first, last] = metadata.equal_range(name);
  if (first == last || std::next(first) != last) return std::nullopt;
  return Text(first->second);
}

// Nothing for what is not percent-encoded.
std::optional<std::string> PercentDecode(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    if (text.size() - i < 3 || !absl::ascii_isxdigit(text[i + 1]) ||
        !absl::ascii_isxdigit(text[i + 2])) {
      return std::nullopt;
    }
    decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return decoded;
}

std::string Written(int family, const void* address) {
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(family, address, text, sizeof(text));
}

// As it is usually written; empty for what is no IP address.
std::string CanonicalAddress(absl::string_view text) {
  const std::string address(text);
  in_addr v4;
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return Written(AF_INET, &v4);
  in6_addr v6;
  if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return "";
  // What comes over IPv4 to a socket of both.
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return Written(AF_INET, v6.s6_addr + 12);
  return Written(AF_INET6, &v6);
}

absl::StatusOr<std::string> ReadCertificate(const Metadata& metadata) {
  const auto verify = Once(metadata, kVerify);
  if (!verify.has_value()) {
    return RefuseEdge(
        "The edge does not say once whether the client proved to have a certificate's key: it has "
        "to end TLS and to send x-client-verify.");
  }
  if (metadata.count(kCertificateHeader) == 0) {
    if (*verify == "NONE") return "";
    return RefuseEdge(
        absl::StrCat("The edge says x-client-verify ", *verify, " and shows no certificate."));
  }
  const auto certificate = Once(metadata, kCertificateHeader);
  if (!certificate.has_value()) return RefuseEdge("The edge shows more than one certificate.");
  if (*verify != "SUCCESS") {
    return RefuseEdge(absl::StrCat("The edge shows a certificate and says x-client-verify ",
                                   *verify, "; only SUCCESS lets it count."));
  }
  auto decoded = PercentDecode(*certificate);
  if (!decoded.has_value() || decoded->empty()) {
    return RefuseEdge("The edge shows a certificate that is not percent-encoded PEM text.");
  }
  return *std::move(decoded);
}

}  // namespace

bool HasEdgeHeaders(const Metadata& metadata) {
  for (auto header = metadata.lower_bound(kBeginning);
       header != metadata.end() && header->first.starts_with(kBeginning); ++header) {
    const auto is_it = [&header](const char* name) { return header->first == name; };
    if (std::any_of(std::begin(kAll), std::end(kAll), is_it)) return true;
  }
  return false;
}

absl::StatusOr<EdgeWord> ReadEdgeHeaders(const Metadata& metadata) {
  if (metadata.count(kBinaryCertificate) != 0) {
    return RefuseEdge("The edge lets x-client-cert-bin pass, which it has to take away.");
  }
  EdgeWord word;
  word.address = ReadEdgeAddress(metadata);
  if (word.address.empty()) {
    return RefuseEdge("The edge does not say the client's IP address once, in x-client-address.");
  }
  ASSIGN_OR_RETURN(auto certificate, ReadCertificate(metadata));
  word.certificate = std::move(certificate);
  return word;
}

std::string ReadEdgeAddress(const Metadata& metadata) {
  const auto address = Once(metadata, kAddress);
  return address.has_value() ? CanonicalAddress(*address) : "";
}

sockaddr_storage ToPeer(const std::string& address) {
  sockaddr_storage peer = {};
  auto& v4 = reinterpret_cast<sockaddr_in&>(peer);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(peer);
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    peer.ss_family = AF_INET;
  } else if (inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
    peer.ss_family = AF_INET6;
  }
  return peer;
}

}  // namespace taqvim::rpc
