// Two sets of time zone data, made by zic: what the IANA database said of Kazakhstan before
// and after its clocks were set back on 1 March 2024. Each has Asia/Almaty, which differs by
// an hour since then, and Asia/Tashkent.
#pragma once

#include <string>

#include "tests/support/process.h"

namespace taqvim::testing {

// What programs find at TZDIR while it lives; `before` at first. One at a time.
class ZoneData {
 public:
  // Fails the test when zic cannot make it.
  ZoneData();
  ~ZoneData();
  ZoneData(const ZoneData&) = delete;
  ZoneData& operator=(const ZoneData&) = delete;

  // Which set, `before` or `after`, programs find that read the data from now on.
  void Use(const std::string& set);

 private:
  void Make(const std::string& set, const std::string& almaty);

  TempDir dir_;
};

}  // namespace taqvim::testing
