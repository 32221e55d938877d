#pragma once

#include <cstdint>
#include <filesystem>

namespace algolog {

/// The application_id of our files: "algo" in `file(1)` and in the header.
inline constexpr std::int64_t our_application_id = 0x616C676F;

/// What the first 100 bytes of a file say (https://www.sqlite.org/fileformat.html, 1.3), read
/// without opening it as a database, so that looking at a file that is not ours changes nothing.
struct file_header {
  enum class kind {
    absent,  ///< no file, or an empty one: a database can be made here
    other,   ///< not an SQLite file
    sqlite,
  };
  kind what = kind::absent;
  std::int64_t application_id = 0;
  std::int64_t user_version = 0;
  bool cut_short = false;  ///< fewer bytes than the pages the header counts, and neither WAL nor
                           ///< journal has them
};

/// Throws `database_error` when the file cannot be read.
file_header read_file_header(const std::filesystem::path& file);

/// Throws `database_error` unless a database of ours, readable by this version, or nothing is
/// there.
void require_usable(const file_header& header, const std::filesystem::path& file);

}  // namespace algolog
