// Compression of stored answers of requests, by references to the images in the same
// log row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/log.pb.h"

namespace taqvim::storage {

// The images after the changes, in their order; empty for what was deleted.
std::vector<std::string_view> AfterImages(const v1::LogChanges& changes);

// The stored form of an answer, a message StoredAnswer of log.proto. An answer usually
// holds what the write made, which the log row holds already; so it refers to the
// images after the revision's changes where they are found in it, in their order and a
// few bytes apart. Takes time linear in its size.
std::string AbridgeAnswer(std::string_view answer, const std::vector<std::string_view>& images);

// The answer, byte for byte, from its stored form and the log row's changes. DATA_LOSS
// when either is damaged, or they do not belong together.
absl::StatusOr<std::string> RestoreAnswer(std::string_view stored, std::string_view changes);

}  // namespace taqvim::storage
