#pragma once

#include <filesystem>
#include <string>

#include "report/listing.hpp"
#include "status/status_filter.hpp"
#include "store/backup.hpp"

namespace algolog {

/// The options of all commands together; each command reads its own.
struct command_options {
  std::filesystem::path config = "/etc/algologd/algologd.toml";
  std::filesystem::path database;  ///< in place of the configuration, for those who may not read it
  bool online = false;             ///< check: try each cluster
  bool dry_run = false;            ///< prune, requeue
  bool vacuum = false;             ///< prune: write the whole file anew
  bool watch = false;              ///< status: draw it again every two seconds
  bool all = false;                ///< status: every target
  status_filter status;
  backup_order backup;   ///< backup
  std::string build_id;  ///< log
  std::string error_id;  ///< error
  list_options list;     ///< errors, builds, gaps; `list.json` for every command with --json
};

/// One per command: each returns an exit code of sysexits.h, or throws what `exit_status` knows.
using command = int (*)(const command_options&);
int run_command(const command_options& options);
int once_command(const command_options& options);
int check_command(const command_options& options);
int requeue_command(const command_options& options);
int prune_command(const command_options& options);
int backup_command(const command_options& options);
int errors_command(const command_options& options);
int error_command(const command_options& options);
int builds_command(const command_options& options);
int gaps_command(const command_options& options);
int status_command(const command_options& options);
int log_command(const command_options& options);

}  // namespace algolog
