#pragma once

/// What `--help` says besides the options: what a command does, with examples.
namespace algolog::help {

inline constexpr const char description[] =
    "Keeps the run-time errors, builds, build logs and versions of Algorithmia algorithms in one\n"
    "SQLite file, for as long as you want.";

inline constexpr const char closing[] =
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

inline constexpr const char run[] =
    "Runs until SIGTERM or SIGINT, then ends within 5 seconds; a second one ends it at once. Logs "
    "go\n"
    "to stderr, one line per event. Only one algologd at a time writes a database: 75 means that\n"
    "another does.";

inline constexpr const char once[] =
    "Walks all builds and fetches every log there is, so the first time may take long. Exits with "
    "75\n"
    "when a poll failed; what the others brought is stored all the same.";

inline constexpr const char check[] =
    "Examples:\n"
    "  algologd check --config ./algologd.toml\n"
    "  sudo -u algologd algologd check --online    as the user the service runs as\n"
    "Nothing is polled or written. Exits with 78 when the configuration is wrong.";

inline constexpr const char requeue[] =
    "Examples:\n"
    "  sudo -u algologd algologd requeue --dry-run     what would it move? on a copy\n"
    "  systemctl stop algologd\n"
    "  sudo -u algologd algologd requeue\n"
    "  systemctl start algologd\n"
    "Worth trying after an upgrade, or once the name of an algorithm is known that was polled by "
    "its\n"
    "UUID. What is understood now is stored as if it had just been polled, with the time it came;\n"
    "what is not, was cut off at 64 KiB or is in conflict stays. Needs the database for itself: "
    "exits\n"
    "with 75 while the service runs.";

inline constexpr const char prune[] =
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

inline constexpr const char backup[] =
    "Examples:\n"
    "  algologd backup /mnt/backup/algolog.db\n"
    "  algologd backup --keep 7 /var/backups/algologd    a dated file; the newest 7 of\n"
    "                                                    this database stay\n"
    "  algologd backup --database algolog.db copy.db     without a configuration\n"
    "Copies one moment of the database while the service runs; nobody waits for it. The copy has "
    "its\n"
    "name once it is whole, verified and on the disk. To restore one: stop the service, put it in "
    "the\n"
    "place of the database, delete the old -wal and -shm, start the service.";

inline constexpr const char errors[] =
    "Examples:\n"
    "  algologd errors --since 1h\n"
    "  algologd errors --algorithm acme/fraud_score --limit 100\n"
    "  algologd errors --follow --json | jq -r .message\n"
    "Times are UTC. The newest error comes last. --json prints one object per line with every\n"
    "column of the table `errors`, `algorithm` and `message`; its times are milliseconds since "
    "1970.";

inline constexpr const char error[] =
    "Examples:\n"
    "  algologd error 1f0e8fd4             the beginning of a request id is enough\n"
    "  algologd error 4711                 or `seq`, as hooks and queries see it\n"
    "  algologd error 4711 --json | jq .fault\n"
    "Shows every error of the execution. In the stack trace a * marks the calls within the app: "
    "they\n"
    "and the types of the exceptions make `fault`, which is the same for all errors of one fault.\n"
    "Exits with 64 when several requests begin so, and names them; 69 when none does.";

inline constexpr const char builds[] =
    "Examples:\n"
    "  algologd builds --algorithm acme/fraud_score\n"
    "  algologd builds --follow            a line whenever a build starts, ends or gets its log\n"
    "  algologd builds --since 7d --json | jq 'select(.status == \"failed\") | .build_id'\n"
    "Times are UTC. The newest build comes last. LOG is waiting (the build runs), pending (to be\n"
    "fetched), stored or unavailable.";

inline constexpr const char gaps[] =
    "Examples:\n"
    "  algologd gaps --since 7d                        may an error of this week be missing?\n"
    "  algologd gaps --algorithm acme/fraud_score --json\n"
    "A gap is a span of time in which errors may have been lost: more failed between two polls "
    "than\n"
    "the cluster shows (window_overflow), or nobody could ask for too long (outage). Times are "
    "UTC.\n"
    "DETECTED is when it was noticed. Where loss goes on a gap grows: TIMES is how many polls "
    "found it.\n"
    "The gap found last comes last; --since shows those that end, or were found, then or later;\n"
    "--follow shows a gap again whenever a poll finds it to go on.";

inline constexpr const char status[] =
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

inline constexpr const char log[] =
    "Examples:\n"
    "  algologd log 4a1b7a2a-4183-4939-a292-26e677aeba73 > build.log\n"
    "  algologd log 4a1b7a2a               the beginning of the id is enough\n"
    "Exits with 75 while the build runs or its log is still to be fetched, 69 when there is none.";

}  // namespace algolog::help
