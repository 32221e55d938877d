#include "config/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace algolog {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

// A value that a message repeats may be as long as the file.
std::string shortened(std::string_view text) {
  constexpr std::size_t most = 1000;
  if (text.size() <= most) return std::string(text);
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // of UTF-8
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

void problems::add(std::size_t line, std::string_view key, std::string_view text) {
  found_.push_back(make(line, key, text));
}

void problems::warn(std::size_t line, std::string_view key, std::string_view text) {
  warnings_.push_back(make(line, key, text));
}

problems::entry problems::make(std::size_t line, std::string_view key,
                               std::string_view text) const {
  return {line, fmt::format("{}:{}: {}{}{}", file_, line, shortened(key), key.empty() ? "" : ": ",
                            shortened(text))};
}

std::vector<std::string> problems::sorted(std::vector<entry> entries) {
  std::ranges::stable_sort(entries, {}, &entry::line);
  std::vector<std::string> lines;
  for (entry& e : entries) lines.push_back(std::move(e.text));
  return lines;
}

std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(text, candidate);
    if (d < least && d < candidate.size()) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

std::string alternatives(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += fmt::format("\"{}\"", names[i]);
  }
  return text;
}

}  // namespace algolog
