// Names of resources, of any bytes: each has one kind or none, and is taken apart as it
// was put together.
#include "server/base/names.h"

#include <string>
#include <string_view>

#include "proto/check.h"
#include "tests/fuzz/input.h"

using taqvim::storage::Kind;
namespace schedule = taqvim::schedule;

namespace {

constexpr Kind kKinds[] = {Kind::kOrganization, Kind::kParticipant, Kind::kAgreement, Kind::kVenue,
                           Kind::kSpace,        Kind::kClosure,     Kind::kTopic,     Kind::kGrant,
                           Kind::kToken,        Kind::kEvent};

// What stands behind the last slash, put behind the prefix of the kind.
std::string PutTogether(Kind kind, std::string_view name) {
  const bool below_venue = kind == Kind::kSpace || kind == Kind::kClosure;
  std::string whole = schedule::NamePrefix(kind, below_venue ? schedule::VenueOf(name) : "");
  return whole.append(name.substr(name.rfind('/') + 1));
}

void CheckName(std::string_view name) {
  const auto kind = schedule::KindOfName(name);
  for (const Kind one : kKinds) CHECK(schedule::IsName(one, name) == (kind == one));
  if (!kind.has_value()) return;
  CHECK(schedule::IsResourceId(name.substr(name.rfind('/') + 1)));
  CHECK(PutTogether(*kind, name) == name);
  if (*kind == Kind::kSpace || *kind == Kind::kClosure) {
    CHECK(schedule::IsName(Kind::kVenue, schedule::VenueOf(name)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  taqvim::fuzz::Input input(data, size);
  const std::string_view text = input.Rest();
  CheckName(text);
  // As the last part of a name it is one just when it may be.
  const bool is_id = schedule::IsResourceId(text);
  CHECK(schedule::IsName(Kind::kEvent, std::string("events/").append(text)) == is_id);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::string made = schedule::CheckedResourceId(text, static_cast<int>(size), attempt);
    CHECK(schedule::IsResourceId(made));
  }
  return 0;
}
