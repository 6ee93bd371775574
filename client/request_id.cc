#include "client/request_id.h"

#include "absl/strings/str_format.h"

namespace taqvim::client {

std::string NewRequestId(const Environment& environment) {
  const uint64_t millis = static_cast<uint64_t>(absl::ToUnixMillis(environment.now()));
  const uint64_t high = environment.random();
  const uint64_t low = environment.random();
  const uint64_t variant = (low & 0x3fffffffffffffff) | 0x8000000000000000;
  return absl::StrFormat("%08x-%04x-7%03x-%04x-%012x", (millis >> 16) & 0xffffffff, millis & 0xffff,
                         high & 0xfff, variant >> 48, variant & 0xffffffffffff);
}

std::string EnsureRequestId(const Environment& environment, google::protobuf::Message* request) {
  const auto* field = request->GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return "";
  const auto* reflection = request->GetReflection();
  std::string id = reflection->GetString(*request, field);
  if (id.empty()) {
    id = NewRequestId(environment);
    reflection->SetString(request, field, id);
  }
  return id;
}

}  // namespace taqvim::client
