#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace algolog {

/// Collects what is wrong with a configuration, so that all of it is reported in one go.
class problems {
 public:
  explicit problems(const std::filesystem::path& file) : file_(file.string()) {}

  /// "FILE:LINE: key: text"; `text` says what is wrong and, after a semicolon, the way out.
  void add(std::size_t line, std::string_view key, std::string_view text);
  /// The same for what does not stop the daemon.
  void warn(std::size_t line, std::string_view key, std::string_view text);

  bool empty() const noexcept { return found_.empty(); }
  /// In the order of the file.
  std::vector<std::string> found() const { return sorted(found_); }
  std::vector<std::string> warnings() const { return sorted(warnings_); }

 private:
  struct entry {
    std::size_t line;
    std::string text;
  };
  entry make(std::size_t line, std::string_view key, std::string_view text) const;
  static std::vector<std::string> sorted(std::vector<entry> entries);

  std::string file_;
  std::vector<entry> found_;
  std::vector<entry> warnings_;
};

/// The candidate that `text` is most likely a misspelling of; empty when none is near.
std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates);

/// "a, b or c", each in quotes.
std::string alternatives(const std::vector<std::string_view>& names);

}  // namespace algolog
