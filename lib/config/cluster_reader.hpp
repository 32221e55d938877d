#pragma once

#include "config/config.hpp"
#include "config/table_reader.hpp"

namespace algolog {

/// Every [[cluster]]. `folder` is what relative paths start from.
std::vector<cluster_config> read_clusters(table_reader& root, const poll_config& poll,
                                          const std::filesystem::path& folder);

/// `text` as a path, absolute or below `folder`; empty stays empty.
std::filesystem::path path_below(const std::filesystem::path& folder, const std::string& text);

}  // namespace algolog
