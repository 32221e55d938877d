// What the daemon takes of the machine when every answer is as bad as it may be.
#include <fstream>
#include <map>

#include "catch.hpp"
#include "eventually.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "sanitized.hpp"
#include "stored.hpp"

using namespace e2e;

namespace {

constexpr std::size_t mib = 1U << 20;
constexpr std::size_t max_body = (sanitized ? 1 : 8) * mib;
constexpr std::size_t max_record = max_body / 2;  // 4 MiB is the most there is
constexpr std::size_t max_in_flight = 4;

/// The most memory that a process ever had, in bytes (proc(5), VmHWM).
std::size_t peak_memory(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; in >> word;) {
    std::size_t kib = 0;
    if (word == "VmHWM:" && in >> kib) return kib * 1024;
  }
  return 0;
}

/// `piece` again and again between `begin` and `end`, as large as a body may be.
std::string filled(const std::string& begin, const std::string& piece, const std::string& end,
                   std::size_t size = max_body) {
  std::string text = begin;
  while (text.size() + piece.size() + end.size() <= size) text += piece;
  return text + end;
}

/// As many of the largest records as a body may hold.
std::string largest_errors(const std::string& piece) {
  const auto record = [&](const char* id) {
    const auto begin = R"({"request_id":")" + std::string(id) + R"(","error":")";
    return filled(begin, piece, "\"}", max_record - 10);
  };
  return "[" + record("r1") + "," + record("r2") + "]";
}

std::string many_errors() {
  std::string text = "[";
  for (int i = 0; i < 9999; ++i) {
    text += R"({"request_id":")" + std::to_string(i) + R"(","error":")" +
            std::string(sanitized ? 50 : 300, 'x') + "\"},";
  }
  return text + R"({"request_id":"last"}])";
}

/// A build that has ended, and one that takes many times its text.
std::string builds_page(const std::string& build_id) {
  return filled(R"({"results":[{"build_id":")" + build_id + R"(","status":"failed"},{"x":[1)", ",1",
                "]}]}");
}

/// Errors routes that answer badly, by the name of the algorithm.
std::map<std::string, std::string> bad_errors() {
  return {
      {"acme/elements", filled("[1", ",1", "]")},
      {"acme/numbers", filled(R"([{"request_id":"r","x":[1)", ",1", "]}]")},
      {"acme/objects", filled(R"([{"request_id":"r","x":[{})", ",{}", "]}]")},
      {"acme/members", filled(R"([{"request_id":"r")", R"(,"":1)", "}]")},
      {"acme/depth", filled(R"([{"request_id":"r","x":[)", "[", "]}]")},
      {"acme/text", largest_errors("x")},
      {"acme/escapes", largest_errors(R"(\n)")},
      {"acme/records", many_errors()},
      {"acme/bomb", std::string(4 * max_body, '1')},
      {"acme/noise", std::string(max_body, '\xff')},
  };
}

}  // namespace

TEST_CASE("memory stays bounded, however bad many answers are at once") {
  const auto errors = bad_errors();
  std::vector<std::string> names;
  for (const auto& [name, body] : errors) names.push_back(name);
  auto scenario = empty_cluster(names);
  scenario.gzip = sanitized || GENERATE(false, true);
  simcluster::running_cluster cluster(scenario);
  const auto log = filled(R"({"logs":")", R"(\n)", R"("})");
  for (const auto& [name, body] : errors) {
    const auto route = "/v1/algorithms/" + name;
    cluster.answer_with(route + "/errors", 200, body);
    const auto build = name.substr(name.find('/') + 1);
    cluster.answer_with(route + "/builds", 200, builds_page(build));
    cluster.answer_with(route + "/builds/" + build + "/logs", 200, log);
  }
  auto wanted = watching(cluster, names);
  wanted.max_body = std::to_string(max_body) + "B";
  wanted.interval = "1h";
  wanted.clusters[0].max_in_flight = max_in_flight;
  wanted.clusters[0].collect = {"errors", "builds"};
  sandbox box(wanted);
  const auto daemon = box.start({"run"});
  const auto polled =
      "SELECT count(*) FROM (SELECT 1 FROM polls WHERE collection <> 'logs'"
      " GROUP BY algorithm_id, collection)";
  const auto all = static_cast<std::int64_t>(names.size());
  CHECK(eventually([&] { return stored(box.database()).number(polled) == 2 * all; }));
  CHECK(eventually([&] { return stored(box.database()).count("build_logs") == all; }));
  CAPTURE(daemon->err());
  REQUIRE(daemon->running());
  if (!sanitized) CHECK(peak_memory(daemon->pid()) < max_body * max_in_flight + 64 * mib);
  const stored db(box.database());
  CHECK(db.number("SELECT count(*) FROM errors WHERE algoname = 'records'") == 10'000);
  CHECK(db.number("SELECT count(*) FROM errors WHERE algoname = 'text'") == 2);
  CHECK(db.number("SELECT count(*) FROM errors WHERE algoname = 'escapes'") == 2);
  CHECK(db.count("errors") == 10'004);
}
