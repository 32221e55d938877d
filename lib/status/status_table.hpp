#pragma once

#include <string>

#include "report/table.hpp"
#include "status/status.hpp"
#include "status/verdict.hpp"

namespace algolog {

struct status_view {
  table_style style;
  bool all = false;    ///< every target, not only 20 and those that want attention
  std::string source;  ///< what is to be said first of where this comes from; may be empty
};

/// The verdict, what wants attention, clusters, targets (worst first) and storage, for people.
/// Times are relative to `of.at`; texts of clusters are made `printable`.
std::string draw_status(const status& of, const verdict& judged, const status_view& view);

}  // namespace algolog
