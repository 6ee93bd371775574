#include "client/cli/command/moved_end.h"

#include <gtest/gtest.h>

namespace taqvim::cli {
namespace {

TEST(MovedEnd, KeepsTheLength) {
  EXPECT_EQ(MovedEnd("2035-05-05T18:00", "2035-05-05T20:00", "2035-05-01T19:30"),
            "2035-05-01T21:30");
  EXPECT_EQ(MovedEnd("2035-05-05T22:00", "2035-05-06T02:00", "2035-05-31T22:00"),
            "2035-06-01T02:00");
}

TEST(MovedEnd, IsNoneWhereTheLengthCannotBeTold) {
  EXPECT_EQ(MovedEnd("2035-10-28T02:30+02:00", "2035-10-28T02:30+01:00", "2035-10-29T02:30"), "");
  EXPECT_EQ(MovedEnd("2035-05-05T18:00", "2035-05-05T20:00", "2035-05-01"), "");
  EXPECT_EQ(MovedEnd("", "", ""), "");
}

}  // namespace
}  // namespace taqvim::cli
