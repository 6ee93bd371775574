#include "server/rpc/limits/connection_table.h"

#include <gtest/gtest.h>

#include <map>

namespace taqvim::rpc {
namespace {

using Verdict = ConnectionTable::Verdict;

class Connections : public ::testing::Test {
 protected:
  ConnectionTable Table(const ConnectionLimits& limits) {
    return ConnectionTable(limits, [this](int descriptor) { return numbers_[descriptor]; });
  }
  // A new connection gets that descriptor.
  Verdict Open(ConnectionTable& table, int descriptor, const std::string& address) {
    numbers_[descriptor] = ++last_;
    const Verdict verdict = table.Admit(descriptor, address);
    if (verdict != Verdict::kAdmitted) Close(descriptor);
    return verdict;
  }
  void Close(int descriptor) { numbers_[descriptor] = 0; }
  // Something else has got the descriptor of a connection that was closed.
  void Reuse(int descriptor) { numbers_[descriptor] = ++last_; }

  std::map<int, ino_t> numbers_;
  ino_t last_ = 0;
};

TEST_F(Connections, OfOneAddressAreBoundedAndOthersDoNotNotice) {
  ConnectionTable table = Table({.in_all = 0, .of_an_address = 2});
  EXPECT_EQ(Open(table, 3, "192.0.2.1"), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 4, "192.0.2.1"), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 5, "192.0.2.1"), Verdict::kTooManyOfAnAddress);
  EXPECT_EQ(Open(table, 5, "192.0.2.2"), Verdict::kAdmitted);
}

TEST_F(Connections, ThatWereClosedMakeRoomForOthersOfTheirAddress) {
  ConnectionTable table = Table({.in_all = 0, .of_an_address = 2});
  Open(table, 3, "192.0.2.1");
  Open(table, 4, "192.0.2.1");
  Close(3);
  EXPECT_EQ(Open(table, 9, "192.0.2.1"), Verdict::kAdmitted);
  Reuse(4);
  EXPECT_EQ(Open(table, 10, "192.0.2.1"), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 11, "192.0.2.1"), Verdict::kTooManyOfAnAddress);
}

TEST_F(Connections, WithADescriptorThatComesBackReplaceTheOneThatHadIt) {
  ConnectionTable table = Table({.in_all = 1, .of_an_address = 1});
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Open(table, 3, i % 2 == 0 ? "192.0.2.1" : "192.0.2.2"), Verdict::kAdmitted);
  }
}

TEST_F(Connections, AreBoundedInAll) {
  ConnectionTable table = Table({.in_all = 2, .of_an_address = 0});
  EXPECT_EQ(Open(table, 3, "192.0.2.1"), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 4, "192.0.2.2"), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 5, "192.0.2.3"), Verdict::kTooMany);
  Close(4);
  EXPECT_EQ(Open(table, 5, "192.0.2.3"), Verdict::kAdmitted);
}

TEST_F(Connections, OfAnEdgeHaveNoAddressAndAreBoundedInAllAlone) {
  ConnectionTable table = Table({.in_all = 2, .of_an_address = 1});
  EXPECT_EQ(Open(table, 3, ""), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 4, ""), Verdict::kAdmitted);
  EXPECT_EQ(Open(table, 5, ""), Verdict::kTooMany);
}

TEST_F(Connections, ThatWereClosedAreFoundAmongManyInTheEnd) {
  constexpr int kMany = 1'000;
  ConnectionTable table = Table({.in_all = kMany, .of_an_address = 0});
  for (int i = 0; i < kMany; ++i) Open(table, i, "192.0.2.1");
  Close(kMany - 1);
  int refused = 0;
  while (Open(table, kMany, "192.0.2.2") != Verdict::kAdmitted) ASSERT_LT(++refused, kMany);
  EXPECT_EQ(Open(table, kMany + 1, "192.0.2.2"), Verdict::kTooMany);
}

TEST_F(Connections, AreCountedWhileTheyAreOpen) {
  ConnectionTable table = Table({});
  for (int descriptor = 3; descriptor < 8; ++descriptor) Open(table, descriptor, "192.0.2.1");
  EXPECT_EQ(table.CountOpen(), 5);
  Close(4);
  Reuse(5);
  EXPECT_EQ(table.CountOpen(), 3);
}

}  // namespace
}  // namespace taqvim::rpc
