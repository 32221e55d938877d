#include "web/status_source.hpp"

#include <algorithm>
#include <utility>

#include "clock.hpp"
#include "page/page_store.hpp"
#include "status/add_live.hpp"
#include "version.hpp"
#include "web/in_thread.hpp"

namespace algolog {
namespace asio = boost::asio;

status_source::status_source(const std::filesystem::path& database,
                             asio::any_io_executor poll_executor, std::function<live_state()> live)
    : loop_(std::move(poll_executor), std::move(live)), database_(database) {}

status_source::~status_source() {
  interrupt();
  reader_.join();
}

asio::awaitable<status_source::snapshot> status_source::now() {
  const auto live = co_await loop_.ask();
  const auto now = live ? live->at : now_ms();
  std::function<snapshot()> work = [this, now] { return database_.read(now); };
  const auto stored = co_await in_thread(reader_, std::move(work));
  const bool same = last_ && live == live_ && stored == stored_;
  if (!same) last_ = put_together(live, stored);
  live_ = live;
  stored_ = stored;
  co_return last_;
}

status_source::snapshot status_source::put_together(const std::shared_ptr<const live_state>& live,
                                                    const snapshot& stored) {
  auto made = std::make_shared<status>(*stored);
  made->at = live ? live->at : std::max(now_ms(), stored->at);
  made->version = version;
  if (live) add_live(*made, *live);
  // A database that cannot be read is shown as failing, too.
  if (!made->storage.failing_since) {
    made->storage.failing_since = stored->storage.failing_since;
    made->storage.why = stored->storage.why;
  }
  return made;
}

asio::awaitable<page_content> status_source::page(page_query query) {
  const auto shown = co_await now();
  // The snapshot is copied when the work begins: many may wait, and would each hold a copy.
  std::function<page_content()> work = [this, query, shown] {
    page_content content;
    content.now = *shown;
    database_.with([&](SQLite::Database& db) { fill_page(db, content, query); });
    return content;
  };
  auto filled = co_await in_thread(reader_, std::move(work));
  co_return filled;
}

}  // namespace algolog
