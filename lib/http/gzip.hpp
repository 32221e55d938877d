#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "error.hpp"

namespace algolog {

/// Inflates a gzip body (RFC 1952) in small steps, so that the thread does other work during
/// a large or hostile one. `errc::too_large` as soon as more than `limit` bytes come out,
/// `errc::bad_http` when it does not decode, ends early or has more than 10,000 members.
class gunzip_steps {
 public:
  /// `compressed` must outlive it.
  gunzip_steps(std::string_view compressed, std::size_t limit);
  ~gunzip_steps();
  gunzip_steps(const gunzip_steps&) = delete;
  gunzip_steps& operator=(const gunzip_steps&) = delete;

  /// Reads no more than 64 KiB and writes no more than 1 MiB. Whether there is more to do.
  result<bool> next();
  /// Once there is no more to do.
  std::string take();

 private:
  class inflater;
  void make_room();

  std::unique_ptr<inflater> in_;
  std::size_t limit_;
  std::string out_;
  std::size_t written_ = 0;  ///< of `out_`: it grows only when it is full
  std::size_t members_ = 1;
};

/// The same at once.
result<std::string> gunzip(std::string_view compressed, std::size_t limit);

}  // namespace algolog
