#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "poll/plan.hpp"
#include "watches_of.hpp"

namespace algolog::test {

/// A plan for the algorithms of one cluster. Nothing is asked: the test says what polls came to.
struct planned {
  explicit planned(const std::vector<std::string>& algorithms) : watches(algorithms) {
    it.configured(now);
  }

  void configure(const std::vector<std::string>& algorithms) {
    watches.configure(algorithms);
    it.configured(now);
  }

  std::size_t index(const std::string& algorithm, collection what) const {
    for (std::size_t i = 0; i < it.targets().size(); ++i) {
      const auto& one = it.targets()[i];
      if (one.what == what && one.who->settings.ref == *parse_algorithm_ref(algorithm)) return i;
    }
    throw std::runtime_error("no target of " + algorithm);
  }
  const target& of(const std::string& algorithm, collection what) const {
    return it.targets()[index(algorithm, what)];
  }
  /// How long until it is due; nothing when it is not scheduled.
  std::optional<std::chrono::milliseconds> due_in(const std::string& algorithm,
                                                  collection what) const {
    const auto due = it.due_at(index(algorithm, what));
    if (!due) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(*due - now.at);
  }

  void pass(std::chrono::milliseconds time) {
    now.at += time;
    now.uptime += time.count();
  }
  /// Time passes until something is due.
  orders wait() {
    if (it.next_wake() > now.at) {
      pass(std::chrono::ceil<std::chrono::milliseconds>(it.next_wake() - now.at));
    }
    return it.due(now);
  }

  static poll_report report(errc outcome) {
    poll_report out;
    out.outcome.code = outcome;
    return out;
  }
  orders end(std::size_t target, const poll_report& with, double random = 0) {
    return it.ended(target, with, now, random);
  }
  orders end(std::size_t target, errc outcome, double random = 0) {
    last = report(outcome);
    return end(target, last, random);
  }
  template <class Outcome>
  orders end(const std::string& algorithm, collection what, const Outcome& outcome,
             double random = 0) {
    return end(index(algorithm, what), outcome, random);
  }
  /// Starts all that comes due within `time`, and lets each poll succeed at once.
  void run(std::chrono::milliseconds time) {
    const auto until = now.at + time;
    while (it.next_wake() <= until) {
      for (const auto target : wait().start) end(target, errc::ok);
    }
    pass(std::chrono::duration_cast<std::chrono::milliseconds>(until - now.at));
  }
  /// A look-up told that `algorithm` has this row.
  orders look_up(const std::string& algorithm, std::int64_t id, const std::string& name,
                 const std::string& uuid) {
    watches.become(algorithm, id, name, uuid);
    return end(algorithm, collection::algorithm, errc::ok);
  }
  cluster& home() { return *watches.list->clusters().front(); }

  instant now{plan::time(1000s), 5'000'000};
  watches_of watches;
  plan it{*watches.list, now.at};
  poll_report last;  ///< that events refer to
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
