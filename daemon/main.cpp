#include <sys/prctl.h>
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <string>

#include "clock.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "help.hpp"
#include "text/relative_time.hpp"
#include "version.hpp"

namespace algolog {
namespace {

/// The command line: what was asked for ends up in `options` and `chosen`.
class command_line {
 public:
  command_line();
  int run(int argc, char** argv);

 private:
  CLI::App& add(const char* name, const char* text, command what);
  CLI::App& add_reading(const char* name, const char* text, command what);
  void add_filter(CLI::App& to);
  void add_service_commands();
  void add_reading_commands();
  void add_status();
  void add_backup();

  CLI::App app_{help::description, "algologd"};
  command_options options_;
  command chosen_ = nullptr;
};

command_line::command_line() {
  app_.footer(help::closing);
  app_.set_version_flag("--version", std::string("algologd ") + version);
  app_.add_option("--config", options_.config, "Configuration file")
      ->type_name("FILE")
      ->capture_default_str();
  app_.require_subcommand(1);
  add_service_commands();
  add_reading_commands();
}

CLI::App& command_line::add(const char* name, const char* text, command what) {
  CLI::App& made = *app_.add_subcommand(name, text);
  made.add_option("--config", options_.config, "Configuration file")
      ->type_name("FILE")
      ->capture_default_str();
  made.callback([this, what] { chosen_ = what; });
  return made;
}

CLI::App& command_line::add_reading(const char* name, const char* text, command what) {
  CLI::App& made = add(name, text, what);
  made.add_option("--database", options_.database,
                  "Read this database; the configuration is not needed then")
      ->type_name("FILE")
      ->excludes("--config");
  made.add_flag("--json", options_.list.json, "One JSON object per line");
  return made;
}

void command_line::add_filter(CLI::App& to) {
  const auto since = [this](const std::string& text) {
    options_.list.filter.since = parse_since(text, now_ms());
    if (!options_.list.filter.since)
      throw CLI::ValidationError("--since",
                                 "write how long ago, such as 1h or 7d, or when, such "
                                 "as 2026-01-31 or 2026-01-31T12:00:00Z");
  };
  const auto algorithm = [this](const std::string& text) {
    options_.list.filter.algorithm = parse_algorithm_ref(text);
    if (!options_.list.filter.algorithm)
      throw CLI::ValidationError("--algorithm", "write OWNER/NAME or the UUID");
  };
  to.add_option_function<std::string>("--since", since, "Only newer ones: 1h, 7d or an ISO time")
      ->type_name("WHEN");
  to.add_option_function<std::string>("--algorithm", algorithm, "Only of this one, or its UUID")
      ->type_name("OWNER/NAME");
  to.add_option("--limit", options_.list.filter.limit, "The newest N")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  to.add_flag("--follow", options_.list.follow, "Go on with what arrives, until interrupted");
}

void command_line::add_service_commands() {
  add("run", "The service, in the foreground", run_command).footer(help::run);
  CLI::App& once = add("once", "Poll everything once, then show a summary", once_command);
  once.add_flag("--json", options_.list.json, "One JSON object per line");
  once.footer(help::once);
  CLI::App& check =
      add("check", "Report every problem of the configuration and the database", check_command);
  check.add_flag("--online", options_.online, "Also try each cluster");
  check.footer(help::check);
  CLI::App& requeue =
      add("requeue", "Store what is in quarantine and understood by now", requeue_command);
  requeue.add_flag("--dry-run", options_.dry_run, "Only tell what would be moved");
  requeue.add_flag("--json", options_.list.json, "One JSON object");
  requeue.footer(help::requeue);
  CLI::App& prune = add("prune", "Delete what is older than [retention] keeps", prune_command);
  CLI::Option* dry = prune.add_flag("--dry-run", options_.dry_run, "Only tell what would go");
  prune
      .add_flag("--vacuum", options_.vacuum, "Then write the whole file anew; needs its room twice")
      ->excludes(dry);
  prune.add_flag("--json", options_.list.json, "One JSON object");
  prune.footer(help::prune);
}

void command_line::add_backup() {
  CLI::App& backup =
      add_reading("backup", "Copy the database, verified, while it is in use", backup_command);
  backup.add_option("FILE", options_.backup.to, "The copy, or a folder for one with a dated name")
      ->required();
  backup.add_flag("--force", options_.backup.replace, "Replace an existing file");
  backup.add_option("--keep", options_.backup.keep, "Delete all but the newest N dated copies")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  backup.footer(help::backup);
}

void command_line::add_reading_commands() {
  add_backup();
  CLI::App& errors = add_reading("errors", "Show run-time errors", errors_command);
  add_filter(errors);
  errors.footer(help::errors);
  CLI::App& error = add_reading("error", "Show all that is stored of one error", error_command);
  error.get_option("--json")->description("One JSON object per error of the request");
  error
      .add_option("ID", options_.error_id,
                  "The request id or its beginning, with req- or without; or seq")
      ->required();
  error.footer(help::error);
  CLI::App& builds = add_reading("builds", "Show builds", builds_command);
  add_filter(builds);
  builds.footer(help::builds);
  CLI::App& gaps = add_reading("gaps", "Show when errors may have been lost", gaps_command);
  add_filter(gaps);
  gaps.footer(help::gaps);
  add_status();
  CLI::App& log = add_reading("log", "Print the log of a build", log_command);
  log.add_option("BUILD_ID", options_.build_id, "The build, or the beginning of its id")
      ->required();
  log.footer(help::log);
}

void command_line::add_status() {
  CLI::App& status = add_reading("status", "Show how the daemon is doing", status_command);
  status.get_option("--database")->description("Read this database, and do not ask the daemon");
  status.get_option("--json")->description("One JSON object");
  status.add_flag("--watch", options_.watch, "Draw it again every 2 s, until interrupted");
  status.add_option("--cluster", options_.status.cluster, "Only of this one")->type_name("NAME");
  status.add_option("--algorithm", options_.status.algorithm, "Only of this one")
      ->type_name("OWNER/NAME");
  status.add_flag("--all", options_.all, "All targets, not only 20 and those that want attention");
  status.footer(help::status);
}

int command_line::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app_.exit(e) == 0 ? EX_OK : EX_USAGE;
  }
  return chosen_(options_);
}

}  // namespace
}  // namespace algolog

int main(int argc, char** argv) {
#ifndef __SANITIZE_ADDRESS__  // its leak check attaches to the process as a debugger does
  // A core dump would have the API key. A pipe in core_pattern ignores RLIMIT_CORE: see prctl(2).
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
  // If the reader of stdout goes away, the write fails (see output), and no signal kills.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return algolog::command_line().run(argc, argv);
  } catch (...) {
    return algolog::exit_status();
  }
}
