#include <sys/stat.h>

#include "catch.hpp"
#include "config/config.hpp"
#include "config/secret.hpp"
#include "problems_of.hpp"
#include "scratch_folder.hpp"

using namespace algolog;
using namespace std::chrono_literals;
using test::only;
using test::problems_of;
using test::problems_of_cluster;

namespace {

cluster_config parse(const std::string& keys) {
  return parse_config(std::string(test::cluster) + keys, "/etc/x/a.toml").clusters.front();
}

// A cluster whose url, key and further keys are `keys`.
std::string bare(const std::string& keys) {
  return "[[cluster]]\nname = \"prod\"\nalgorithms = [\"acme/x\"]\n" + keys;
}

}  // namespace

TEST_CASE("a cluster has defaults for all but four keys") {
  const cluster_config c = parse("");
  CHECK(c.name == "prod");
  CHECK(c.url.display() == "https://api.example.com");
  CHECK(c.auth == auth_scheme::simple);
  CHECK(c.key.from == secret_source::kind::environment);
  CHECK(c.key.value == "KEY");
  CHECK(c.ca_file.empty());
  CHECK_FALSE(c.proxy);
  CHECK(c.max_in_flight == 8);
  CHECK(c.requests_per_second == 50);
  CHECK(c.collect_errors);
  CHECK(c.collect_builds);
  CHECK(c.collect_versions);
  REQUIRE(c.algorithms.size() == 1);
  CHECK(c.algorithms[0].ref.display() == "acme/fraud_score");
  CHECK(c.algorithms[0].errors_interval == 60s);
}

TEST_CASE("every key of a cluster is read") {
  const cluster_config c = parse(R"(
    auth = "bearer"
    ca_file = "ca.pem"
    proxy = "http://proxy.example.com:3128"
    max_in_flight = 2
    requests_per_second = 0.5
    collect = ["builds"]
    [[cluster.algorithm]]
    id = "acme/fraud_score"
    errors_interval = "10s"
    errors_min_interval = "1s"
    builds_interval = "20s"
    versions_interval = "30s"
  )");
  CHECK(c.auth == auth_scheme::bearer);
  CHECK(c.ca_file == "/etc/x/ca.pem");
  REQUIRE(c.proxy);
  CHECK(c.proxy->host == "proxy.example.com");
  CHECK(c.max_in_flight == 2);
  CHECK(c.requests_per_second == 0.5);
  CHECK_FALSE(c.collect_errors);
  CHECK(c.collect_builds);
  CHECK_FALSE(c.collect_versions);
  CHECK(c.algorithms[0].ref.display() == "acme/fraud_score");
  CHECK(c.algorithms[0].errors_interval == 10s);
  CHECK(c.algorithms[0].errors_min_interval == 1s);
  CHECK(c.algorithms[0].builds_interval == 20s);
  CHECK(c.algorithms[0].versions_interval == 30s);
}

TEST_CASE("settings of one algorithm start from [poll] and leave its neighbours alone") {
  const config c = parse_config(
      "[poll]\nerrors_interval = \"40s\"\nbuilds_interval = \"50s\"\n"
      "[[cluster]]\nname = \"prod\"\nurl = \"https://a\"\napi_key_env = \"KEY\"\n"
      "algorithms = [\"acme/x\", \"4A1B7A2A-4183-4939-A292-26E677AEBA73\"]\n"
      "[[cluster.algorithm]]\nid = \"4a1b7a2a-4183-4939-a292-26e677aeba73\"\n"
      "errors_interval = \"1s\"\n",
      "a.toml");
  const auto& algorithms = c.clusters[0].algorithms;
  CHECK(algorithms[0].errors_interval == 40s);
  CHECK(algorithms[0].errors_min_interval == 5s);
  CHECK(algorithms[1].errors_interval == 1s);
  CHECK(algorithms[1].errors_min_interval == 1s);
  CHECK(algorithms[1].builds_interval == 50s);
}

TEST_CASE("plain http is for this machine only, unless allowed") {
  const std::string key = "api_key_env = \"KEY\"\n";
  for (const char* host : {"localhost:8080", "127.0.0.1", "127.1.2.3:80", "[::1]:8080"})
    CHECK(problems_of(bare(key + "url = \"http://" + host + "\"\n")).empty());
  CHECK_THAT(
      only(problems_of(bare(key + "url = \"http://api.example.com\"\n"))),
      StartsWith("a.toml:5: cluster.url: is http") && ContainsSubstring("allow_plaintext = true"));
  const config c = parse_config(
      bare(key + "url = \"http://api.example.com\"\nallow_plaintext = true\n"), "a.toml");
  REQUIRE(c.warnings.size() == 1);
  CHECK_THAT(c.warnings[0],
             StartsWith("a.toml:5: cluster.url: ") && ContainsSubstring("unencrypted"));
}

