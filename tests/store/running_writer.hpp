#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "scratch_store.hpp"
#include "store/writer.hpp"

namespace algolog::test {

/// A writer on a real file, with the thread of its callers.
struct running_writer {
  explicit running_writer(store_options options = {}) { open(options); }

  void open(store_options options = {}, store_listener listener = {}) {
    open(std::make_unique<database>(config_for(file())), options, std::move(listener));
  }
  void open(std::unique_ptr<database> db, store_options options, store_listener listener) {
    writes = std::make_unique<writer>(std::move(db), options, std::move(listener));
  }
  std::filesystem::path file() const { return folder / "a.db"; }

  /// Runs a coroutine to its end on `io`; exceptions come out here.
  void run(boost::asio::awaitable<void> work) {
    std::exception_ptr failed;
    boost::asio::co_spawn(io, std::move(work), [&failed](std::exception_ptr e) { failed = e; });
    io.restart();
    io.run();
    if (failed) std::rethrow_exception(failed);
  }

  std::string row(const std::string& sql) const {
    auto reader = open_read_only(file());
    return rows_of(reader, sql).at(0);
  }

  scratch_folder folder;
  boost::asio::io_context io{1};
  std::unique_ptr<writer> writes;
};

inline boost::asio::awaitable<void> watch_fraud(writer& w, std::int64_t& id) {
  const std::string cluster = "prod";
  const auto ref = named("acme", "fraud");
  const auto row = co_await w.call(&store::watch, cluster, ref, 1);
  id = row.value().algorithm_id;
}

inline boost::asio::awaitable<void> append_errors(writer& w, errors_batch batch,
                                                  result<append_result>& out) {
  auto stored = co_await w.append(std::move(batch));
  out = std::move(stored);
}

}  // namespace algolog::test
