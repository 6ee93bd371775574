// Parameters of a statement, in PostgreSQL's binary form.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace taqvim::storage::postgres {

// Values in the order of a statement's $1, $2, ..., each with its type. Whole numbers are
// always bigint, for which indexes are used as they are: those of btree_gist know no comparison of
// a bigint with another type.
class Parameters {
 public:
  Parameters& Int(int64_t value);
  Parameters& Text(std::string_view text);
  Parameters& Bytes(std::string_view bytes);

  // Arrays, for unnest(). An element that is unset is NULL.
  Parameters& Ints(const std::vector<int64_t>& values);
  Parameters& Bools(const std::vector<bool>& values);
  Parameters& Texts(const std::vector<std::string_view>& values);
  Parameters& ManyBytes(const std::vector<std::optional<std::string_view>>& values);

  // As libpq takes them.
  int count() const { return static_cast<int>(values_.size()); }
  const std::vector<Oid>& types() const { return types_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  // Begins an array: what each element adds follows.
  std::string& Array(Oid type, Oid element, size_t size, bool has_null);

  std::vector<Oid> types_;
  std::vector<std::string> values_;
};

}  // namespace taqvim::storage::postgres
