#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/problems.hpp"

namespace algolog {

template <class T>
struct bounds {
  T least;
  T most;
};

/// Reads one TOML table key by key. A value of the wrong type or out of bounds becomes a problem
/// and the default is used, so that reading goes on. Every key that is read counts as known.
class table_reader {
 public:
  /// `line` is used if the table itself has none. `table` may be null: everything is default.
  table_reader(const toml::table* table, std::string path, std::size_t line, problems& found)
      : table_(table), path_(std::move(path)), line_(line), found_(found) {}

  std::string text(std::string_view key, std::string fallback = {});
  bool flag(std::string_view key, bool fallback);
  double number(std::string_view key, double fallback, bounds<double> within);
  std::int64_t integer(std::string_view key, std::int64_t fallback, bounds<std::int64_t> within);
  std::chrono::milliseconds duration(std::string_view key, std::chrono::milliseconds fallback,
                                     bounds<std::chrono::milliseconds> within);
  /// As `duration`, but "" is allowed and gives 0.
  std::chrono::milliseconds optional_duration(std::string_view key,
                                              bounds<std::chrono::milliseconds> within);
  std::size_t size(std::string_view key, std::size_t fallback, bounds<std::size_t> within);
  template <class T>
  T choice(std::string_view key, T fallback,
           const std::vector<std::pair<std::string_view, T>>& values);

  struct item {
    std::string text;
    std::size_t line;
  };
  /// An array of strings.
  std::vector<item> texts(std::string_view key);

  /// [key]
  table_reader section(std::string_view key);
  /// [[key]]
  std::vector<table_reader> sections(std::string_view key);

  bool has(std::string_view key) const;
  /// Where `key` stands, or the table when it is absent.
  std::size_t line_of(std::string_view key) const;
  std::size_t line() const noexcept { return line_; }
  void add_problem(std::string_view key, std::string_view text);
  void add_problem_at(std::size_t line, std::string_view key, std::string_view text);
  void warn(std::string_view key, std::string_view text);

  /// Every key that was not read is a problem. Call it last.
  void add_unknown_keys();

 private:
  const toml::node* find(std::string_view key);
  std::string path_of(std::string_view key) const;
  void add_wrong_type(std::string_view key, const toml::node& node, std::string_view wanted);
  std::size_t pick(std::string_view key, std::size_t fallback,
                   const std::vector<std::string_view>& names);

  const toml::table* table_;
  std::string path_;
  std::size_t line_;
  problems& found_;
  std::vector<std::string> known_;
};

template <class T>
T table_reader::choice(std::string_view key, T fallback,
                       const std::vector<std::pair<std::string_view, T>>& values) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : values) names.push_back(name);
  const std::size_t picked = pick(key, names.size(), names);
  return picked == names.size() ? fallback : values[picked].second;
}

}  // namespace algolog
