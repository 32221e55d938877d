#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "error.hpp"

namespace algolog {

/// One cluster's API key. A key file (or systemd credential) is read again when it changes, so an
/// expiring JWT is renewed without a restart. Used by the I/O thread only. No message of this class
/// ever holds the key.
class secret {
 public:
  explicit secret(secret_source source);

  /// The key without surrounding white space; `errc::no_credentials` when it cannot be read, is
  /// empty, is larger than 64 KiB or holds a control character (which could forge a header).
  result<std::string> token();

  /// Forget the cached key, so that the next `token()` reads the source: call after a 401.
  void invalidate() noexcept;

  /// Whether the source can change while the daemon runs: a file can, the environment cannot.
  bool may_change() const noexcept;
  /// Whether the file is another than the one `token()` last looked at; opens nothing.
  bool changed() const;

  /// A line when others than the owner and group may read the file, otherwise nothing.
  std::optional<std::string> permission_warning() const;

  /// "file /etc/algologd/key", "environment variable X": for messages. What may be the key itself,
  /// written where its file's name belongs, is not repeated.
  std::string describe() const;

 private:
  /// What identifies the content of a file without reading it.
  struct stamp {
    std::int64_t modified_s = 0;
    std::int64_t modified_ns = 0;
    std::int64_t changed_s = 0;  ///< with its permissions: a file that becomes readable is another
    std::int64_t changed_ns = 0;
    std::int64_t size = -1;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    friend bool operator==(const stamp&, const stamp&) = default;
  };

  result<std::string> from_environment() const;
  result<std::string> from_file();
  std::string file() const;
  static stamp stamp_of(const struct stat& file) noexcept;
  stamp present() const;

  secret_source source_;
  std::string cached_;
  stamp read_;   ///< of `cached_`
  stamp tried_;  ///< of the last attempt, even if it failed
};

}  // namespace algolog
