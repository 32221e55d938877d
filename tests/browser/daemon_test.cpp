#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "catch.hpp"
#include "chromium.hpp"
#include "clock.hpp"
#include "eventually.hpp"
#include "kept_port.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "web_client.hpp"

using namespace algolog::test;

namespace {

const std::string hostile =
    "<script>document.title='owned'</script>\"'><img src=x onerror=alert(1)>\x1b[31m\u202Egnp";

// A cluster whose errors, logs and refusals all try to become more than text.
void make_hostile(simcluster::server& cluster) {
  namespace json = boost::json;
  const json::object error{{"request_id", "req-hostile"},
                           {"created_at", algolog::now_ms()},
                           {"error_type", hostile},
                           {"error", "error:\n" + hostile + "\nstacktrace:\n" + hostile}};
  cluster.post("/_control/errors", {{"algorithm", "acme/one"}, {"errors", json::array{error}}});
  cluster.post("/_control/build", {{"algorithm", "acme/one"},
                                   {"build_id", "b-hostile"},
                                   {"status", "failed"},
                                   {"commit_sha", hostile},
                                   {"log", hostile}});
  const json::object refusal{{"error", json::object{{"code", 2001}, {"message", hostile}}}};
  cluster.answer_with("/v1/algorithms/acme/one/versions", 403, json::serialize(refusal));
}

std::string page_of(std::uint16_t port) {
  try {
    return ask(port, "/").body;
  } catch (const std::runtime_error&) {
    return {};
  }
}

}  // namespace

TEST_CASE("the page of a daemon whose cluster is hostile runs nothing of it") {
  simcluster::running_cluster cluster(e2e::one_algorithm());
  make_hostile(cluster);
  e2e::kept_port port;
  auto wanted = e2e::watching(cluster, {"acme/one"});
  wanted.listen = port.address();
  e2e::sandbox box(wanted);
  const auto daemon = box.start({"run"});
  REQUIRE(e2e::eventually([&] {
    const auto page = page_of(port.port());
    return page.find("req-hostile") != std::string::npos &&
           page.find("b-hostile") != std::string::npos &&
           page.find("Needs attention") != std::string::npos;
  }));
  chromium browser;
  browser.open("http://127.0.0.1:" + std::to_string(port.port()) + "/?state=failing");
  CHECK(browser.complaints() == std::vector<std::string>{});
  CHECK(is_true(browser, "document.title.startsWith('1 of 3 targets is failing')"));
  CHECK(is_true(browser, "document.querySelector('.said').innerText.includes('<script>')"));
  CHECK(is_true(browser,
                "[...document.querySelectorAll('.records')].every(list =>"
                " list.textContent.includes(\"<script>document.title='owned'\"))"));
  CHECK(is_true(browser, "document.scripts.length === 0 && document.images.length === 1"));
  CHECK(is_true(browser, "document.images[0].naturalWidth > 0"));
  CHECK(is_true(browser, "document.querySelectorAll('tbody tr').length === 1"));
  CHECK(is_true(browser, "getComputedStyle(document.body).maxWidth === '1216px'"));
}
