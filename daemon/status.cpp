#include <fmt/format.h>
#include <sysexits.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "commands.hpp"
#include "config/config.hpp"
#include "report/screen.hpp"
#include "status/status_client.hpp"
#include "status/status_json.hpp"
#include "status/status_table.hpp"
#include "status/stored_status.hpp"
#include "store/database.hpp"
#include "text/printable.hpp"
#include "text/relative_time.hpp"

namespace algolog {
namespace {

constexpr std::chrono::milliseconds patience(2000);
constexpr std::chrono::milliseconds redraw_interval(2000);

volatile std::sig_atomic_t interrupted = 0;

// Without SA_RESTART, so that a signal ends a wait.
void end_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void say(std::string_view text) {
  std::fprintf(stderr, "algologd: %s\n", printable(text, 4000).c_str());
}

/// Where the status comes from.
struct place {
  std::string database;
  std::string listen;     ///< empty: nobody is asked
  std::string not_asked;  ///< why
};

place place_of(const command_options& options) {
  if (!options.database.empty()) return {options.database.string(), "", ""};
  const config settings = load_config(options.config);
  return {settings.store.path.string(), settings.status_listen,
          "The daemon is not asked: `listen` in [status] is \"\""};
}

struct answer {
  std::optional<status> of;  ///< nothing: neither the daemon nor the database tells
  std::string why;           ///< the daemon did not answer
};

// Asks the daemon. Why there is no answer; empty: `to` has it.
std::string ask(const place& where, std::optional<status>& to) {
  if (where.listen.empty()) return where.not_asked;
  auto asked = ask_daemon(where.listen, patience);
  if (!asked) {
    return fmt::format("The daemon does not answer at {}: {}", where.listen, asked.error().detail);
  }
  if (!is_about(*asked, where.database)) {
    return fmt::format("Another algologd answers at {}, that of {}", where.listen,
                       asked->storage.path);
  }
  to = std::move(*asked);
  return {};
}

answer look(const place& where) {
  answer made;
  made.why = ask(where, made.of);
  if (made.of) return made;
  try {
    auto db = open_read_only(where.database);
    made.of = read_stored_status(db, now_ms());
  } catch (const database_error& e) {
    made.why += (made.why.empty() ? "" : "; ") + std::string(e.what());
  }
  return made;
}

std::string source_of(const answer& from) {
  if (from.of->live) return {};
  const auto& last = from.of->storage.committed_at;
  return fmt::format("{}{} is from the database alone, as of its last poll{}", from.why,
                     from.why.empty() ? "This" : "; what follows",
                     last ? ", " + relative_time(*last, from.of->at) : ": there was none");
}

bool is_unknown(const status& of, const command_options& options) {
  const auto& filter = options.status;
  if (!of.targets.empty() || (filter.cluster.empty() && filter.algorithm.empty())) return false;
  std::fprintf(
      stderr, "algologd: nothing is polled of %s\n",
      printable(filter.cluster + (filter.cluster.empty() ? "" : " ") + filter.algorithm).c_str());
  return true;
}

/// Draws the status once after the other.
class status_screen {
 public:
  explicit status_screen(const command_options& options)
      : options_(options), where_(place_of(options)), screen_(out_, options.watch) {}

  int draw() {
    answer seen = look(where_);
    if (!seen.of) {
      say(seen.why);
      return EX_UNAVAILABLE;
    }
    const std::string source = source_of(seen);
    if (options_.list.json && !source.empty()) say(source);
    narrow(*seen.of, options_.status);
    if (is_unknown(*seen.of, options_)) return EX_UNAVAILABLE;
    const verdict judged = judge(*seen.of, seen.of->at);
    if (options_.list.json) {
      // JSON does not escape characters that change the writing direction.
      const std::string text = to_json(*seen.of, &judged) + "\n";
      out_.write(out_.terminal() ? safe_lines(text) : text);
      return EX_OK;
    }
    screen_.show(
        draw_status(*seen.of, judged, {{out_.width(), out_.color()}, options_.all, source}));
    return EX_OK;
  }

  int watch() {
    end_on_signals();
    while (interrupted == 0) {
      if (const int code = draw(); code != EX_OK) return code;
      if (interrupted == 0) out_.wait(redraw_interval);
    }
    return EX_OK;
  }

 private:
  const command_options& options_;
  place where_;
  output out_;
  screen screen_;
};

}  // namespace

int status_command(const command_options& options) {
  status_screen shown(options);
  return options.watch ? shown.watch() : shown.draw();
}

}  // namespace algolog
