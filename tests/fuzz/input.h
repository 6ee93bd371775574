// `Input`: the bytes of a fuzzer, read as what a target needs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace taqvim::fuzz {

// What is read when nothing is left is 0 and empty, so every input is one.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : left_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return left_.empty(); }
  uint8_t Byte() {
    if (left_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }
  // Of so many bytes, the first one highest.
  uint64_t Number(int bytes) {
    uint64_t number = 0;
    for (int i = 0; i < bytes; ++i) number = number << 8 | Byte();
    return number;
  }
  // From `first` to `last`, both included, which are less than 65,536 apart.
  int Within(int first, int last) {
    return first + static_cast<int>(Number(2) % static_cast<uint64_t>(last - first + 1));
  }
  std::string_view Take(size_t most) {
    const std::string_view taken = left_.substr(0, most);
    left_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view Rest() { return Take(left_.size()); }

 private:
  std::string_view left_;
};

}  // namespace taqvim::fuzz
