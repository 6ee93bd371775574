// Rows that a statement answered, in PostgreSQL's binary form.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace taqvim::storage::postgres {

class Result {
 public:
  explicit Result(PGresult* result) : result_(result) {}

  int rows() const { return PQntuples(result_.get()); }
  bool IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) == 1; }
  // Of a bigint, int, smallint or bool; 0 for NULL.
  int64_t Int(int row, int column) const;
  // Of a text or bytea; lives as long as the result. Empty for NULL.
  std::string_view Bytes(int row, int column) const;
  // What the statement did, such as `COMMIT` or `INSERT 0 1`.
  std::string_view tag() const { return PQcmdStatus(result_.get()); }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

}  // namespace taqvim::storage::postgres
