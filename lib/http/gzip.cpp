#include "http/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <utility>

namespace algolog {
namespace {

constexpr std::size_t most_read = 64U << 10;
constexpr std::size_t most_written = 1U << 20;
constexpr std::size_t first_room = 64U << 10;
constexpr std::size_t most_members = 10'000;

}  // namespace

/// Owns zlib's state for one body.
class gunzip_steps::inflater {
 public:
  explicit inflater(std::string_view in) : rest_(in) {
    constexpr int gzip_only = 15 + 16;  // the largest window, and no zlib or raw headers
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~inflater() { inflateEnd(&stream_); }
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;

  /// At most `size` bytes to `out`, from at most `read` bytes; takes what it read off `read`.
  int next(char* out, std::size_t size, std::size_t& read) noexcept {
    const auto offered = std::min(rest_.size(), read);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
    stream_.avail_in = static_cast<uInt>(offered);
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(size);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    const auto used = offered - stream_.avail_in;
    rest_.remove_prefix(used);
    read -= used;
    // Not an error: it has read all that it was given, and the body has more.
    return status == Z_BUF_ERROR && !rest_.empty() && used == offered ? Z_OK : status;
  }
  bool at_end() const noexcept { return rest_.empty(); }
  void begin_member() noexcept { inflateReset(&stream_); }
  std::size_t unused() const noexcept { return stream_.avail_out; }
  const char* message() const noexcept { return stream_.msg ? stream_.msg : "ends too early"; }

 private:
  std::string_view rest_;
  z_stream stream_{};
};

gunzip_steps::gunzip_steps(std::string_view compressed, std::size_t limit)
    : in_(std::make_unique<inflater>(compressed)), limit_(limit) {}

gunzip_steps::~gunzip_steps() = default;

void gunzip_steps::make_room() {
  if (written_ < out_.size()) return;
  out_.resize(std::min(std::max(first_room, 2 * written_), limit_ + 1));
}

result<bool> gunzip_steps::next() {
  std::size_t to_read = most_read;
  std::size_t to_write = most_written;
  while (to_read > 0 && to_write > 0) {
    make_room();
    const auto room = std::min(out_.size() - written_, to_write);
    const int status = in_->next(out_.data() + written_, room, to_read);
    const auto came = room - in_->unused();
    written_ += came;
    to_write -= came;
    if (written_ > limit_) {
      return error{errc::too_large, "inflates to more than " + std::to_string(limit_) + " bytes"};
    }
    if (status == Z_STREAM_END && in_->at_end()) return false;
    if (status == Z_STREAM_END) {
      if (++members_ > most_members) {
        return error{errc::bad_http,
                     "gzip body: more than " + std::to_string(most_members) + " members"};
      }
      in_->begin_member();  // fails if the bytes are no gzip header
    } else if (status != Z_OK) {
      return error{errc::bad_http, std::string("gzip body: ") + in_->message()};
    }
  }
  return true;
}

std::string gunzip_steps::take() {
  out_.resize(written_);
  return std::move(out_);
}

result<std::string> gunzip(std::string_view compressed, std::size_t limit) {
  gunzip_steps steps(compressed, limit);
  for (;;) {
    const auto more = steps.next();
    if (!more) return more.error();
    if (!*more) return steps.take();
  }
}

}  // namespace algolog
