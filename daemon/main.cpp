#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <string>

#include "clock.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "report/relative_time.hpp"
#include "version.hpp"

namespace algolog {
namespace {

constexpr const char description[] =
    "Keeps the run-time errors, builds, build logs and versions of Algorithmia algorithms in one\n"
    "SQLite file, for as long as you want.";

constexpr const char closing[] =
    "Start here:\n"
    "  algologd check                      is the configuration right?\n"
    "  algologd once                       poll everything once, to try it\n"
    "  systemctl enable --now algologd     keep polling\n"
    "  algologd status                     is anything lost or failing?\n"
    "  algologd errors --follow            watch errors arrive\n"
    "\n"
    "`algologd COMMAND --help` tells more, with examples.\n"
    "\n"
    "Exit codes (sysexits.h):\n"
    "  0 success   64 wrong command line   69 what was asked for is not there   70 a bug\n"
    "  74 the database or the output failed   75 not now, try again   78 wrong configuration\n"
    "\n"
    "Environment:\n"
    "  NO_COLOR               set to anything: no colour on terminals\n"
    "  CREDENTIALS_DIRECTORY  where `credential = \"NAME\"` is looked for; set by systemd\n"
    "  and the variable named by api_key_env, where the configuration has one";

constexpr const char run_closing[] =
    "Runs until SIGTERM or SIGINT, then ends within 5 seconds; a second one ends it at once. Logs "
    "go\n"
    "to stderr, one line per event. Only one algologd at a time writes a database: 75 means that\n"
    "another does.";

constexpr const char once_closing[] =
    "Walks all builds and fetches every log there is, so the first time may take long. Exits with "
    "75\n"
    "when a poll failed; what the others brought is stored all the same.";

constexpr const char check_closing[] =
    "Examples:\n"
    "  algologd check --config ./algologd.toml\n"
    "  sudo -u algologd algologd check --online    as the user the service runs as\n"
    "Nothing is polled or written. Exits with 78 when the configuration is wrong.";

constexpr const char requeue_closing[] =
    "Examples:\n"
    "  systemctl stop algologd\n"
    "  sudo -u algologd algologd requeue --dry-run     what would it move?\n"
    "  sudo -u algologd algologd requeue\n"
    "  systemctl start algologd\n"
    "Worth trying after an upgrade, or once the name of an algorithm is known that was polled by "
    "its\n"
    "UUID. What is understood now is stored as if it had just been polled, with the time it came;\n"
    "what is not, was cut off at 64 KiB or is in conflict stays. Needs the database for itself: "
    "exits\n"
    "with 75 while the service runs.";

constexpr const char prune_closing[] =
    "Examples:\n"
    "  algologd prune --dry-run                  what would go? while the service runs, too\n"
    "  systemctl stop algologd\n"
    "  sudo -u algologd algologd prune           delete it now\n"
    "  sudo -u algologd algologd prune --vacuum  and write the file anew: as small as it can be\n"
    "  systemctl start algologd\n"
    "The service does this by itself, a minute after its start and then every hour: [retention] "
    "of\n"
    "the configuration says what is too old. Errors stay for 8 days at least, as long as the "
    "cluster\n"
    "may show them, and as long as they are in newest_errors. Exits with 75 while the service "
    "runs.";

constexpr const char backup_closing[] =
    "Examples:\n"
    "  algologd backup /mnt/backup/algolog.db\n"
    "  algologd backup --keep 7 /var/backups/algologd    a dated file; the newest 7 stay\n"
    "  algologd backup --database algolog.db copy.db     without a configuration\n"
    "Copies one moment of the database while the service runs; nobody waits for it. The copy has "
    "its\n"
    "name once it is whole, verified and on the disk. To restore one: stop the service, put it in "
    "the\n"
    "place of the database, delete the old -wal and -shm, start the service.";

constexpr const char errors_closing[] =
    "Examples:\n"
    "  algologd errors --since 1h\n"
    "  algologd errors --algorithm acme/fraud_score --limit 100\n"
    "  algologd errors --follow --json | jq -r .message\n"
    "Times are UTC. The newest error comes last. --json prints one object per line with every\n"
    "column of the table `errors`, `algorithm` and `message`; its times are milliseconds since "
    "1970.";

constexpr const char builds_closing[] =
    "Examples:\n"
    "  algologd builds --algorithm acme/fraud_score\n"
    "  algologd builds --follow            a line whenever a build starts, ends or gets its log\n"
    "  algologd builds --since 7d --json | jq 'select(.status == \"failed\") | .build_id'\n"
    "Times are UTC. The newest build comes last. LOG is waiting (the build runs), pending (to be\n"
    "fetched), stored or unavailable.";

constexpr const char gaps_closing[] =
    "Examples:\n"
    "  algologd gaps --since 7d                        may an error of this week be missing?\n"
    "  algologd gaps --algorithm acme/fraud_score --json\n"
    "A gap is a span of time in which errors may have been lost: more failed between two polls "
    "than\n"
    "the cluster shows (window_overflow), or nobody could ask for too long (outage). Times are "
    "UTC.\n"
    "The gap that ends last comes last; --since shows those that end then or later.";

constexpr const char status_closing[] =
    "Examples:\n"
    "  algologd status                      is anything lost, failing, or about to be?\n"
    "  algologd status --watch --cluster prod\n"
    "  algologd status --json | jq -r '.targets[] | select(.state != \"ok\") | .algorithm'\n"
    "  algologd status --json | jq -e '.verdict.level == \"good\"' >/dev/null || echo look at it\n"
    "The first line is the verdict. STATE is ok, waiting (not polled yet), failing or parked (its\n"
    "cluster is down); RATE is failed executions per hour; WINDOW is how much of what the cluster\n"
    "shows at most the last poll found new: at 100 % errors get lost. Asks the running daemon, at\n"
    "`listen` in [status]; where it does not answer, the database alone, and says so. --json is "
    "one\n"
    "object, with --watch one per line; its times are milliseconds since 1970. Exits with 0 "
    "however\n"
    "bad things are, and with 69 when neither daemon nor database tells.";

constexpr const char log_closing[] =
    "Examples:\n"
    "  algologd log 4a1b7a2a-4183-4939-a292-26e677aeba73 > build.log\n"
    "  algologd log 4a1b7a2a               the beginning of the id is enough\n"
    "Exits with 75 while the build runs or its log is still to be fetched, 69 when there is none.";

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

