#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>

namespace algolog::test {

constexpr int gzip_format = 15 + 16;
constexpr int zlib_format = 15;

/// `text` compressed: one gzip member (RFC 1952), or another of zlib's formats.
inline std::string gzipped(std::string text, int format = gzip_format) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace algolog::test
