#include "catch.hpp"
#include "cluster/tls_identity.hpp"
#include "eventually.hpp"
#include "running_cluster.hpp"
#include "sandbox.hpp"
#include "signals.hpp"
#include "stored.hpp"

using namespace e2e;
using simcluster::tls_wish;

namespace {

struct refused_certificate {
  const char* what;
  tls_wish wish;
  bool known_authority;  ///< whether the daemon has its authority as ca_file
  const char* told;
};

const refused_certificate refused[] = {
    {"expired", {.begins = -20 * 86400, .ends = -86400}, true, "certificate has expired"},
    {"another host's", {.names = "DNS:other.example"}, true, "another name than the one in `url`"},
    {"of an unknown authority", {}, false, "set `ca_file` of this cluster"},
    {"self-signed", {.self_signed = true}, false, "self-signed certificate"},
};

}  // namespace

TEST_CASE("a cluster with a wrong certificate gets no key, and the cause is told once") {
  for (const auto& certificate : refused) {
    CAPTURE(certificate.what);
    const algolog::test::scratch_folder tls;
    const auto identity = simcluster::make_tls_identity(tls.path(), certificate.wish);
    auto s = one_algorithm();
    s.tls_cert = identity.certificate;
    s.tls_key = identity.key;
    simcluster::running_cluster cluster(s);
    auto wanted = watching(cluster, {"acme/one"});
    wanted.clusters[0].url = "https://127.0.0.1:" + std::to_string(cluster.port());
    wanted.clusters[0].ca_file = certificate.known_authority ? identity.ca : "";
    sandbox box(wanted);
    const auto daemon = box.start({"run"});
    CHECK(eventually([&] { return lines_with(daemon->err(), "tls_failed") > 0; }));
    CHECK(eventually([&] {
      return stored(box.database())
                 .number("SELECT total(polls) FROM polls WHERE outcome = 'tls_failed'") > 1;
    }));
    stop(*daemon);
    CAPTURE(daemon->err());
    CHECK(lines_with(daemon->err(), certificate.told) == 1);
    CHECK(lines_with(daemon->err(), "tls_failed") == 1);
    CHECK(stored(box.database()).count("errors") == 0);
  }
}
