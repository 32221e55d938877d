#include <utility>

#include "api/algorithm_object.hpp"
#include "api/route.hpp"
#include "poll/poll.hpp"

namespace algolog {
namespace asio = boost::asio;

asio::awaitable<poll_report> poll_algorithm(watch& who) {
  poll_report report;
  const auto route = algorithm_route(who.settings.ref);
  client::place held;
  auto body = co_await who.cluster.get(route, held);
  if (!body) {
    report.fail(body.error());
    who.astray = body.error().code == errc::missing;
    co_await store_failure(who, collection::algorithm, route, body.error(), std::string());
    co_return report;
  }
  auto found = parse_algorithm(*body, who.settings.ref);
  if (!found) {
    report.fail(found.error());
    co_await store_failure(who, collection::algorithm, route, found.error(), std::move(*body));
    co_return report;
  }
  report.records = 1;
  who.astray = false;
  // Two names are good for one algorithm: its row keeps the one that was told last.
  const auto alias_of = std::exchange(who.alias_of, {});
  if (!alias_of.empty() && alias_of == found->uuid) {
    found->owner.clear();
    found->name.clear();
  }
  auto facts = facts_of(who, route, held);
  auto row = co_await who.store.call(&store::identify, who.known.algorithm_id, std::move(*found),
                                     facts.at);
  if (!row) {
    report.fail(row.error());
    co_return report;
  }
  who.become(std::move(*row));
  facts.algorithm_id = who.known.algorithm_id;
  const auto stored =
      co_await who.store.call(&store::append_unchanged, std::move(facts), collection::algorithm, 1);
  if (!stored) report.fail(stored.error());
  co_return report;
}

}  // namespace algolog
