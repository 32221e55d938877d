#pragma once

#include <SQLiteCpp/Database.h>

#include <array>

#include "page/page.hpp"

namespace algolog {

/// What the page shows beside `content.now`, of one state of the database: chooses the targets and
/// reads what there is of them, the hours of a week, the newest errors and builds. Bounded in time
/// and memory whatever the database holds. Throws SQLite::Exception.
void fill_page(SQLite::Database& db, page_content& content, const page_query& query);

/// The queries it makes of tables that grow without end: each is answered by an index.
std::array<const char*, 4> page_queries() noexcept;

}  // namespace algolog
