// What a caller has to see to, held on to in every build: a precondition that does not
// hold is a defect of ours, after which nothing that the process does can be trusted.
// What comes from outside is never checked so, but refused.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"

namespace taqvim {

[[noreturn]] ABSL_ATTRIBUTE_COLD ABSL_ATTRIBUTE_NOINLINE inline void FailCheck(
    const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
  std::abort();
}

}  // namespace taqvim

// Says on the error output which condition does not hold, and ends the process.
#define CHECK(...)                                         \
  (ABSL_PREDICT_TRUE((__VA_ARGS__)) ? static_cast<void>(0) \
                                    : ::taqvim::FailCheck(#__VA_ARGS__, __FILE__, __LINE__))
