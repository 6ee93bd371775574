#include "storage/postgres/connection/parameters.h"

#include <algorithm>

namespace taqvim::storage::postgres {
namespace {

// Of pg_type.dat: these numbers are fixed for all time.
constexpr Oid kBool = 16, kBytea = 17, kInt8 = 20, kText = 25;
constexpr Oid kBoolArray = 1000, kByteaArray = 1001, kTextArray = 1009, kInt8Array = 1016;

void AppendInt32(uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void AppendInt64(int64_t value, std::string& out) {
  const auto bits = static_cast<uint64_t>(value);
  AppendInt32(static_cast<uint32_t>(bits >> 32), out);
  AppendInt32(static_cast<uint32_t>(bits), out);
}

void AppendElement(std::string_view bytes, std::string& out) {
  AppendInt32(static_cast<uint32_t>(bytes.size()), out);
  out.append(bytes);
}

}  // namespace

Parameters& Parameters::Int(int64_t value) {
  types_.push_back(kInt8);
  AppendInt64(value, values_.emplace_back());
  return *this;
}

Parameters& Parameters::Text(std::string_view text) {
  types_.push_back(kText);
  values_.emplace_back(text);
  return *this;
}

Parameters& Parameters::Bytes(std::string_view bytes) {
  types_.push_back(kBytea);
  values_.emplace_back(bytes);
  return *this;
}

// One dimension that begins at 1; an empty array has none.
std::string& Parameters::Array(Oid type, Oid element, size_t size, bool has_null) {
  types_.push_back(type);
  std::string& out = values_.emplace_back();
  AppendInt32(size == 0 ? 0 : 1, out);
  AppendInt32(has_null ? 1 : 0, out);
  AppendInt32(element, out);
  if (size == 0) return out;
  AppendInt32(static_cast<uint32_t>(size), out);
  AppendInt32(1, out);
  return out;
}

Parameters& Parameters::Ints(const std::vector<int64_t>& values) {
  std::string& out = Array(kInt8Array, kInt8, values.size(), false);
  for (int64_t value : values) {
    AppendInt32(sizeof(value), out);
    AppendInt64(value, out);
  }
  return *this;
}

Parameters& Parameters::Bools(const std::vector<bool>& values) {
  std::string& out = Array(kBoolArray, kBool, values.size(), false);
  for (bool value : values) AppendElement({value ? "\x01" : "\x00", 1}, out);
  return *this;
}

Parameters& Parameters::Texts(const std::vector<std::string_view>& values) {
  std::string& out = Array(kTextArray, kText, values.size(), false);
  for (std::string_view value : values) AppendElement(value, out);
  return *this;
}

Parameters& Parameters::ManyBytes(const std::vector<std::optional<std::string_view>>& values) {
  const bool has_null =
      std::any_of(values.begin(), values.end(), [](const auto& one) { return !one.has_value(); });
  std::string& out = Array(kByteaArray, kBytea, values.size(), has_null);
  constexpr uint32_t kNull = ~uint32_t{0};
  for (const std::optional<std::string_view>& value : values) {
    value.has_value() ? AppendElement(*value, out) : AppendInt32(kNull, out);
  }
  return *this;
}

}  // namespace taqvim::storage::postgres
