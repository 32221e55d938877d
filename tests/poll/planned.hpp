#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "poll/plan.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"

namespace algolog::test {
using namespace std::chrono_literals;

/// A plan for the algorithms of one cluster. Nothing is asked: the test says what polls came to.
struct planned {
  static constexpr std::chrono::milliseconds errors_interval = 60s;
  static constexpr std::chrono::milliseconds builds_interval = 10min;
  static inline const plan::time began{1000s};

  explicit planned(const std::vector<std::string>& algorithms) { configure(algorithms); }

  orders configure(const std::vector<std::string>& algorithms) {
    config settings;
    cluster_config cluster;
    cluster.name = "prod";
    cluster.url = {false, "127.0.0.1", 9, ""};
    for (const auto& one : algorithms) {
      cluster.algorithms.push_back(
          {*parse_algorithm_ref(one), errors_interval, 5s, builds_interval, builds_interval});
    }
    if (!algorithms.empty()) settings.clusters.push_back(cluster);
    if (!list) {
      list.emplace(io.get_executor(), settings, store);
      it.emplace(*list, now.at);
    } else {
      list->configure(settings);
    }
    return it->configured(now);
  }

  std::size_t index(const std::string& algorithm, collection what) const {
    for (std::size_t i = 0; i < it->targets().size(); ++i) {
      const auto& one = it->targets()[i];
      if (one.what == what && one.who->settings.ref == *parse_algorithm_ref(algorithm)) return i;
    }
    throw std::runtime_error("no target of " + algorithm);
  }
  const target& of(const std::string& algorithm, collection what) const {
    return it->targets()[index(algorithm, what)];
  }
  /// How long until it is due; nothing when it is not scheduled.
  std::optional<std::chrono::milliseconds> due_in(const std::string& algorithm,
                                                  collection what) const {
    const auto due = it->due_at(index(algorithm, what));
    if (!due) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(*due - now.at);
  }

  void pass(std::chrono::milliseconds time) {
    now.at += time;
    now.uptime += time.count();
  }
  /// Time passes until something is due.
  orders wait() {
    if (it->next_wake() > now.at) {
      pass(std::chrono::ceil<std::chrono::milliseconds>(it->next_wake() - now.at));
    }
    return it->due(now);
  }

  static poll_report report(errc outcome) {
    poll_report out;
    out.outcome.code = outcome;
    return out;
  }
  orders end(const std::string& algorithm, collection what, const poll_report& with,
             double random = 0) {
    return it->ended(index(algorithm, what), with, now, random);
  }
  orders end(const std::string& algorithm, collection what, errc outcome, double random = 0) {
    last = report(outcome);
    return end(algorithm, what, last, random);
  }
  /// Starts all that comes due within `time`, and lets each poll end in `outcome` at once.
  std::vector<event> run(std::chrono::milliseconds time, errc outcome = errc::ok) {
    std::vector<event> said;
    const auto until = now.at + time;
    while (it->next_wake() <= until) {
      for (const auto i : wait().start) {
        const auto done = it->ended(i, last = report(outcome), now, 0);
        said.insert(said.end(), done.events.begin(), done.events.end());
      }
    }
    pass(std::chrono::duration_cast<std::chrono::milliseconds>(until - now.at));
    return said;
  }
  /// A look-up told that `algorithm` has this row.
  orders look_up(const std::string& algorithm, std::int64_t id, const std::string& name,
                 const std::string& uuid) {
    watched_algorithm row;
    row.algorithm_id = id;
    if (!name.empty()) row.ref = *parse_algorithm_ref(name);
    row.ref.uuid = uuid;
    const auto i = index(algorithm, collection::algorithm);
    list->all()[i / 5]->become(row);
    return it->ended(i, last = report(errc::ok), now, 0);
  }
  cluster& home() { return *list->clusters().front(); }

  scratch_folder folder;
  boost::asio::io_context io;
  writer store{std::make_unique<database>(store_config{folder / "a.db", sync_mode::normal}),
               store_options{}};
  std::optional<watch_list> list;
  std::optional<plan> it;
  instant now{began, 5'000'000};
  poll_report last;
};

/// The first event of that kind; null when there is none.
template <class Event>
const Event* find(const std::vector<event>& all) {
  for (const auto& one : all) {
    if (const auto* found = std::get_if<Event>(&one)) return found;
  }
  return nullptr;
}

template <class Event>
std::size_t count(const std::vector<event>& all) {
  std::size_t found = 0;
  for (const auto& one : all) found += std::holds_alternative<Event>(one) ? 1 : 0;
  return found;
}

}  // namespace algolog::test