TEST_CASE("http to this machine through a proxy on another is refused as http to another is") {
  const std::string key = "api_key_env = \"KEY\"\nurl = \"http://127.0.0.1\"\n";
  CHECK(problems_of(bare(key + "proxy = \"http://127.0.0.1:3128\"\n")).empty());
  const auto remote = key + "proxy = \"http://proxy.example.com:3128\"\n";
  CHECK_THAT(only(problems_of(bare(remote))),
             StartsWith("a.toml:6: cluster.proxy: is on another") &&
                 ContainsSubstring("allow_plaintext = true"));
  const config c = parse_config(bare(remote + "allow_plaintext = true\n"), "a.toml");
  REQUIRE(c.warnings.size() == 1);
  CHECK_THAT(c.warnings[0], StartsWith("a.toml:6: cluster.proxy: "));
}

TEST_CASE("a password in the URL is refused and not repeated") {
  const auto text = only(
      problems_of(bare("api_key_env = \"KEY\"\nurl = \"https://me:hunter2@api.example.com\"\n")));
  CHECK_THAT(text, StartsWith("a.toml:5: cluster.url: holds a user name or password"));
  CHECK_THAT(text, !ContainsSubstring("hunter2"));
}

TEST_CASE("there is exactly one place for the API key") {
  const std::string url = "url = \"https://a\"\n";
  CHECK_THAT(only(problems_of(bare(url))),
             StartsWith("a.toml:1: cluster.api_key_file: is missing"));
  CHECK(only(problems_of(bare(url + "api_key_file = \"k\"\ncredential = \"c\"\n"))) ==
        "a.toml:6: cluster.credential: is one too many: api_key_file and credential say where the "
        "API key is; keep one");
  CHECK_THAT(only(problems_of(bare(url + "api_key_file = \"\"\n"))), ContainsSubstring("is empty"));
  CHECK_THAT(only(problems_of(bare(url + "credential = \"../c\"\n"))),
             ContainsSubstring("not the name of a systemd credential"));
}

TEST_CASE("a key written where it does not belong is refused and not repeated") {
  const auto inline_key = only(
      problems_of(bare("url = \"https://a\"\napi_key_env = \"K\"\napi_key = \"simSECRET\"\n")));
  CHECK_THAT(inline_key, StartsWith("a.toml:6: cluster.api_key: ") &&
                             ContainsSubstring("api_key_file") && !ContainsSubstring("simSECRET"));
  const auto as_variable =
      only(problems_of(bare("url = \"https://a\"\napi_key_env = \"sim+SECRET\"\n")));
  CHECK_THAT(as_variable, ContainsSubstring("not the name of an environment variable") &&
                              !ContainsSubstring("SECRET"));
}

TEST_CASE("a key written where its file's name belongs is not repeated") {
  const std::string url = "url = \"https://a\"\n";
  for (const char* way : {"api_key_file", "api_key_env", "credential"}) {
    const auto text = only(problems_of(bare(url + way + " = \"simSECRETabc1234\"\n")));
    CHECK_THAT(text, StartsWith(std::string("a.toml:5: cluster.") + way + ": looks like the key") &&
                         ContainsSubstring("api_key_file") && !ContainsSubstring("SECRET"));
  }
  const auto jwt = only(problems_of(bare(url + "api_key_file = \"eyJhbGciOiJIUzI1NiJ9.e30.x\"\n")));
  CHECK_THAT(jwt, ContainsSubstring("looks like the key") && !ContainsSubstring("OiJI"));
  const config c = parse_config(bare(url + "api_key_file = \"4f0c7d19aa32-SECRET\"\n"), "a.toml");
  secret key(c.clusters[0].key);
  CHECK_THAT(key.describe(), ContainsSubstring("line 5 names with api_key_file"));
  for (const auto& text : {key.describe(), key.token().error().detail}) {
    CHECK_THAT(text, !ContainsSubstring("SECRET"));
  }
}

TEST_CASE("a key file is named, whatever it is called, once it is there") {
  const test::scratch_folder folder;
  folder.write("simulated1", "simKEY");
  const config c = load_config(
      folder.write("a.toml", bare("url = \"https://a\"\napi_key_file = \"simulated1\"\n")));
  CHECK(secret(c.clusters[0].key).describe() == "file " + (folder / "simulated1").string());
}

TEST_CASE("a key file may come later, and is found beside the configuration") {
  const config c =
      parse_config(bare("url = \"https://a\"\napi_key_file = \"keys/prod\"\n"), "/etc/x/a.toml");
  CHECK(c.clusters[0].key.value == "/etc/x/keys/prod");
  CHECK(c.warnings.empty());
}

