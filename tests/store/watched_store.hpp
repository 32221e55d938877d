#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scratch_store.hpp"

namespace algolog::test {

/// A store with one algorithm, acme/fraud.
struct watched_store {
  explicit watched_store(store_options options = {}) : s(options) {}

  append_result poll(std::int64_t at, std::vector<error_record> records) {
    return s->append(errors_at(id, at, std::move(records)));
  }
  std::string quarantined() { return s.row("SELECT count(*) FROM quarantine"); }

  scratch_store s;
  std::int64_t id = watch_fraud(s);
};

/// Options of a store that keeps inputs in this way.
inline store_options with(input_privacy how) {
  store_options options;
  options.input = how;
  return options;
}

}  // namespace algolog::test
