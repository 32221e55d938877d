#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace algolog {

enum class color { none, red, green, yellow };

/// `text`, which must be printable, between the codes of `in` where `colored`.
std::string painted(std::string_view text, color in, bool colored);

struct column {
  std::string title;
  /// Columns it keeps when the terminal is narrow; 0: it is never made narrower.
  std::size_t least = 0;
  bool right_aligned = false;
};

struct cell {
  std::string text;
  color shown_in = color::none;
};

using row = std::vector<cell>;

/// How a table is drawn; the zeros are what a pipe gets.
struct table_style {
  std::size_t width = 0;  ///< of the terminal; 0: nothing is cut
  bool colored = false;
};

/// Text in aligned columns. Every cell is made `printable` first, so that upstream text can neither
/// break the table nor steer the terminal. Rows drawn later keep the columns of the earlier ones.
class table {
 public:
  table(std::vector<column> columns, table_style style);

  std::string header();
  /// The rows as lines. Widths only grow, so rows that arrive while following stay in their
  /// columns.
  std::string draw(const std::vector<row>& rows);

 private:
  std::vector<std::size_t> fitted() const;
  std::string line(const row& cells, const std::vector<std::size_t>& widths) const;

  std::vector<column> columns_;
  std::vector<std::size_t> widths_;
  table_style style_;
};

/// Measures `rows` for `t`, then gives header and rows: what a table drawn once needs.
std::string draw_with_header(table& t, const std::vector<row>& rows);

}  // namespace algolog