  CLI::App app_{description, "algologd"};
  command_options options_;
  command chosen_ = nullptr;
};

command_line::command_line() {
  app_.footer(closing);
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
  add("run", "The service, in the foreground", run_command).footer(run_closing);
  CLI::App& once = add("once", "Poll everything once, then show a summary", once_command);
  once.add_flag("--json", options_.list.json, "One JSON object per line");
  once.footer(once_closing);
  CLI::App& check =
      add("check", "Report every problem of the configuration and the database", check_command);
  check.add_flag("--online", options_.online, "Also try each cluster");
  check.footer(check_closing);
  CLI::App& requeue =
      add("requeue", "Store what is in quarantine and understood by now", requeue_command);
  requeue.add_flag("--dry-run", options_.dry_run, "Only tell what would be moved");
  requeue.add_flag("--json", options_.list.json, "One JSON object");
  requeue.footer(requeue_closing);
  CLI::App& prune = add("prune", "Delete what is older than [retention] keeps", prune_command);
  CLI::Option* dry = prune.add_flag("--dry-run", options_.dry_run, "Only tell what would go");
  prune
      .add_flag("--vacuum", options_.vacuum, "Then write the whole file anew; needs its room twice")
      ->excludes(dry);
  prune.add_flag("--json", options_.list.json, "One JSON object");
  prune.footer(prune_closing);
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
  backup.footer(backup_closing);
}

void command_line::add_reading_commands() {
  add_backup();
  CLI::App& errors = add_reading("errors", "Show run-time errors", errors_command);
  add_filter(errors);
  errors.footer(errors_closing);
  CLI::App& builds = add_reading("builds", "Show builds", builds_command);
  add_filter(builds);
  builds.footer(builds_closing);
  CLI::App& gaps = add_reading("gaps", "Show when errors may have been lost", gaps_command);
  add_filter(gaps);
  gaps.footer(gaps_closing);
  add_status();
  CLI::App& log = add_reading("log", "Print the log of a build", log_command);
  log.add_option("BUILD_ID", options_.build_id, "The build, or the beginning of its id")
      ->required();
  log.footer(log_closing);
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
  status.footer(status_closing);
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
  // A reader that goes away is an error of the write (see output), not a signal that kills.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return algolog::command_line().run(argc, argv);
  } catch (...) {
    return algolog::exit_status();
  }
}
