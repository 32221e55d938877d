#include "store/file_header.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>

#include "schema/migrations.hpp"
#include "store/database_error.hpp"

namespace algolog {
namespace {

using namespace std::string_view_literals;
using std::filesystem::path;

constexpr auto magic = "SQLite format 3\0"sv;
using bytes = std::array<char, 100>;

/// A file opened through SQLite's own file layer. With open(2) and close(2) it would not do:
/// closing any descriptor of a file drops every lock (fcntl) the process has on it, also those of a
/// connection that is open; SQLite's layer defers such a close.
class sqlite_file {
 public:
  explicit sqlite_file(const path& name)
      : name_(sqlite3_create_filename(name.c_str(), "", "", 0, nullptr), sqlite3_free_filename) {
    auto* const layer = sqlite3_vfs_find(nullptr);
    storage_ = std::make_unique<std::max_align_t[]>(
        static_cast<std::size_t>(layer->szOsFile) / sizeof(std::max_align_t) + 1);
    file_ = reinterpret_cast<sqlite3_file*>(storage_.get());
    constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    open_ = layer->xOpen(layer, name_.get(), file_, flags, nullptr) == SQLITE_OK;
  }
  ~sqlite_file() {
    if (file_->pMethods != nullptr) file_->pMethods->xClose(file_);
  }
  sqlite_file(const sqlite_file&) = delete;
  sqlite_file& operator=(const sqlite_file&) = delete;

  bool read(bytes& into) const {
    return open_ && file_->pMethods->xRead(file_, into.data(), static_cast<int>(into.size()), 0) ==
                        SQLITE_OK;
  }

 private:
  std::unique_ptr<const char, decltype(&sqlite3_free_filename)> name_;
  std::unique_ptr<std::max_align_t[]> storage_;
  sqlite3_file* file_ = nullptr;
  bool open_ = false;
};

std::int64_t big_endian(const bytes& from, std::size_t at, std::size_t length) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < length; ++i) {
    value = value << 8 | static_cast<unsigned char>(from.at(at + i));
  }
  return value;
}

// What it holds belongs into the file: pages, or how it was before a transaction that did not end.
bool has(const char* suffix, const path& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path(file) += suffix, failed);
  return !failed && size > 0;
}

// The page count of the header is valid only where these two counters agree (1.3.7).
bool is_cut_short(const bytes& header, std::int64_t size, const path& file) {
  if (big_endian(header, 24, 4) != big_endian(header, 92, 4)) return false;
  const auto stored_page_size = big_endian(header, 16, 2);
  const auto page_size = stored_page_size == 1 ? 65536 : stored_page_size;
  if (has("-wal", file) || has("-journal", file)) return false;
  return size < page_size * big_endian(header, 28, 4);
}

}  // namespace

file_header read_file_header(const path& file) {
  file_header found;
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    if (errno == ENOENT) return found;
    throw_unreadable(file, errno);
  }
  if (S_ISDIR(about.st_mode)) throw_unreadable(file, EISDIR);
  if (about.st_size == 0) return found;
  if (::access(file.c_str(), R_OK) != 0) throw_unreadable(file, errno);
  found.what = file_header::kind::other;
  bytes raw{};
  if (about.st_size < static_cast<off_t>(raw.size())) return found;
  if (!sqlite_file(file).read(raw)) throw_unreadable(file, EIO);
  if (std::string_view(raw.data(), magic.size()) != magic) return found;
  found.what = file_header::kind::sqlite;
  found.user_version = big_endian(raw, 60, 4);
  found.application_id = big_endian(raw, 68, 4);
  found.cut_short = is_cut_short(raw, about.st_size, file);
  return found;
}

void require_usable(const file_header& header, const path& file) {
  if (header.what == file_header::kind::absent) return;
  if (header.what == file_header::kind::other) throw_foreign(file);
  if (header.application_id != our_application_id) throw_foreign(file);
  if (header.user_version > migrations().back().version) throw_newer(file, header.user_version);
  if (header.cut_short) throw_corrupt(file, "it ends before its last page");
}

}  // namespace algolog
