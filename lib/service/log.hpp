#pragma once

#include <spdlog/spdlog.h>

#include <string>

#include "text/printable.hpp"

namespace algolog {

/// Makes spdlog's default logger write to stderr from `level` ("trace" … "error") up: coloured and
/// in local time on a terminal, as events of the journal when that reads it, otherwise with the
/// time in UTC. Whatever an event holds, it stays one line: see `printable`, which also bounds it
/// here, at 4000 bytes. Texts from upstream are worth a `printable(text)` of their own at the call,
/// which bounds each of them.
void start_log(const std::string& level);

/// Another level from now on.
void set_log_level(const std::string& level);

}  // namespace algolog