TEST_CASE("a key file that every user may read earns a warning") {
  const test::scratch_folder folder;
  const auto file = folder.write("key", "simKEY");
  ::chmod(file.c_str(), 0644);
  const config c =
      load_config(folder.write("a.toml", bare("url = \"https://a\"\napi_key_file = \"key\"\n")));
  REQUIRE(c.warnings.size() == 1);
  CHECK_THAT(c.warnings[0], ContainsSubstring("a.toml:5: cluster.api_key_file: ") &&
                                ContainsSubstring("chmod o= "));
}

TEST_CASE("a cluster's name is a plain word and unique") {
  const std::string rest = "url = \"https://a\"\napi_key_env = \"K\"\nalgorithms = [\"a/x\"]\n";
  const auto named = [&](const std::string& name) {
    return "[[cluster]]\nname = \"" + name + "\"\n" + rest;
  };
  for (const char* name : {"", "a b", "a/b", "é", "a\\n"})
    CHECK_THAT(only(problems_of(named(name))), StartsWith("a.toml:2: cluster.name: "));
  CHECK(only(problems_of(named("prod") + named("prod"))) ==
        "a.toml:7: cluster.name: \"prod\" is the name of the cluster on line 2 already; choose "
        "another");
  CHECK(problems_of(named("prod-1.eu_x") + named("PROD")).empty());
}

TEST_CASE("an algorithm given twice is a problem that names both lines") {
  const std::string head = "[[cluster]]\nname = \"p\"\nurl = \"https://a\"\napi_key_env = \"K\"\n";
  CHECK(only(problems_of(head +
                         "algorithms = [\n  \"acme/x\",\n  \"acme/y\",\n  \"acme/x\",\n]\n")) ==
        "a.toml:8: cluster.algorithms: \"acme/x\" stands on line 6 already; remove one of the two");
  CHECK_THAT(only(problems_of(head + "algorithms = []\n")), ContainsSubstring("lists none"));
  CHECK_THAT(only(problems_of(head)), ContainsSubstring("cluster.algorithms: lists none"));
  CHECK_THAT(only(problems_of(head + "algorithms = \"acme/x\"\n")),
             ContainsSubstring("is a string; write an array"));
  CHECK_THAT(only(problems_of(head + "algorithms = [\"acme/x\", 5]\n")),
             ContainsSubstring("holds an integer"));
}

TEST_CASE("settings for an algorithm that is not listed are a problem") {
  CHECK(
      only(problems_of_cluster("[[cluster.algorithm]]\nid = \"acme/fraud\"\n")) ==
      "a.toml:7: cluster.algorithm.id: \"acme/fraud\" is not among this cluster's algorithms; add "
      "it there or correct it");
  CHECK_THAT(only(problems_of_cluster("[[cluster.algorithm]]\nerrors_interval = \"1s\"\n")),
             StartsWith("a.toml:6: cluster.algorithm.id: is missing"));
  CHECK_THAT(only(problems_of_cluster("[[cluster.algorithm]]\nid = \"acme/fraud_score\"\n"
                                      "[[cluster.algorithm]]\nid = \"acme/fraud_score\"\n")),
             StartsWith("a.toml:9: cluster.algorithm.id: ") && ContainsSubstring("line 7"));
  CHECK_THAT(only(problems_of_cluster("[[cluster.algorithm]]\nid = \"acme/fraud_score\"\n"
                                      "timeout = \"1s\"\n")),
             StartsWith("a.toml:8: cluster.algorithm.timeout: is not a key"));
}

TEST_CASE("what is collected must be known and not nothing") {
  CHECK_THAT(only(problems_of_cluster("collect = []\n")), ContainsSubstring("is empty"));
  CHECK(only(problems_of_cluster("collect = [\"errors\", \"logs\"]\n")) ==
        "a.toml:6: cluster.collect: \"logs\" is not collected; write \"errors\", \"builds\" or "
        "\"versions\"");
}

TEST_CASE("limits of a cluster have bounds") {
  CHECK_THAT(only(problems_of_cluster("max_in_flight = 0\n")), ContainsSubstring("1 to 1024"));
  CHECK_THAT(only(problems_of_cluster("max_in_flight = 1025\n")), ContainsSubstring("1 to 1024"));
  for (const char* rate : {"0", "-1", "nan", "inf", "0.0"})
    CHECK_THAT(only(problems_of_cluster("requests_per_second = " + std::string(rate) + "\n")),
               ContainsSubstring("out of range"));
  CHECK_THAT(only(problems_of_cluster("auth = \"Basic\"\n")),
             ContainsSubstring("\"simple\", \"bearer\" or \"raw\""));
  CHECK_THAT(only(problems_of_cluster("proxy = \"proxy:3128\"\n")),
             ContainsSubstring("\"http://host:port\""));
}

TEST_CASE("a single-bracket cluster is refused with the way to write it") {
  CHECK_THAT(only(problems_of("[cluster]\nname = \"x\"\n")),
             ContainsSubstring("write [[cluster]]"));
}
