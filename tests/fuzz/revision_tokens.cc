// Tokens of revisions: each is read back, by its own store alone; what is damaged is
// refused or, since the checksum is short, another revision of that store.
#include <string>

#include "absl/status/status.h"
#include "proto/check.h"
#include "server/rpc/wire/revision_token.h"
#include "tests/fuzz/input.h"

using taqvim::rpc::RevisionTokens;

namespace {

void CheckAny(const RevisionTokens& tokens, const std::string& token) {
  const auto revision = tokens.Decode(token);
  if (revision.ok()) {
    CHECK(tokens.Decode(tokens.Encode(*revision)).value() == *revision);
  } else {
    CHECK(absl::IsInvalidArgument(revision.status()) ||
          absl::IsFailedPrecondition(revision.status()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const RevisionTokens tokens("one"), others("two");
  taqvim::fuzz::Input input(data, size);
  const taqvim::storage::Revision revision{static_cast<int64_t>(input.Number(8)), input.Number(8)};
  const std::string token = tokens.Encode(revision);
  CHECK(token.size() == 36);
  CHECK(tokens.Decode(token).value() == revision);
  CHECK(absl::IsFailedPrecondition(others.Decode(token).status()));

  std::string damaged = token;
  damaged[input.Byte() % damaged.size()] = static_cast<char>(input.Byte());
  CheckAny(tokens, damaged);
  CheckAny(tokens, std::string(input.Rest()));
  return 0;
}
