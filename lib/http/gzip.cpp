#include "http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace algolog {
namespace {

/// Owns zlib's state for one body.
class inflater {
 public:
  explicit inflater(std::string_view in) {
    constexpr int gzip_only = 15 + 16;  // the largest window, and no zlib or raw headers
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~inflater() { inflateEnd(&stream_); }
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  int next(char* out, std::size_t size) noexcept {
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(size);
    return inflate(&stream_, Z_NO_FLUSH);
  }
  bool at_end() const noexcept { return stream_.avail_in == 0; }
  void begin_member() noexcept { inflateReset(&stream_); }
  std::size_t unused() const noexcept { return stream_.avail_out; }
  const char* message() const noexcept { return stream_.msg ? stream_.msg : "ends too early"; }

 private:
  z_stream stream_{};
};

}  // namespace

result<std::string> gunzip(std::string_view compressed, std::size_t limit) {
  constexpr std::size_t step = 64U << 10;
  inflater in(compressed);
  std::string out;
  for (;;) {
    const auto have = out.size();
    const auto room = std::min(std::max(step, have), limit + 1 - have);
    out.resize(have + room);
    const int status = in.next(out.data() + have, room);
    out.resize(have + room - in.unused());
    if (out.size() > limit) {
      return error{errc::too_large, "inflates to more than " + std::to_string(limit) + " bytes"};
    }
    if (status == Z_STREAM_END && in.at_end()) return out;
    if (status == Z_STREAM_END) {
      in.begin_member();  // a body may have several; what is none fails as a header
    } else if (status != Z_OK) {
      return error{errc::bad_http, std::string("gzip body: ") + in.message()};
    }
  }
}

}  // namespace algolog
