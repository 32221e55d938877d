#include "api/request_target.hpp"
#include "api/versions.hpp"
#include "poll/page_poll.hpp"

namespace algolog {
namespace {

constexpr paged_collection<versions_page, version_record> version_pages{
    collection::versions, versions_target, parse_versions, &watched_algorithm::versions_walked_at};

}  // namespace

boost::asio::awaitable<poll_report> poll_versions(watch& target, bool complete) {
  auto report = co_await poll_pages(target, version_pages, complete);
  co_return report;
}

}  // namespace algolog
