#include "tests/support/compressed.h"

#include <zlib.h>

#include <cstdlib>

namespace taqvim::testing {
namespace {

constexpr size_t kMib = size_t{1} << 20;
constexpr int kZlib = 15, kGzip = 15 + 16;

// Deflates one form, a MiB of zeros at a time.
class Deflater {
 public:
  explicit Deflater(int form) {
    deflateInit2(&stream_, 9, Z_DEFLATED, form, 9, Z_DEFAULT_STRATEGY);
  }
  ~Deflater() { deflateEnd(&stream_); }

  // The bytes of one more MiB, which refer to nothing before them.
  std::string Next() {
    std::string bytes(deflateBound(&stream_, kMib), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(zeros_.data());
    stream_.avail_in = kMib;
    stream_.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream_.avail_out = static_cast<uInt>(bytes.size());
    if (deflate(&stream_, Z_FULL_FLUSH) != Z_OK || stream_.avail_in != 0) std::abort();
    bytes.erase(bytes.size() - stream_.avail_out);
    return bytes;
  }

 private:
  std::string zeros_ = std::string(kMib, '\0');
  z_stream stream_ = {};
};

std::string Bytes(uLong number, bool biggest_first) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) {
    bytes.push_back(static_cast<char>(number >> (8 * (biggest_first ? 3 - i : i))));
  }
  return bytes;
}

// What a form ends with (RFC 1950, 2.2, and RFC 1952, 2.3.1): a checksum, and of gzip the
// size.
std::string Trailer(bool gzip, int mib) {
  const std::string zeros(kMib, '\0');
  const auto* some = reinterpret_cast<const Bytef*>(zeros.data());
  const uLong of_one = gzip ? crc32(0, some, kMib) : adler32(1, some, kMib);
  uLong sum = of_one;
  for (int i = 1; i < mib; ++i) {
    sum = gzip ? crc32_combine(sum, of_one, kMib) : adler32_combine(sum, of_one, kMib);
  }
  return gzip ? Bytes(sum, false) + Bytes(kMib * static_cast<uLong>(mib), false) : Bytes(sum, true);
}

}  // namespace

std::string CompressedZeros(const std::string& encoding, int mib) {
  const bool gzip = encoding == "gzip";
  Deflater deflater(gzip ? kGzip : kZlib);
  std::string bytes = deflater.Next();
  const std::string next = deflater.Next();
  for (int i = 1; i < mib; ++i) bytes += next;
  // RFC 1951, 3.2.3: a last block that holds nothing.
  return bytes + std::string("\x03\x00", 2) + Trailer(gzip, mib);
}

}  // namespace taqvim::testing
