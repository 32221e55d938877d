#include "poll/probe.hpp"

#include "api/algorithm_object.hpp"
#include "api/errors.hpp"
#include "api/page.hpp"
#include "api/route.hpp"
#include "async/task_group.hpp"
#include "poll/client.hpp"

namespace algolog {
namespace asio = boost::asio;
namespace {

class prober {
 public:
  prober(asio::any_io_executor executor, const cluster_config& cluster, const poll_config& settings)
      : cluster_(cluster), client_(executor, cluster, settings), group_(executor) {
    found_.resize(cluster.algorithms.size());
  }

  asio::awaitable<cluster_probe> run() {
    for (std::size_t i = 0; i < found_.size(); ++i) group_.spawn(try_algorithm(i));
    co_await group_.wait();
    cluster_probe out{cluster_.name, client_.base(), client_.key_source(), {}};
    for (auto& results : found_) {
      for (auto& one : results) out.results.push_back(std::move(one));
    }
    co_return out;
  }

 private:
  asio::awaitable<void> try_algorithm(std::size_t index) {
    algorithm_ref ref = cluster_.algorithms[index].ref;
    const auto asked = ref;
    auto body = co_await ask(index, algorithm_route(ref));
    if (body) {
      const auto found = parse_algorithm(*body, ref);
      note(index, found ? error{} : found.error());
      if (found) ref = *found;
    }
    if (cluster_.collect_errors) {
      body = co_await ask(index, errors_route(asked));
      if (body) note(index, parse_errors(*body, ref));
    }
    if (!ref.has_name()) co_return;
    if (cluster_.collect_builds) {
      body = co_await ask(index, builds_route(ref, 1, std::nullopt));
      if (body) note(index, parse_page(*body));
    }
    if (cluster_.collect_versions) {
      body = co_await ask(index, versions_route(ref, 1, std::nullopt));
      if (body) note(index, parse_page(*body));
    }
  }

  /// Begins the result for `route`; its outcome is final only when the answer was read as well.
  asio::awaitable<result<std::string>> ask(std::size_t index, std::string route) {
    auto body = co_await client_.get(route);
    const auto outcome = body.has_value() ? error{} : body.error();
    const auto algorithm = cluster_.algorithms[index].ref.display();
    found_[index].push_back({algorithm, std::move(route), outcome});
    co_return body;
  }

  void note(std::size_t index, error outcome) { found_[index].back().outcome = std::move(outcome); }
  template <class T>
  void note(std::size_t index, const result<T>& read) {
    note(index, read.has_value() ? error{} : read.error());
  }

  const cluster_config& cluster_;
  client client_;
  task_group group_;
  std::vector<std::vector<probe_result>> found_;
};

}  // namespace

asio::awaitable<cluster_probe> probe(asio::any_io_executor executor, const cluster_config& cluster,
                                     const poll_config& settings) {
  prober trial(executor, cluster, settings);
  auto out = co_await trial.run();
  co_return out;
}

}  // namespace algolog
