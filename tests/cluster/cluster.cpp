#include "cluster.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>

namespace simcluster {
namespace {

std::int64_t system_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t start_of(const scenario& s) {
  validate(s);
  return s.start_ms == 0 ? system_ms() : static_cast<std::int64_t>(s.start_ms);
}

/// Gives the answer an ETag, or says that the client has it.
void tag(answer& a, const request& r) {
  if (a.how != delivery::whole && a.how != delivery::chunked) return;
  auto etag = '"' + std::to_string(std::hash<std::string>()(a.body)) + '"';
  if (r.if_none_match == etag) {
    auto same = not_modified(std::move(etag));
    same.dated = a.dated;
    same.date_ahead_ms = a.date_ahead_ms;
    a = std::move(same);
  } else {
    a.headers.emplace_back("ETag", std::move(etag));
  }
}

std::string token_of(const scenario& s) {
  if (s.token_file.empty()) return s.token;
  std::ifstream file(s.token_file);
  std::string token;
  std::getline(file, token);
  return token;
}

}  // namespace

cluster::cluster(const scenario& s)
    : scenario_(s),
      skew_ms_(start_of(s) - system_ms()),
      world_(s, start_of(s)),
      faults_(s.faults, s.seed),
      dice_(seed_for(s.seed, "answers")) {}

std::int64_t cluster::clock() const {
  return scenario_.clock == "manual" ? world_.now() : system_ms() + skew_ms_;
}

std::int64_t cluster::latency() {
  const double jitter = dice_.real() * static_cast<double>(scenario_.jitter.ms);
  return scenario_.latency.ms + static_cast<std::int64_t>(jitter);
}

answer cluster::handle(const request& r) {
  world_.advance(clock());
  if (!r.understood) return json_answer(400, R"({"error":"Bad request target"})");
  const std::string first = r.segments.empty() ? "" : r.segments[0];
  if (first == "_truth") return truth(r);
  if (first == "_control") return control(r);
  ++counters_.requests;
  answer a = api(r);
  if (scenario_.chunked && a.how == delivery::whole) a.how = delivery::chunked;
  const bool plain = a.headers.empty() && !a.body.empty();
  if (scenario_.gzip && r.accepts_gzip && plain) gzip(a);
  if (scenario_.etags && a.status == 200) tag(a, r);
  ++counters_.by_status[a.status];
  if (a.dated && !a.has("Date")) {
    a.headers.emplace_back("Date", http_date(clock() + a.date_ahead_ms));
  }
  return a;
}

bool cluster::let_in(const request& r) {
  const std::string token = token_of(scenario_);
  if (!r.has_authorization) ++counters_.without_token;
  if (token.empty()) return true;
  const std::string& scheme = scenario_.scheme;
  const bool any = scheme == "any";
  const bool good = ((any || scheme == "simple") && r.authorization == "Simple " + token) ||
                    ((any || scheme == "bearer") && r.authorization == "Bearer " + token) ||
                    ((any || scheme == "raw") && r.authorization == token);
  if (!good && r.has_authorization) ++counters_.bad_token;
  return good;
}

std::optional<answer> cluster::canned_answer(const request& r) {
  auto found = canned_.find(r.target);
  if (found == canned_.end()) found = canned_.find(r.path);
  if (found == canned_.end()) return std::nullopt;
  const answer what = found->second.what;
  if (found->second.times && --*found->second.times == 0) canned_.erase(found);
  return what;
}

answer cluster::api(const request& r) {
  const route_match m = match_route(r, world_);
  ++counters_.by_route[m.name];
  if (!let_in(r)) return api_error(401, 2002, "Authorization required");
  if (auto ready = canned_answer(r)) return *ready;
  const std::string algorithm = m.of == nullptr ? "" : m.of->full_name;
  const fault* f = faults_.throw_for(m.name, algorithm);
  if (f != nullptr && replaces_answer(*f)) return replacement(*f, foreign_, r.target, clock());
  if (f != nullptr && f->kind == "not_modified" && !r.if_none_match.empty()) {
    return not_modified(r.if_none_match);
  }
  surroundings around{r.base, foreign_};
  if (f != nullptr) {
    around.window = window_fault_of(f->kind);
    around.broken_record = broken_record(f->kind, m.name);
    around.count = arrives(*f);
  }
  answer a = answer_route(m, r, world_, scenario_, around, dice_);
  if (f != nullptr) disturb(*f, a);
  return a;
}

}  // namespace simcluster
