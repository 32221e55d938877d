#include "store/file_header.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

#include "schema/migrations.hpp"
#include "store/database.hpp"

namespace algolog {
namespace {

using namespace std::string_view_literals;
using std::filesystem::path;

constexpr std::size_t header_bytes = 100;
using bytes = std::array<unsigned char, header_bytes>;

std::int64_t big_endian(const bytes& from, std::size_t at, std::size_t length) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = value << 8 | from.at(at + i);
  return value;
}

class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool wal_holds_pages(const path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path(file) += "-wal", failed);
  return !failed && size > 0;
}

// The page count of the header is valid only where these two counters agree (1.3.7).
bool is_cut_short(const bytes& header, std::int64_t size, const path& file) {
  if (big_endian(header, 24, 4) != big_endian(header, 92, 4)) return false;
  const auto stored_page_size = big_endian(header, 16, 2);
  const auto page_size = stored_page_size == 1 ? 65536 : stored_page_size;
  return size < page_size * big_endian(header, 28, 4) && !wal_holds_pages(file);
}

[[noreturn]] void refuse_unreadable(const path& file, int code) {
  throw database_error(database_error::kind::unavailable,
                       file.string() + ": cannot be read: " + std::strerror(code));
}

}  // namespace

file_header read_file_header(const path& file) {
  const descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0 && errno == ENOENT) return {};
  if (fd.get() < 0) refuse_unreadable(file, errno);
  struct stat about {};
  if (::fstat(fd.get(), &about) != 0) refuse_unreadable(file, errno);
  if (S_ISDIR(about.st_mode)) refuse_unreadable(file, EISDIR);
  if (about.st_size == 0) return {};
  file_header found;
  found.what = file_header::kind::other;
  bytes raw{};
  const auto got = ::pread(fd.get(), raw.data(), raw.size(), 0);
  if (got < 0) refuse_unreadable(file, errno);
  constexpr auto magic = "SQLite format 3\0"sv;
  if (got < static_cast<ssize_t>(raw.size())) return found;
  if (std::memcmp(raw.data(), magic.data(), magic.size()) != 0) return found;
  found.what = file_header::kind::sqlite;
  found.user_version = big_endian(raw, 60, 4);
  found.application_id = big_endian(raw, 68, 4);
  found.cut_short = is_cut_short(raw, about.st_size, file);
  return found;
}

void require_usable(const file_header& header, const path& file) {
  if (header.what == file_header::kind::absent) return;
  if (header.what == file_header::kind::other) refuse_foreign(file);
  if (header.application_id != our_application_id) refuse_foreign(file);
  if (header.user_version > migrations().back().version) refuse_newer(file, header.user_version);
  if (header.cut_short) refuse_corrupt(file, "it ends before its last page");
}

void refuse_newer(const path& file, std::int64_t version) {
  throw database_error(
      database_error::kind::newer,
      file.string() + ": made by a newer algologd (schema " + std::to_string(version) +
          ", this one knows " + std::to_string(migrations().back().version) +
          "); install that version or a later one, or set [store] path to another file");
}

void refuse_foreign(const path& file) {
  throw database_error(
      database_error::kind::foreign,
      file.string() +
          ": not a database of algologd; it was left untouched: set [store] path to another file");
}

void refuse_corrupt(const path& file, const std::string& found) {
  const auto name = file.string();
  throw database_error(database_error::kind::corrupt,
                       name + ": damaged (" + found +
                           "); restore a backup, or save what is left: sqlite3 " + name +
                           " .recover | sqlite3 " + name + ".recovered");
}

}  // namespace algolog
