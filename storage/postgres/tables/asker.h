// `Asker`: whatever rows are asked of.
#pragma once

#include "absl/status/statusor.h"
#include "storage/postgres/connection/connection.h"

namespace taqvim::storage::postgres {

class Asker {
 public:
  virtual ~Asker() = default;
  // One statement, on the state that whoever asks is to see.
  virtual absl::StatusOr<Result> Ask(const Statement& statement, const Parameters& parameters) = 0;
};

}  // namespace taqvim::storage::postgres
