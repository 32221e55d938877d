#include <algorithm>
#include <boost/json/value_to.hpp>

#include "catch.hpp"
#include "cluster/asking.hpp"

using namespace simcluster;
namespace json = boost::json;

namespace {

void change(cluster& c, const std::string& body) {
  const auto a = tell(c, "/_control/algorithm", body);
  INFO(a.body);
  CHECK(a.status == 200);
}

}  // namespace

TEST_CASE("two algorithms swap their names, and what they showed goes with the UUID") {
  auto s = plain();
  s.errors = 3;
  cluster c(s);
  const auto of_one = ids(shown(c));
  const auto log = [&] {
    return json::parse(ask(c, "/_truth/builds").body).as_array()[0].at("log");
  };
  const auto log_before = log();
  const auto before = json::parse(ask(c, std::string("/v1/algorithms/") + one).body);
  advance(c, 1000);
  change(c, R"({"swap":["acme/algo_000","acme/algo_001"]})");
  CHECK(ids(shown(c, two)) == of_one);
  CHECK(log() == log_before);
  CHECK(ids(shown(c, json::value_to<std::string>(before.at("id")))) == of_one);
  CHECK(json::parse(ask(c, std::string("/v1/algorithms/") + two).body).at("id") == before.at("id"));
  const auto all = json::parse(ask(c, "/_truth/algorithms").body).as_array();
  CHECK(all[0].at("algorithm") == two);
  CHECK(all[0].at("names").at(0) ==
        json::object{{"name", one}, {"from", start}, {"to", start + 1000}});
  CHECK(all[0].at("names").at(1).at("to").is_null());
}

TEST_CASE("an algorithm is renamed, deleted, and made again under another UUID") {
  auto s = plain();
  s.errors = 3;
  cluster c(s);
  const auto uuid = json::value_to<std::string>(
      json::parse(ask(c, std::string("/v1/algorithms/") + one).body).at("id"));
  change(c, R"({"rename":["acme/algo_000","acme/new_name"]})");
  CHECK(ask(c, errors_of_one).status == 404);
  CHECK(shown(c, "acme/new_name").size() == 3);
  fail(c, "acme/new_name", 1);
  CHECK(shown(c, uuid)[0].at("algoname") == "new_name");
  CHECK(tell(c, "/_control/algorithm", R"({"rename":["acme/new_name","acme/algo_001"]})").status ==
        400);
  change(c, R"({"delete":"acme/new_name"})");
  CHECK(ask(c, "/v1/algorithms/acme/new_name/builds").status == 404);
  CHECK(ask(c, "/v1/algorithms/" + uuid + "/errors").status == 404);
  const auto all = truth(c);
  CHECK(std::count_if(all.begin(), all.end(), [](const json::value& e) {
          return !e.at("windows").at(0).at("left_at").is_null();
        }) == 4);
  change(c, R"({"create":"acme/new_name"})");
  CHECK(shown(c, "acme/new_name").empty());
  fail(c, "acme/new_name", 2);
  CHECK(shown(c, "acme/new_name").size() == 2);
  CHECK(json::parse(ask(c, "/v1/algorithms/acme/new_name").body).at("id") != json::value(uuid));
  CHECK(ask(c, "/v1/algorithms/" + uuid).status == 404);
}

TEST_CASE("what called an algorithm calls the one that is made in its place") {
  auto s = quiet();
  s.pipelines = 1;
  cluster c(s);
  change(c, R"({"delete":"acme/algo_001"})");
  fail(c, one, 1);
  CHECK(shown(c).size() == 1);
  change(c, R"({"create":"acme/algo_001"})");
  fail(c, one, 1);
  CHECK(shown(c, two).size() == 1);
}

TEST_CASE("a look-up by UUID may tell neither the id nor the owner") {
  auto s = plain();
  s.uuid_without_id = s.uuid_without_owner = true;
  cluster c(s);
  const auto by_name = json::parse(ask(c, std::string("/v1/algorithms/") + one).body);
  const auto id = json::value_to<std::string>(by_name.at("id"));
  const auto by_uuid = json::parse(ask(c, "/v1/algorithms/" + id).body).as_object();
  CHECK(by_name.as_object().contains("self_link"));
  CHECK(!by_uuid.contains("id"));
  CHECK(!by_uuid.contains("self_link"));
  CHECK(by_uuid.at("name") == "algo_000");
}
