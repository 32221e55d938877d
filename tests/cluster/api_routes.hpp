#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exchange.hpp"
#include "faults.hpp"
#include "scenario.hpp"
#include "world.hpp"

namespace simcluster {

/// Which route of the API a request is for.
struct route_match {
  std::string name = "unknown";  ///< "errors", "algorithm", "builds", "build", "log", "versions", …
  std::string owner;             ///< of account_errors
  const algorithm* of = nullptr;
  bool by_uuid = false;
  std::string id;  ///< of one build or version
};
route_match match_route(const request& r, const world& w);

/// What surrounds an answer without being part of the world.
struct surroundings {
  std::string base;                ///< of this cluster, for self_link
  std::string foreign;             ///< the other origin, for next_link
  std::string broken_record = "";  ///< put into the middle of an array, when not empty
  bool count = true;               ///< whether the client gets the whole answer
  window_fault window = window_fault::none;
};

/// Answers from the world, without faults. `d` shuffles.
answer answer_route(const route_match& m, const request& r, world& w, const scenario& s,
                    const surroundings& around, dice& d);

}  // namespace simcluster
