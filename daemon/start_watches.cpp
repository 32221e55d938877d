#include "start_watches.hpp"

#include <filesystem>
#include <utility>

#include "poll/news.hpp"
#include "store/database.hpp"

namespace algolog {

store_options store_options_of(const config& settings) {
  store_options options;
  options.newest_errors_keep = settings.newest_errors_keep;
  options.input = settings.input;
  for (const auto& cluster : settings.clusters) {
    options.clusters[cluster.name] = cluster.url.display();
  }
  return options;
}

std::unique_ptr<writer> open_writer(const config& settings, store_listener counts) {
  const auto file = std::filesystem::absolute(settings.store.path).string();
  auto listener = [file, counts = std::move(counts)](const store_news& news) {
    log_store(file, news);
    if (counts) counts(news);
  };
  return std::make_unique<writer>(std::make_unique<database>(settings.store),
                                  store_options_of(settings), std::move(listener));
}

std::unique_ptr<watch_list> start_watches(const boost::asio::any_io_executor& executor,
                                          const config& settings, writer& store) {
  try {
    return std::make_unique<watch_list>(executor, settings, store);
  } catch (const std::runtime_error& failed) {  // a ca_file that cannot be read
    throw config_error({failed.what()});
  }
}

}  // namespace algolog
