#include "api/route.hpp"
#include "api/versions.hpp"
#include "poll/page_poll.hpp"

namespace algolog {
namespace {

constexpr paged_collection<version_record> version_pages{collection::versions,
                                                         versions_route,
                                                         nullptr,
                                                         parse_versions,
                                                         &version_record::git_hash,
                                                         &watched_algorithm::versions_walked_at,
                                                         &watch::versions_retry,
                                                         &algorithm_config::versions_interval};

}  // namespace

boost::asio::awaitable<poll_report> poll_versions(watch& who, bool complete) {
  page_poll<version_record> pages(who, version_pages, complete);
  auto report = co_await pages.run();
  co_return report;
}

}  // namespace algolog
