#include "config/cluster_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <system_error>

#include "config/algorithms_reader.hpp"
#include "config/secret.hpp"
#include "config/url.hpp"

namespace algolog {
namespace {

using kind = secret_source::kind;

constexpr std::size_t most_letters_of_cluster = 64;  // of a cluster's name

constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// Letters, digits and `more`.
bool consists_of(std::string_view text, std::string_view more) {
  const auto allowed = [&](char c) {
    return letters_and_digits.find(c) != std::string_view::npos ||
           more.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

std::string read_name(table_reader& table) {
  std::string name = table.text("name");
  if (!table.has("name")) {
    table.add_problem("name", "is missing; give the cluster a short name, such as \"prod\"");
  } else if (name.size() > most_letters_of_cluster) {
    table.add_problem("name", fmt::format("has {} characters; the limit is {}", name.size(),
                                          most_letters_of_cluster));
  } else if (!consists_of(name, "_.-")) {
    table.add_problem("name",
                      fmt::format("{:?} holds more than letters, digits, '_', '.' and '-', or "
                                  "nothing; write it such as \"prod\"",
                                  name));
  }
  return name;
}

origin read_url(table_reader& table) {
  const std::string text = table.text("url");
  if (text.empty()) {
    table.add_problem("url",
                      "is missing; write the cluster's API, such as \"https://api.example.com\"");
    return {};
  }
  const parsed_url url = parse_base_url(text);
  if (url.value) return *url.value;
  table.add_problem("url", url.problem);
  return {};
}

std::optional<origin> read_proxy(table_reader& table) {
  const std::string text = table.text("proxy");
  if (text.empty()) return std::nullopt;
  parsed_url url = parse_proxy_url(text);
  if (!url.value) table.add_problem("proxy", url.problem);
  return url.value;
}

/// Without TLS the key must stay on this machine, unless `allow_plaintext` is set. Through a proxy
/// 127.0.0.1 is the machine of the proxy.
void check_plaintext(table_reader& table, const cluster_config& cluster) {
  const bool allowed = table.flag("allow_plaintext", false);
  if (cluster.url.tls || cluster.url.host.empty()) return;
  const bool far = !is_loopback(cluster.url.host);
  if (!far && (!cluster.proxy || is_loopback(cluster.proxy->host))) return;
  const std::string key = far ? "url" : "proxy";
  if (allowed) {
    table.warn(key, "the API key and every record cross the network unencrypted");
    return;
  }
  table.add_problem(
      key, std::string(far ? "is http, which" : "is on another machine and url is http: it") +
               " would send the API key unencrypted; write https, or set"
               " allow_plaintext = true");
}

bool looks_like_key(std::string_view text) {
  constexpr std::size_t least = 16;
  if (text.size() < least) return false;
  return text.starts_with("eyJ") || (text.starts_with("sim") && consists_of(text, ""));  // or a JWT
}

bool may_be_key(std::string_view text) {
  constexpr std::size_t least = 12;
  if (text.find('/') != std::string_view::npos) return looks_like_key(text);
  return text.size() >= least || text.starts_with("sim");
}

/// Whether the file or variable that it names exists. Then it is no key, even if it looks like one.
bool names_something(const secret_source& source, const std::filesystem::path& folder) {
  std::error_code failed;
  if (source.from == kind::file)
    return std::filesystem::exists(path_below(folder, source.value), failed);
  return source.from == kind::environment && std::getenv(source.value.c_str()) != nullptr;
}

/// If the file or variable does not exist, its name may be the key itself: no message repeats it.
void conceal_key(table_reader& table, const std::string& key, secret_source& source,
                 const std::filesystem::path& folder) {
  if (!may_be_key(source.value) || names_something(source, folder)) return;
  if (looks_like_key(source.value)) {
    table.add_problem(
        key,
        "looks like the key itself, which never stands in the configuration; put it into "
        "a file and name that with api_key_file");
  } else if (source.from == kind::file) {
    source.told = fmt::format(
        "the file that line {} names with api_key_file (not repeated here: if it is the key "
        "itself, put that into a file and write the file's name there)",
        table.line_of(key));
  }
}

void check_source(table_reader& table, const std::string& key, const secret_source& source) {
  if (source.value.empty()) {
    table.add_problem(key, "is empty; leave the key out or fill it in");
  } else if (source.from == kind::environment && !consists_of(source.value, "_")) {
    table.add_problem(key,
                      "is not the name of an environment variable; the key itself never stands in "
                      "the configuration");
  } else if (source.from == kind::credential && !consists_of(source.value, "_.-")) {
    table.add_problem(
        key, "is not the name of a systemd credential; write NAME of LoadCredential=NAME:…");
  }
}

secret_source read_key(table_reader& table, const std::filesystem::path& folder) {
  const std::vector<std::pair<std::string, kind>> ways{{"api_key_file", kind::file},
                                                       {"api_key_env", kind::environment},
                                                       {"credential", kind::credential}};
  secret_source source;
  std::vector<std::string> given;
  for (const auto& [key, from] : ways) {
    const std::string value = table.text(key);
    if (!table.has(key)) continue;
    given.push_back(key);
    source = {from, value};
    check_source(table, key, source);
    conceal_key(table, key, source, folder);
  }
  if (given.empty())
    table.add_problem("api_key_file",
                      "is missing; say where the API key is with api_key_file, "
                      "api_key_env or credential");
  if (given.size() > 1)
    table.add_problem(given.back(),
                      fmt::format("is one too many: {} say where the API key is; keep one",
                                  fmt::join(given, " and ")));
  if (source.from != kind::file) return source;
  source.value = path_below(folder, source.value).string();
  if (const auto warning = secret(source).permission_warning())
    table.warn("api_key_file", *warning);
  return source;
}

void read_collect(table_reader& table, cluster_config& cluster) {
  const auto items = table.texts("collect");
  if (!table.has("collect")) return;
  const std::vector<std::string_view> names{"errors", "builds", "versions"};
  const auto listed = [&](std::string_view name) {
    return std::ranges::find(items, name, &table_reader::item::text) != items.end();
  };
  cluster.collect_errors = listed("errors");
  cluster.collect_builds = listed("builds");
  cluster.collect_versions = listed("versions");
  for (const auto& item : items) {
    if (std::ranges::find(names, item.text) == names.end())
      table.add_problem_at(
          item.line, "collect",
          fmt::format("{:?} is not collected; write {}", item.text, alternatives(names)));
  }
  if (items.empty())
    table.add_problem("collect", "is empty; list at least one of " + alternatives(names));
}

algorithm_config defaults_of(const poll_config& poll) {
  return {{},
          poll.errors_interval,
          poll.errors_min_interval,
          poll.builds_interval,
          poll.versions_interval};
}

cluster_config read_cluster(table_reader& table, const poll_config& poll,
                            const std::filesystem::path& folder) {
  cluster_config cluster;
  cluster.name = read_name(table);
  cluster.url = read_url(table);
  cluster.auth = table.choice<auth_scheme>("auth", cluster.auth,
                                           {{"simple", auth_scheme::simple},
                                            {"bearer", auth_scheme::bearer},
                                            {"raw", auth_scheme::raw}});
  cluster.key = read_key(table, folder);
  cluster.ca_file = path_below(folder, table.text("ca_file"));
  cluster.proxy = read_proxy(table);
  check_plaintext(table, cluster);
  cluster.max_in_flight = static_cast<std::size_t>(table.integer("max_in_flight", 8, {1, 1024}));
  cluster.requests_per_second = table.number("requests_per_second", 50, {0.001, 100'000});
  read_collect(table, cluster);
  cluster.algorithms = read_algorithms(table, defaults_of(poll));
  if (table.has("api_key")) {
    static_cast<void>(table.text("api_key"));  // or it would be an unknown key, too
    table.add_problem(
        "api_key",
        "would put the key itself into the configuration; put it into a file and name that "
        "with api_key_file");
  }
  table.add_unknown_keys();
  return cluster;
}

}  // namespace

std::vector<cluster_config> read_clusters(table_reader& root, const poll_config& poll,
                                          const std::filesystem::path& folder) {
  std::vector<cluster_config> clusters;
  std::map<std::string, std::size_t> names;
  if (!root.has("cluster"))
    root.add_problem("cluster", "is missing; add a [[cluster]] with name, url and algorithms");
  for (table_reader& table : root.sections("cluster")) {
    clusters.push_back(read_cluster(table, poll, folder));
    const std::string& name = clusters.back().name;
    const auto [first, added] = names.emplace(name, table.line_of("name"));
    if (!added && !name.empty())
      table.add_problem("name", fmt::format("\"{}\" is the name of the cluster on line {} already; "
                                            "choose another",
                                            name, first->second));
  }
  return clusters;
}

std::filesystem::path path_below(const std::filesystem::path& folder, const std::string& text) {
  if (text.empty()) return {};
  return (folder / text).lexically_normal();
}

}  // namespace algolog
