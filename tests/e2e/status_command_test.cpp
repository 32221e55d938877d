#include <boost/json/parse.hpp>
#include <csignal>

#include "catch.hpp"
#include "cluster/server.hpp"
#include "eventually.hpp"
#include "sandbox.hpp"
#include "silent_port.hpp"
#include "stored.hpp"

using namespace e2e;
namespace json = boost::json;

namespace {

/// A cluster polled twice: the second time the errors of one algorithm could not be had.
struct failing_cluster {
  failing_cluster() : cluster(scenario()), box(cluster, {"acme/one", "acme/two"}) {
    cluster.start();
    REQUIRE(box.once().status == 0);
    cluster.post("/_control/fault",
                 {{"kind", "plain_500"}, {"route", "errors"}, {"algorithm", "acme/one"}});
    REQUIRE(box.once().status == 75);
  }

  static simcluster::scenario scenario() { return empty_cluster({"acme/one", "acme/two"}); }

  /// From now on the daemon is said to listen there.
  void listen(std::uint16_t port) {
    std::string text = watching(cluster, {"acme/one", "acme/two"}).toml();
    const std::string off = "listen = \"\"";
    REQUIRE(text.find(off) != std::string::npos);
    text.replace(text.find(off), off.size(), "listen = \"127.0.0.1:" + std::to_string(port) + "\"");
    box.configure(text);
  }

  simcluster::server cluster;
  sandbox box;
};

std::uint16_t closed_port() { return silent_port().port(); }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

TEST_CASE("with the daemon down `status` says so and tells from the database what fails and why") {
  failing_cluster made;
  const auto port = closed_port();
  made.listen(port);
  const auto shown = made.box.run({"status"});
  CHECK(shown.status == 0);
  CHECK_THAT(first_line(shown.out),
             StartsWith("The daemon does not answer at 127.0.0.1:" + std::to_string(port) +
                        ": Connection refused; what follows is from the database alone, as of its"
                        " last poll, "));
  CHECK(lines_with(shown.out, "sim acme/one errors: server_error (since ") == 1);
  CHECK(lines_with(shown.out, "HTTP 500: Internal Server Error") == 2);
  CHECK(lines_with(shown.out, "sim acme/one errors    failing") == 1);
  CHECK(lines_with(shown.out, "sim acme/two errors    ok") == 1);
  CHECK(lines_with(shown.out, (made.box.database()).string()) == 1);
  const stored db(made.box.database());
  const auto text = made.box.run({"status", "--json"});
  CHECK(text.status == 0);
  CHECK(lines_with(text.err, "The daemon does not answer") == 1);
  const auto object = json::parse(text.out).as_object();
  CHECK(object.at("live") == json::value(false));
  CHECK(object.at("verdict").at("level") == json::value("warning"));
  CHECK(object.at("targets").as_array().size() == 6);
  const auto& target = object.at("targets").as_array()[0].as_object();
  CHECK(target.at("algorithm") == json::value("acme/one"));
  CHECK(target.at("collection") == json::value("errors"));
  CHECK(target.at("outcome") == json::value("server_error"));
  const std::string of_one =
      " FROM polls WHERE algorithm_id = 1 AND collection = 'errors' AND outcome ";
  CHECK(target.at("succeeded_at") ==
        json::value(db.number("SELECT max(last_at)" + of_one + "= 'ok'")));
  CHECK(target.at("failing_since") ==
        json::value(db.number("SELECT min(first_at)" + of_one + "<> 'ok'")));
}

TEST_CASE("`status` shows some targets only, and exits with 69 where there is nothing to show") {
  failing_cluster made;
  const auto one = made.box.run({"status", "--algorithm", "acme/two", "--cluster", "sim"});
  CHECK(one.status == 0);
  CHECK_THAT(first_line(one.out), StartsWith("The daemon is not asked: "));
  CHECK(lines_with(one.out, "acme/two") == 3);
  CHECK(lines_with(one.out, "acme/one") == 0);
  CHECK(made.box.run({"status", "--algorithm", "acme/three"}).status == 69);
  CHECK(made.box.run({"status", "--cluster", "other"}).status == 69);
  std::filesystem::remove(made.box.database());
  made.listen(closed_port());
  const auto none = made.box.run({"status"});
  CHECK(none.status == 69);
  CHECK(none.out.empty());
  CHECK(lines_with(none.err, "does not answer at 127.0.0.1:") == 1);
  CHECK(lines_with(none.err, "no database yet") == 1);
}

TEST_CASE("`status --watch` tells again what is so, until it is interrupted") {
  failing_cluster made;
  const auto watching_it = made.box.start({"status", "--watch", "--json"});
  CHECK(eventually([&] { return lines_with(watching_it->out(), "\"live\":false") >= 2; }));
  watching_it->send(SIGINT);
  CHECK(watching_it->wait() == 0);
}
