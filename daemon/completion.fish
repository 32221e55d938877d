# Completion of algologd for fish; tests/daemon/documented compares it with `algologd --help`.
complete -c algologd -f
complete -c algologd -n __fish_use_subcommand -l version -d 'Print the version'
complete -c algologd -s h -l help -d 'Tell about the command'
complete -c algologd -l config -rF -d 'Configuration file'

complete -c algologd -n __fish_use_subcommand -a run -d 'The service, in the foreground'
complete -c algologd -n __fish_use_subcommand -a once -d 'Poll everything once'
complete -c algologd -n __fish_use_subcommand -a check -d 'Report every problem'
complete -c algologd -n __fish_use_subcommand -a status -d 'Show how the polling goes'
complete -c algologd -n __fish_use_subcommand -a errors -d 'Show run-time errors'
complete -c algologd -n __fish_use_subcommand -a builds -d 'Show builds'
complete -c algologd -n __fish_use_subcommand -a gaps -d 'Show when errors may have been lost'
complete -c algologd -n __fish_use_subcommand -a log -d 'Print the log of a build'
complete -c algologd -n __fish_use_subcommand -a requeue -d 'Store what is understood by now'
complete -c algologd -n __fish_use_subcommand -a prune -d 'Delete what is old'
complete -c algologd -n __fish_use_subcommand -a backup -d 'Copy the database'

complete -c algologd -n '__fish_seen_subcommand_from once status errors builds gaps log requeue' -l json -d 'JSON'
complete -c algologd -n '__fish_seen_subcommand_from check' -l online -d 'Also try each cluster'
complete -c algologd -n '__fish_seen_subcommand_from requeue prune' -l dry-run -d 'Only tell'
complete -c algologd -n '__fish_seen_subcommand_from status' -l watch -d 'Again and again'
complete -c algologd -n '__fish_seen_subcommand_from status errors builds gaps log' -l database -rF -d 'This database'
complete -c algologd -n '__fish_seen_subcommand_from errors builds gaps' -l since -x -a '1h 24h 7d' -d 'Only newer ones'
complete -c algologd -n '__fish_seen_subcommand_from errors builds gaps' -l algorithm -x -d 'Only of this one'
complete -c algologd -n '__fish_seen_subcommand_from errors builds gaps' -l limit -x -d 'The newest N'
complete -c algologd -n '__fish_seen_subcommand_from errors builds gaps' -l follow -d 'Go on with what arrives'
complete -c algologd -n '__fish_seen_subcommand_from backup' -F
