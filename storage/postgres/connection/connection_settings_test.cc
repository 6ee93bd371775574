#include "storage/postgres/connection/connection_settings.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace taqvim::storage::postgres {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

absl::Status StatusFor(const std::string& conninfo) {
  return KeywordsOf({.conninfo = conninfo}).status();
}

TEST(ConnectionSettingsTest, ASocketAndThisMachineNeedNoTls) {
  for (const char* conninfo :
       {"", "dbname=taqvim", "host=/run/postgresql", "host=localhost", "host=127.0.0.1 port=5433",
        "postgresql://user@[::1]/taqvim", "host=/run/a,/run/b"}) {
    EXPECT_TRUE(StatusFor(conninfo).ok()) << conninfo;
  }
}

TEST(ConnectionSettingsTest, AnotherMachineHasToProveWhichItIs) {
  for (const char* conninfo :
       {"host=db.example.org", "host=db.example.org sslmode=require", "hostaddr=192.0.2.1",
        "postgresql://user@db.example.org/taqvim", "host=localhost,db.example.org"}) {
    EXPECT_EQ(StatusFor(conninfo).code(), absl::StatusCode::kInvalidArgument) << conninfo;
  }
  EXPECT_TRUE(StatusFor("host=db.example.org sslmode=verify-full").ok());
}

TEST(ConnectionSettingsTest, WhereTheEnvironmentOrAServiceLeadsCountsToo) {
  ASSERT_EQ(setenv("PGHOST", "db.example.org", 1), 0);
  EXPECT_EQ(StatusFor("dbname=taqvim").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(StatusFor("host=/run/postgresql").ok());
  ASSERT_EQ(unsetenv("PGHOST"), 0);
  EXPECT_EQ(StatusFor("service=any").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(StatusFor("service=any sslmode=verify-full").ok());
}

TEST(ConnectionSettingsTest, WhatCannotBeReadIsNotShown) {
  const absl::Status status = StatusFor("password=secret host");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
}

TEST(ConnectionSettingsTest, OnlyAPrimaryWillDo) {
  EXPECT_THAT(KeywordsOf({.conninfo = "dbname=x"}).value(),
              Contains(Pair("target_session_attrs", "primary")));
}

TEST(ConnectionSettingsTest, ASchemaHasAPlainName) {
  EXPECT_TRUE(IsPlainName("taqvim"));
  EXPECT_TRUE(IsPlainName("taqvim_2"));
  for (const char* name : {"", "Taqvim", "2taqvim", "taqvim; DROP", "a.b", "\"a\""}) {
    EXPECT_FALSE(IsPlainName(name)) << name;
  }
}

}  // namespace
}  // namespace taqvim::storage::postgres
