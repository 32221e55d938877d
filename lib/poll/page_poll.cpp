#include "poll/page_poll.hpp"

#include "poll/backoff.hpp"

namespace algolog {

boost::asio::awaitable<result<bool>> is_there(watch& who, std::string route) {
  client::place held;
  const auto body = co_await who.cluster.get(route, held);
  if (body) co_return true;
  // Without the record itself nothing can be decided about it.
  if (needs_mending(body.error().code)) co_return false;
  co_return body.error();
}

}  // namespace algolog
