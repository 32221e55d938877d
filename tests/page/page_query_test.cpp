#include <algorithm>

#include "catch.hpp"
#include "page/page.hpp"
#include "snapshot.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::string names(const page_content& content) {
  std::string text;
  for (const auto i : content.shown) text += content.now.targets[i].algorithm + " ";
  return text;
}

page_content with(std::vector<target_status> targets, const page_query& query = {}) {
  page_content content;
  content.now = a_status(std::move(targets));
  choose_targets(content, query);
  return content;
}

target_status in_state(const char* name, target_state state) {
  auto t = a_target("prod", name);
  t.state = state;
  return t;
}

target_status filled(const char* name, double fill) {
  auto t = a_target("prod", name);
  t.window_fill = fill;
  return t;
}

}  // namespace

TEST_CASE("the filter is read as a browser sends it") {
  const auto query = parse_page_query("q=Fraud+%2F%C3%A9&cluster=a%26b&state=failing&page=3");
  CHECK(query.text == "Fraud /é");
  CHECK(query.cluster == "a&b");
  CHECK(query.state == "failing");
  CHECK(query.page == 3);
  CHECK(parse_page_query("state=losing").state == "losing");
}

TEST_CASE("an empty form asks for everything") {
  for (const char* nothing : {"", "q=&cluster=&state=", "&&=&x", "other=1"}) {
    const auto query = parse_page_query(nothing);
    CHECK(query.text.empty());
    CHECK(query.cluster.empty());
    CHECK(query.state.empty());
    CHECK(query.page == 1);
  }
}

TEST_CASE("what is malformed is left out, and the rest is kept") {
  auto query = parse_page_query("q=%zz&cluster=%4&state=dropped&page=2");
  CHECK(query.text.empty());
  CHECK(query.cluster.empty());
  CHECK(query.state.empty());
  CHECK(query.page == 2);
  for (const char* page : {"0", "-1", "1x", "", "1e3", "99999999999999999999999"})
    CHECK(parse_page_query(std::string("page=") + page).page == 1);
  CHECK(parse_page_query("page=18446744073709551615").page == 1'000'000);
}

TEST_CASE("a query is bounded") {
  CHECK(parse_page_query("q=" + std::string(100, 'a')).text.size() == 100);
  CHECK(parse_page_query("q=" + std::string(101, 'a')).text.empty());
  CHECK(parse_page_query("q=a&x=" + std::string(3000, 'a')).text.empty());
}

TEST_CASE("the worst targets come first") {
  auto lost = a_target("prod", "e-lost");
  lost.last_gap_at = taken - an_hour;
  const auto content = with(
      {in_state("a-ok", target_state::ok), in_state("b-waiting", target_state::waiting),
       in_state("c-parked", target_state::parked), in_state("d-failing", target_state::failing),
       lost, filled("f-full", 0.95), filled("g-half", 0.5)});
  CHECK(names(content) == "f-full e-lost d-failing c-parked b-waiting g-half a-ok ");
  CHECK(content.matching == 7);
}

TEST_CASE("equally bad targets stay in the order of their names") {
  CHECK(names(with({filled("a", 0.1), filled("b", 0.2), filled("c", 0.1)})) == "b a c ");
}

TEST_CASE("the filter finds parts of names in any case, one cluster, one state") {
  auto elsewhere = a_target("test", "acme/Fraud_score");
  const std::vector<target_status> all{in_state("acme/fraud_score", target_state::failing),
                                       in_state("acme/other", target_state::failing), elsewhere};
  page_query query;
  query.text = "FRAUD_s";
  CHECK(with(all, query).matching == 2);
  query.cluster = "test";
  CHECK(names(with(all, query)) == "acme/Fraud_score ");
  query = {};
  query.state = "failing";
  CHECK(with(all, query).matching == 2);
  query.state = "losing";
  CHECK(with(all, query).shown.empty());
  query = {};
  query.text = "frau_d";
  CHECK(with(all, query).matching == 0);
}

TEST_CASE("a page holds a hundred targets, and a page past the end is the last one") {
  std::vector<target_status> all;
  for (int i = 0; i < 250; ++i) all.push_back(a_target("prod", "a" + std::to_string(1000 + i)));
  page_query query;
  CHECK(with(all, query).shown.size() == 100);
  query.page = 3;
  auto content = with(all, query);
  CHECK(content.shown.size() == 50);
  CHECK(content.now.targets[content.shown.front()].algorithm == "a1200");
  query.page = 4'000;
  CHECK(with(all, query).shown == content.shown);
  CHECK(content.matching == 250);
}
