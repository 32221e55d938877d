#include "report/table.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "text/printable.hpp"

namespace algolog {
namespace {

constexpr std::string_view column_gap = "  ";
constexpr std::size_t longest_cell = 64U << 10;

std::string_view code_of(color c) {
  switch (c) {
    case color::red: return "\x1b[31m";
    case color::green: return "\x1b[32m";
    case color::yellow: return "\x1b[33m";
    case color::none: break;
  }
  return {};
}

// Cut to `width` columns; the last of them says that something was.
std::string cut(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  return std::string(fitting(text, width - 1)) + "…";
}

}  // namespace

std::string painted(std::string_view text, color in, bool colored) {
  const std::string_view code = colored ? code_of(in) : "";
  return std::string(code).append(text).append(code.empty() ? "" : "\x1b[0m");
}

table::table(std::vector<column> columns, table_style style)
    : columns_(std::move(columns)), style_(style) {
  for (const column& c : columns_) widths_.push_back(display_width(c.title));
}

std::string table::header() {
  row titles;
  for (const column& c : columns_) titles.push_back({c.title, color::none});
  std::string text = line(titles, fitted());
  if (!style_.colored) return text;
  text.pop_back();
  return "\x1b[1m" + text + "\x1b[0m\n";
}

std::string table::draw(const std::vector<row>& rows) {
  std::vector<row> safe = rows;
  for (row& cells : safe) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i].text = printable(cells[i].text, longest_cell);
      widths_[i] = std::max(widths_[i], display_width(cells[i].text));
    }
  }
  const std::vector<std::size_t> widths = fitted();
  std::string text;
  for (const row& cells : safe) text += line(cells, widths);
  return text;
}

// Narrows the column with the most to spare by one, again and again, until the table fits.
std::vector<std::size_t> table::fitted() const {
  std::vector<std::size_t> widths = widths_;
  if (style_.width == 0) return widths;
  const std::size_t gaps = column_gap.size() * (widths.size() - 1);
  std::size_t total = std::accumulate(widths.begin(), widths.end(), gaps);
  const auto spare = [&](std::size_t i) {
    const std::size_t least = columns_[i].least;
    return least > 0 && widths[i] > least ? widths[i] - least : 0;
  };
  while (total > style_.width) {
    std::size_t widest = 0;
    for (std::size_t i = 1; i < widths.size(); ++i)
      if (spare(i) > spare(widest)) widest = i;
    if (spare(widest) == 0) break;
    --widths[widest];
    --total;
  }
  return widths;
}

std::string table::line(const row& cells, const std::vector<std::size_t>& widths) const {
  std::string text;
  std::size_t left = style_.width == 0 ? std::string::npos : style_.width;
  for (std::size_t i = 0; i < cells.size() && left > 0; ++i) {
    const std::string shown = cut(cells[i].text, std::min(widths[i], left));
    const std::size_t used = display_width(shown);
    const std::string blanks(std::min(widths[i], left) - used, ' ');
    if (columns_[i].right_aligned) text += blanks;
    text += painted(shown, cells[i].shown_in, style_.colored);
    if (!columns_[i].right_aligned) text += blanks;
    if (left != std::string::npos) left -= std::min(left, widths[i] + column_gap.size());
    if (i + 1 < cells.size() && left > 0) text += column_gap;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string draw_with_header(table& t, const std::vector<row>& rows) {
  const std::string body = t.draw(rows);
  return t.header() + body;
}

}  // namespace algolog
