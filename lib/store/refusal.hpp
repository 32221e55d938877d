#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace SQLite {
class Exception;
}

namespace algolog {

/// Why a database is not used, as `database_error`s: one line with the file and the way out.
[[noreturn]] void refuse_newer(const std::filesystem::path& file, std::int64_t version);
[[noreturn]] void refuse_foreign(const std::filesystem::path& file);
[[noreturn]] void refuse_corrupt(const std::filesystem::path& file, const std::string& found);
[[noreturn]] void refuse_read_only(const std::filesystem::path& file);
[[noreturn]] void refuse_unreadable(const std::filesystem::path& file, int system_error);
/// Whether the file is damaged, or became something else.
bool is_corruption(const SQLite::Exception& why) noexcept;
/// The line about a damaged file, where it is not thrown but told.
std::string corruption(const std::filesystem::path& file, const std::string& found);
/// What SQLite says, in the terms above.
[[noreturn]] void refuse(const std::filesystem::path& file, const SQLite::Exception& why);

}  // namespace algolog
