#pragma once

#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace algolog::test {

/// Reads what a server has sent on one connection the way a strict client does: whatever is not an
/// answer from its first byte to its last is an exception.
class http_reading {
 public:
  /// `methods`: what was asked, in order, as an answer to HEAD has no body; GET beyond its end.
  explicit http_reading(std::string bytes, std::vector<std::string> methods = {})
      : rest_(std::move(bytes)) {
    while (!rest_.empty()) {
      const auto turn = statuses_.size();
      read_one(turn < methods.size() ? methods[turn] : "GET");
    }
  }

  /// Of the answers, in order.
  const std::vector<int>& statuses() const noexcept { return statuses_; }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw std::runtime_error(why + ": " + rest_.substr(0, 200));
  }

  std::string line() {
    const auto end = rest_.find("\r\n");
    if (end == std::string::npos) refuse("a line that does not end");
    auto taken = rest_.substr(0, end);
    rest_.erase(0, end + 2);
    return taken;
  }

  void read_one(const std::string& method) {
    static const std::regex first("HTTP/1\\.[01] ([2-5][0-9][0-9]) [ -~]*");
    static const std::regex field("([A-Za-z0-9-]+): ([ -~]*)");
    std::smatch parts;
    const auto status = line();
    if (!std::regex_match(status, parts, first)) refuse("no status line, \"" + status + "\"");
    statuses_.push_back(std::stoi(parts[1]));
    std::vector<std::size_t> lengths;
    bool guarded = false;
    for (auto one = line(); !one.empty(); one = line()) {
      if (!std::regex_match(one, parts, field)) refuse("no field, \"" + one + "\"");
      if (parts[1] == "Content-Length") lengths.push_back(std::stoul(parts[2]));
      if (parts[1] == "Transfer-Encoding") refuse("a coding");
      guarded = guarded || parts[1] == "Content-Security-Policy";
    }
    if (!guarded) refuse("an answer that forbids nothing");
    if (lengths.size() != 1) refuse("not one Content-Length");
    if (method == "HEAD") return;
    if (rest_.size() < lengths[0]) refuse("a body that is cut off");
    rest_.erase(0, lengths[0]);
  }

  std::string rest_;
  std::vector<int> statuses_;
};

}  // namespace algolog::test
