#include <sys/resource.h>

#include <csignal>

#include "catch.hpp"
#include "eventually.hpp"
#include "redirected.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using strings = std::vector<std::string>;

namespace {

/// The files of the sandbox that hold the key, but for the one that is meant to.
strings files_with_key(const sandbox& box) {
  strings found;
  for (const auto& file : std::filesystem::recursive_directory_iterator(box.folder().path())) {
    if (!file.is_regular_file() || file.path() == box.key_file()) continue;
    if (algolog::test::content(file.path()).find(api_key) != std::string::npos) {
      found.push_back(file.path().filename().string());
    }
  }
  return found;
}

/// What is started meanwhile may leave as large a core as the machine lets it.
class cores_allowed {
 public:
  cores_allowed() {
    ::getrlimit(RLIMIT_CORE, &before_);
    const rlimit most{before_.rlim_max, before_.rlim_max};
    ::setrlimit(RLIMIT_CORE, &most);
  }
  ~cores_allowed() { ::setrlimit(RLIMIT_CORE, &before_); }
  cores_allowed(const cores_allowed&) = delete;
  cores_allowed& operator=(const cores_allowed&) = delete;

 private:
  rlimit before_{};
};

configuration chatty(const simcluster::server& cluster) {
  auto wanted = watching(cluster, {"acme/one"});
  wanted.log_level = "trace";
  return wanted;
}

}  // namespace

TEST_CASE("the key shows nowhere: no output, no database, no command line") {
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(chatty(cluster));
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return stored(box.database()).count("build_logs") == 3; }));
  const auto about = "/proc/" + std::to_string(daemon->pid());
  CHECK(algolog::test::content(about + "/cmdline").size() > 10);
  for (const char* file : {"/cmdline", "/environ"}) {
    CHECK(algolog::test::content(about + file).find(api_key) == std::string::npos);
  }
  cluster.post("/_control/token", {{"token", "revoked"}});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "unauthorized") > 0; }));
  box.set_key("\x01" + api_key);  // what no header can hold
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "control character") > 0; }));
  stop(*daemon);
  for (const char* command : {"once", "check", "errors", "builds"}) box.run({command});
  box.run({"check", "--online"});
  CHECK(files_with_key(box) == strings{});
}

TEST_CASE("a daemon that crashes leaves no core, whatever the limits are") {
  if (sanitized) return;  // they look at the process as a debugger does
  simcluster::running_cluster cluster(one_algorithm());
  sandbox box(chatty(cluster));
  const cores_allowed allowed;
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return stored(box.database()).count("errors") > 0; }));
  daemon->send(SIGABRT);
  CHECK(daemon->wait() == -SIGABRT);
  CHECK_FALSE(daemon->left_core());
}

TEST_CASE("an answer that repeats the key does not bring it into the log or the database") {
  simcluster::running_cluster cluster(one_algorithm());
  const std::string errors = "/v1/algorithms/acme/one/errors";
  const auto status = GENERATE(200U, 403U, 500U);
  const auto body = GENERATE(as<std::string>(), "<pre>Authorization: Simple KEY</pre>",
                             R"({"error":{"code":5001,"message":"no, Simple KEY"}})",
                             R"([{"request_id":7,"error":"KEY"}])");
  auto text = body;
  text.replace(text.find("KEY"), 3, api_key);
  CAPTURE(status, body);
  cluster.answer_with(errors, status, text);
  sandbox box(chatty(cluster));
  box.once();
  box.run({"check", "--online"});
  const auto daemon = box.start({"run"});
  REQUIRE(eventually([&] { return lines_with(daemon->err(), "warning") > 0; }));
  stop(*daemon);
  CHECK(files_with_key(box) == strings{});
}

TEST_CASE(
    "a record that joins known ones and repeats the key does not bring it into the database") {
  simcluster::running_cluster cluster(one_algorithm());
  const auto serve = [&](const std::string& records) {
    cluster.answer_with("/v1/algorithms/acme/one/errors", 200, "[" + records + "]");
  };
  const auto with_key = [](const std::string& request_id) {
    return R"({"error":")" + std::string(api_key) + R"(","request_id":")" + request_id + R"("})";
  };
  const std::string known = R"({"request_id":"a"},{"request_id":"b"})";
  serve(known);
  sandbox box(chatty(cluster));
  const auto daemon = box.start({"run"});
  const auto rows = [&] { return stored(box.database()).count("errors"); };
  REQUIRE(eventually([&] { return rows() == 2; }));
  serve(with_key("c") + "," + known);  // alone
  REQUIRE(eventually([&] { return rows() == 3; }));
  serve(with_key("a") + "," + known);  // with the known record of its execution
  REQUIRE(eventually(
      [&] { return stored(box.database()).count("errors WHERE error = 'API-KEY'") == 2; }));
  stop(*daemon);
  CHECK(files_with_key(box) == strings{});
}
