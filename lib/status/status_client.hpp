#pragma once

#include <chrono>
#include <string>

#include "error.hpp"
#include "status/status.hpp"

namespace algolog {

/// Asks the daemon that listens at `listen` ("127.0.0.1:9464"; of an address that means all of a
/// machine's, the loopback one) for /status.json, over plain HTTP and from nobody else. At most
/// 64 MiB, and no longer than `patience`. The detail of an error names no address.
result<status> ask_daemon(const std::string& listen, std::chrono::milliseconds patience);

/// Whether the snapshot is of the daemon that writes `database`; another may listen there.
bool is_about(const status& of, const std::string& database);

}  // namespace algolog
