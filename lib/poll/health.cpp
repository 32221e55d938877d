#include "poll/health.hpp"

namespace algolog {

health::news health::on_outcome(errc outcome, time now) {
  if (outcome == errc::ok) {
    ended_failures_ = std::exchange(failures_, 0);
    const bool was_failing = std::exchange(current_, errc::ok) != errc::ok;
    return was_failing ? news::ended : news::none;
  }
  ++failures_;
  const auto before = std::exchange(current_, outcome);
  if (before == errc::ok) {
    since_ = now;
    return news::began;
  }
  return before == outcome ? news::none : news::changed;
}

std::chrono::milliseconds health::failing_for(time now) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
}

bool concerns_cluster(errc why) noexcept {
  switch (why) {
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::tls_failed:
    case errc::proxy_refused:
    case errc::unauthorized:
    case errc::no_credentials: return true;
    default: return false;
  }
}

bool concerns_store(errc why) noexcept {
  return why == errc::store_unavailable || why == errc::store_waiting;
}

remedy remedy_for(errc why) noexcept {
  switch (why) {
    case errc::resolve_failed:
    case errc::connect_failed: return remedy::address;
    case errc::missing: return remedy::name;
    case errc::forbidden: return remedy::permission;
    case errc::unauthorized: return remedy::key;
    case errc::not_offered: return remedy::route;
    case errc::redirected: return remedy::redirect;
    case errc::not_json:
    case errc::unexpected_shape: return remedy::answer;
    case errc::incomplete: return remedy::walk;
    case errc::store_failed: return remedy::database;
    default: return remedy::none;
  }
}

std::string advice(errc why, bool errors_route, const std::string& key_source) {
  switch (remedy_for(why)) {
    case remedy::none: return {};
    case remedy::address: return "check `url` and `proxy` of this cluster, and the network";
    case remedy::name: return "check the owner and name in `algorithms` of this cluster";
    case remedy::permission:
      return errors_route ? "the errors route needs a key with Management Access, or a JWT of a "
                            "member of the organization that owns the algorithm"
                          : "the key must belong to the owner of the algorithm or to a member of "
                            "the organization that owns it";
    case remedy::key: return "the cluster does not accept the key from " + key_source;
    case remedy::route: return "this cluster does not offer the route; leave it out of `collect`";
    case remedy::redirect: return "redirects are not followed: set `url` to where it leads";
    case remedy::answer: return "the body is kept in the table quarantine";
    case remedy::walk:
      return "what was refused is in the table quarantine; the pages are walked again by "
             "themselves, at growing waits";
    case remedy::database: return "nothing is lost as long as the cluster still shows the records";
  }
  return {};
}

}  // namespace algolog
