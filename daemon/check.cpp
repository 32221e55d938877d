#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>

#include "commands.hpp"
#include "config/secret.hpp"
#include "poll/health.hpp"
#include "poll/probe.hpp"
#include "report/output.hpp"
#include "store/database.hpp"
#include "text/printable.hpp"
#include "text/units.hpp"

namespace algolog {
namespace {

/// Collects what was found, a line each, and the first exit code that is not 0.
class findings {
 public:
  void good(std::string_view what, const std::string& text) { add("ok     ", what, text); }
  void warn(std::string_view what, const std::string& text) { add("warning", what, text); }
  void bad(int code, std::string_view what, const std::string& text) {
    add("PROBLEM", what, text);
    if (code_ == EX_OK) code_ = code;
  }

  const std::string& text() const noexcept { return text_; }
  int code() const noexcept { return code_; }

 private:
  void add(std::string_view kind, std::string_view what, const std::string& text) {
    text_ += fmt::format("{}  {:<13}  {}\n", kind, what, printable(text, 4000));
  }

  std::string text_;
  int code_ = EX_OK;
};

void check_new_database(const std::filesystem::path& file, findings& found) {
  auto folder = file.parent_path();
  if (folder.empty()) folder = ".";
  if (access(folder.c_str(), W_OK | X_OK) == 0) {
    found.good("database",
               fmt::format("{}: does not exist yet, the first run makes it", file.string()));
  } else {
    found.bad(EX_IOERR, "database",
              fmt::format("{}: cannot be made, the folder is missing or not writable for this user;"
                          " make it, or set store.path",
                          file.string()));
  }
}

void check_database(const std::filesystem::path& file, findings& found) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) {
    check_new_database(file, found);
    return;
  }
  try {
    const auto db = open_read_only(file);
    const auto size = std::filesystem::file_size(file, failed);
    found.good("database", fmt::format("{}: {}", file.string(), format_size(size)));
  } catch (const database_error& e) {
    const bool unusable =
        e.why() == database_error::kind::foreign || e.why() == database_error::kind::newer;
    found.bad(unusable ? EX_CONFIG : EX_IOERR, "database", e.what());
  }
}

void check_key(const cluster_config& cluster, findings& found) {
  secret key(cluster.key);
  const auto token = key.token();
  const auto what = fmt::format("cluster {}", cluster.name);
  if (token) {
    found.good(what, "key from " + key.describe());
  } else {
    found.bad(EX_CONFIG, what, token.error().detail);
  }
}

void report_probe(const cluster_probe& tried, findings& found) {
  const auto what = fmt::format("cluster {}", tried.cluster);
  std::size_t failed = 0;
  for (const auto& one : tried.results) {
    if (one.outcome.code == errc::ok) continue;
    ++failed;
    const auto what_to_do =
        advice(one.outcome.code, one.route.ends_with("/errors"), tried.key_source);
    found.bad(EX_UNAVAILABLE, what,
              fmt::format("GET {}{}: {}{}{}", tried.url, one.route, to_string(one.outcome),
                          what_to_do.empty() ? "" : "; ", what_to_do));
  }
  if (failed == 0) {
    found.good(what, fmt::format("{}: all {} requests answered", tried.url, tried.results.size()));
  }
}

void check_online(const config& settings, findings& found) {
  boost::asio::io_context io(1);
  for (const auto& cluster : settings.clusters) {
    try {
      auto on_end = [&found](const std::exception_ptr& thrown, const cluster_probe& tried) {
        if (thrown) std::rethrow_exception(thrown);
        report_probe(tried, found);
      };
      boost::asio::co_spawn(io, probe(io.get_executor(), cluster, settings.poll),
                            std::move(on_end));
      io.run();
    } catch (const std::runtime_error& failed) {
      found.bad(EX_CONFIG, fmt::format("cluster {}", cluster.name), failed.what());
    }
    io.restart();
  }
}

}  // namespace

int check_command(const command_options& options) {
  const auto settings = load_config(options.config);
  findings found;
  found.good("configuration",
             fmt::format("{}: {}", options.config.string(), what_is_watched(settings)));
  for (const auto& warning : settings.warnings) found.warn("configuration", warning);
  check_database(settings.store.path, found);
  for (const auto& cluster : settings.clusters) check_key(cluster, found);
  if (options.online) check_online(settings, found);
  output().write(found.text());
  return found.code();
}

}  // namespace algolog
