#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace SQLite {
class Exception;
}

namespace algolog {

/// Why a database cannot be used; what() is one line naming the file and the way out.
class database_error : public std::runtime_error {
 public:
  enum class kind {
    unavailable,  ///< cannot be opened, read or written (EX_IOERR)
    locked,       ///< another algologd writes it (EX_TEMPFAIL)
    foreign,      ///< another program's file, or not SQLite (EX_CONFIG)
    newer,        ///< made by a newer algologd (EX_CONFIG)
    corrupt,      ///< SQLite finds it malformed (EX_IOERR)
  };
  database_error(kind what, const std::string& message)
      : std::runtime_error(message), kind_(what) {}
  kind why() const noexcept { return kind_; }

 private:
  kind kind_;
};

// Each throws a `database_error`.
[[noreturn]] void throw_newer(const std::filesystem::path& file, std::int64_t version);
[[noreturn]] void throw_foreign(const std::filesystem::path& file);
[[noreturn]] void throw_corrupt(const std::filesystem::path& file, const std::string& found);
[[noreturn]] void throw_read_only(const std::filesystem::path& file);
[[noreturn]] void throw_unreadable(const std::filesystem::path& file, int system_error);
/// Whether the file is damaged, or became something else.
bool is_corruption(const SQLite::Exception& why) noexcept;
/// The text of `throw_corrupt`, for the log.
std::string corruption(const std::filesystem::path& file, const std::string& found);
/// Throws the one that fits what SQLite reports.
[[noreturn]] void throw_database_error(const std::filesystem::path& file,
                                       const SQLite::Exception& why);

}  // namespace algolog
