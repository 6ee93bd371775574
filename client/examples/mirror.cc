// Keeps the schedule in a SQLite file of its own, with the client library alone.
//
//   mirror SERVER FILE
//
// What a delivery tells and the token that stands for it are written in one
// transaction. So it may be killed at any moment, and goes on where its file is.
#include <sqlite3.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "client/credentials.h"
#include "client/subscriber.h"
#include "google/protobuf/util/json_util.h"
#include "proto/status_macros.h"

namespace taqvim::examples {
namespace {

constexpr const char* kTables[] = {
    "PRAGMA journal_mode = WAL",
    "CREATE TABLE IF NOT EXISTS resources (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS position (token TEXT NOT NULL) STRICT",
    "INSERT INTO position SELECT '' WHERE NOT EXISTS (SELECT * FROM position)",
};

class Mirror {
 public:
  explicit Mirror(const char* path) {
    if (sqlite3_open(path, &file_) != SQLITE_OK) status_ = absl::UnavailableError(path);
    sqlite3_busy_timeout(file_, 5000);
    for (const char* statement : kTables) Run(statement);
  }
  ~Mirror() { sqlite3_close(file_); }

  std::string token() { return Run("SELECT token FROM position"); }

  absl::Status Take(const client::Delivery& told) {
    Run("BEGIN IMMEDIATE");
    if (told.begins_snapshot) Run("DELETE FROM resources");
    for (const v1::Resource& resource : told.response.resources()) Put(resource);
    for (const v1::Revision& revision : told.response.revisions()) {
      for (const v1::Change& change : revision.changes()) Apply(change);
    }
    Run("UPDATE position SET token = ?1", told.response.revision_token());
    Run("COMMIT");
    return status_;
  }

 private:
  void Apply(const v1::Change& change) {
    if (change.kind() == v1::CHANGE_KIND_DELETED || change.kind() == v1::CHANGE_KIND_LEFT) {
      Run("DELETE FROM resources WHERE name = ?1", change.name());
    } else {
      Put(change.after());
    }
  }

  // The resource is the one member that is set, whatever its type.
  void Put(const v1::Resource& resource) {
    const auto* reflection = resource.GetReflection();
    const auto* type =
        reflection->GetOneofFieldDescriptor(resource, resource.GetDescriptor()->oneof_decl(0));
    if (type == nullptr) return;  // of a newer server
    std::string json;
    (void)google::protobuf::util::MessageToJsonString(reflection->GetMessage(resource, type),
                                                      &json);
    Run("INSERT OR REPLACE INTO resources SELECT json_extract(?1, '$.name'), ?1", json);
  }

  // Runs the statement and returns the first value of its answer. After an error
  // no other is run, so that nothing of the transaction is committed.
  std::string Run(const char* sql, const std::string& value = "") {
    if (!status_.ok()) return "";
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(file_, sql, -1, &statement, nullptr);
    sqlite3_bind_text(statement, 1, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    std::string answer;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      answer = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    }
    if (sqlite3_finalize(statement) != SQLITE_OK) {
      status_ = absl::UnavailableError(sqlite3_errmsg(file_));
    }
    return answer;
  }

  sqlite3* file_ = nullptr;
  absl::Status status_;
};

absl::Status KeepMirror(const char* server, const char* path) {
  client::Credentials credentials;
  if (const char* token = std::getenv("TAQVIM_TOKEN")) credentials.token = token;
  ASSIGN_OR_RETURN(const auto channel, client::MakeChannel(server, credentials));
  Mirror mirror(path);
  client::SubscriberOptions options;
  options.token = mirror.token();
  options.on_interruption = [](const client::Interruption& interruption) {
    std::cerr << "Trying again in " << interruption.pause << ": " << interruption.status << "\n";
  };
  client::Subscriber subscriber(
      channel, options, [&mirror](const client::Delivery& told) { return mirror.Take(told); });
  return subscriber.Wait();
}

}  // namespace
}  // namespace taqvim::examples

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: mirror SERVER FILE\n";
    return 2;
  }
  std::cerr << taqvim::examples::KeepMirror(argv[1], argv[2]) << "\n";
  return 1;
}
