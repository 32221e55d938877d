#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "config/config.hpp"
#include "poll/watch_list.hpp"
#include "store/writer.hpp"

namespace algolog {

/// What the configuration says of how rows are stored.
store_options store_options_of(const config& settings);

/// Opens the database of `store.path` for writing and starts its thread; its
/// `store_news` is logged, and passed to `counts`. Throws `database_error`.
std::unique_ptr<writer> open_writer(const config& settings, store_listener counts = {});

/// Everything the configuration names, ready to be polled. Throws `config_error`.
std::unique_ptr<watch_list> start_watches(const boost::asio::any_io_executor& executor,
                                          const config& settings, writer& store);

}  // namespace algolog
