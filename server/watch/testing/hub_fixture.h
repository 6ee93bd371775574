// A hub over a store in a new SQLite file, and readers.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "server/watch/hub.h"
#include "server/watch/testing/reader.h"
#include "storage/log_retention.h"
#include "storage/store.h"
#include "storage/testing/temporary_directory.h"

namespace taqvim::watch::testing {

class HubTest : public ::testing::Test {
 protected:
  explicit HubTest(HubOptions options = {}, storage::LogRetention log = {});
  ~HubTest() override;

  // A stream that joined, and leaves at the end of the test.
  Reader& Join(const StreamStart& start);
  Reader& JoinNow() { return Join(Start()); }
  static StreamStart Start();
  // Organizations of about 200 bytes, all in one revision.
  storage::Revision Create(const std::vector<std::string>& ids);
  // So many, each in a revision of its own, at most 4,000.
  storage::Revision Create(int count);
  // Organizations of about 50 KB, all in one revision: `{id}-0` and so on; and a venue
  // after half of them. Once they are there, renames them.
  storage::Revision WriteLarge(const std::string& id, int count);
  storage::Revision CreateEvent(const std::string& id, const v1::Event& event);
  storage::Revision Rename(const std::string& id);
  storage::Revision Delete(const std::string& id);

  // Passes time of the store's clock and the hub's.
  void Pass(absl::Duration time) { micros_ += absl::ToInt64Microseconds(time); }
  static std::string TokenOf(const storage::Revision& revision);
  static int64_t NumberOf(const std::string& token);

  const storage::testing::TemporaryDirectory directory_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Hub> hub_;

 private:
  storage::Revision Write(storage::WriteFunction write);

  std::atomic<int64_t> micros_ = 0;
  int created_ = 0;
  std::vector<Reader*> readers_;
};

}  // namespace taqvim::watch::testing
