#include "poll/watch_list.hpp"

#include <boost/asio/io_context.hpp>

#include "catch.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"

using namespace algolog;

namespace {

const std::string u1 = "11111111-0000-4000-8000-000000000000";
const std::string u2 = "22222222-0000-4000-8000-000000000000";

/// The watches of one cluster; nothing is asked of it.
struct watches_of {
  explicit watches_of(const std::vector<std::string>& algorithms) { configure(algorithms); }

  void configure(const std::vector<std::string>& algorithms) {
    config settings;
    cluster_config cluster;
    cluster.name = "prod";
    cluster.url = {false, "127.0.0.1", 9, ""};
    for (const auto& one : algorithms) {
      cluster.algorithms.push_back({*parse_algorithm_ref(one), {}, {}, {}, {}});
    }
    settings.clusters.push_back(cluster);
    if (list) {
      list->configure(settings);
    } else {
      list.emplace(io.get_executor(), settings, store);
    }
  }
  watch& of(const std::string& algorithm) {
    for (const auto& one : list->all()) {
      if (one->settings.ref == *parse_algorithm_ref(algorithm)) return *one;
    }
    throw std::runtime_error("no watch of " + algorithm);
  }
  /// A poll of `algorithm` told that its row is this one.
  std::size_t learn(const std::string& algorithm, std::int64_t id, const std::string& name,
                    const std::string& uuid) {
    watched_algorithm row;
    row.algorithm_id = id;
    if (!name.empty()) row.ref = *parse_algorithm_ref(name);
    row.ref.uuid = uuid;
    of(algorithm).become(row);
    return list->learned(of(algorithm)).size();
  }
  std::string twin_of(const std::string& algorithm) {
    const auto* twin = list->twin_of(of(algorithm));
    return twin == nullptr ? "nobody" : twin->settings.ref.display();
  }

  test::scratch_folder folder;
  boost::asio::io_context io;
  writer store{std::make_unique<database>(store_config{folder / "a.db", sync_mode::normal}),
               store_options{}};
  std::optional<watch_list> list;
};

}  // namespace

TEST_CASE("a name and a UUID are one although the row of the name is not known yet") {
  watches_of t({"acme/a", u1});
  t.learn(u1, 1, "acme/a", u1);
  CHECK(t.twin_of(u1) == "acme/a");
  CHECK(t.twin_of("acme/a") == "nobody");
  CHECK(t.of("acme/a").known.algorithm_id == 1);
}

TEST_CASE("a UUID whose answer names no owner is one with the name that tells it") {
  watches_of t({"acme/a", u1});
  t.learn(u1, 1, "", u1);
  CHECK(t.twin_of(u1) == "nobody");
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(t.twin_of(u1) == "acme/a");
  CHECK(t.of(u1).known.ref.name == "a");
}

TEST_CASE("of one algorithm with two names somebody is always polled") {
  watches_of t({"acme/a", u1});
  t.learn(u1, 1, "acme/a", u1);
  t.configure({u1});
  CHECK(t.twin_of(u1) == "nobody");
  t.configure({u1, "acme/a"});
  CHECK(t.twin_of(u1) == "acme/a");
  t.of("acme/a").astray = true;
  t.list->learned(t.of("acme/a"));
  CHECK(t.twin_of(u1) == "nobody");
  CHECK(t.twin_of("acme/a") == u1);
}

TEST_CASE("names that two algorithms swapped are looked up anew, and neither is the other's twin") {
  watches_of t({"acme/a", "acme/b"});
  t.learn("acme/a", 1, "acme/a", u1);
  t.learn("acme/b", 2, "acme/b", u2);
  t.learn("acme/a", 2, "acme/a", u2);
  CHECK(t.of("acme/b").outdated);
  CHECK_FALSE(t.of("acme/a").outdated);
  CHECK(t.twin_of("acme/a") == "nobody");
  CHECK(t.twin_of("acme/b") == "nobody");
  t.learn("acme/b", 1, "acme/b", u1);
  CHECK_FALSE(t.of("acme/b").outdated);
  CHECK_FALSE(t.of("acme/a").outdated);
  CHECK(t.twin_of("acme/b") == "nobody");
}

TEST_CASE("a UUID that lost its name must not be asked for by it") {
  watches_of t({"acme/a", u1});
  t.learn(u1, 1, "acme/a", u1);
  t.learn("acme/a", 2, "acme/a", u2);
  CHECK(t.of(u1).outdated);
  CHECK_FALSE(t.of(u1).known.ref.has_name());
  CHECK(t.twin_of(u1) == "nobody");
}

TEST_CASE("a name is no twin of the UUID any more once that has another name") {
  watches_of t({u1, "acme/a"});
  t.learn(u1, 1, "acme/a", u1);
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(t.twin_of(u1) == "acme/a");
  t.learn(u1, 1, "acme/moved", u1);
  CHECK(t.of("acme/a").outdated);
  CHECK(t.of("acme/a").alias_of == u1);
  CHECK(t.twin_of(u1) == "nobody");
  CHECK(t.twin_of("acme/a") == "nobody");
}

TEST_CASE("an alias that was confirmed is polled once, and nobody is looked up in circles") {
  watches_of t({"acme/a", "acme/b"});
  t.learn("acme/a", 1, "acme/a", u1);
  t.learn("acme/b", 1, "acme/b", u1);
  REQUIRE(t.of("acme/a").outdated);
  t.learn("acme/a", 1, "acme/b", u1);  // both names are good: its look-up left the row its name
  CHECK_FALSE(t.of("acme/a").outdated);
  CHECK_FALSE(t.of("acme/b").outdated);
  CHECK(t.twin_of("acme/b") == "acme/a");
  CHECK(t.learn("acme/b", 1, "acme/b", u1) == 0);
}

TEST_CASE("a row of its own takes away what was remembered of another one's errors") {
  watches_of t({"acme/a"});
  t.learn("acme/a", 1, "acme/a", u1);
  t.of("acme/a").errors_digest = "digest";
  t.learn("acme/a", 1, "acme/a", u1);
  CHECK(t.of("acme/a").errors_digest == "digest");
  t.learn("acme/a", 2, "acme/a", u2);
  CHECK(t.of("acme/a").errors_digest.empty());
}
