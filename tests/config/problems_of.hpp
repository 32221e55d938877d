#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace algolog::test {

/// A [[cluster]] with everything that has no default; what follows it belongs to the cluster.
inline constexpr std::string_view cluster =
    "[[cluster]]\n"
    "name = \"prod\"\n"
    "url = \"https://api.example.com\"\n"
    "api_key_env = \"KEY\"\n"
    "algorithms = [\"acme/fraud_score\"]\n";

inline std::vector<std::string> problems_of(const std::string& text) {
  try {
    parse_config(text, "a.toml");
  } catch (const config_error& e) {
    return e.problems();
  }
  return {};
}

/// The problems of `keys` added to a cluster that is valid without them.
inline std::vector<std::string> problems_of_cluster(const std::string& keys) {
  return problems_of(std::string(cluster) + keys);
}

/// The one problem there is; otherwise all of them, which no test expects.
inline std::string only(const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& p : problems) text += (text.empty() ? "" : "\n") + p;
  return text;
}

}  // namespace algolog::test
