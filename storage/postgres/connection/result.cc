#include "storage/postgres/connection/result.h"

namespace taqvim::storage::postgres {

int64_t Result::Int(int row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  // Big endian, with the sign in the first byte; a bool has none.
  const bool negative = bytes.size() > 1 && (bytes[0] & 0x80) != 0;
  uint64_t value = negative ? ~uint64_t{0} : 0;
  for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<int64_t>(value);
}

std::string_view Result::Bytes(int row, int column) const {
  const int length = PQgetlength(result_.get(), row, column);
  return {PQgetvalue(result_.get(), row, column), static_cast<size_t>(length)};
}

}  // namespace taqvim::storage::postgres
