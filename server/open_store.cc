#include "server/open_store.h"

#include "proto/status_macros.h"
#include "server/database/store_place.h"
#include "storage/postgres/store/postgres_store.h"
#include "storage/sqlite/store/sqlite_store.h"

namespace taqvim {
namespace {

database::StorePlace PlaceOf(const rpc::Flags& flags) {
  return {.url = flags.store, .password_file = flags.store_password_file};
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenInDatabase(const rpc::Flags& flags,
                                                               const StoreListener& listener) {
  storage::PostgresOptions options{.readers = flags.readers,
                                   .queue_limit = static_cast<size_t>(flags.queue_limit),
                                   .log = flags.log,
                                   .fatal = listener.fatal,
                                   .alarm = listener.alarm};
  ASSIGN_OR_RETURN(options.connection, database::SettingsOf(PlaceOf(flags)));
  auto store = storage::OpenPostgresStore(std::move(options));
  if (!store.ok()) return database::Advised(store.status());
  return store;
}

}  // namespace

absl::StatusOr<std::unique_ptr<storage::Store>> OpenStore(const rpc::Flags& flags,
                                                          const StoreListener& listener) {
  if (!flags.store.empty()) return OpenInDatabase(flags, listener);
  return storage::OpenSqliteStore({.path = flags.data,
                                   .readers = flags.readers,
                                   .queue_limit = static_cast<size_t>(flags.queue_limit),
                                   .log = flags.log,
                                   .fatal = listener.fatal,
                                   .alarm = listener.alarm,
                                   .notice = listener.notice});
}

std::string WhereStoreIs(const rpc::Flags& flags) {
  if (flags.store.empty()) return flags.data;
  const auto settings = database::SettingsOf(PlaceOf(flags));
  return settings.ok() ? database::WordsOf(*settings) : "";
}

}  // namespace taqvim
