#include <optional>
#include <string>
#include <utility>

#include "api/algorithm_object.hpp"
#include "api/builds.hpp"
#include "api/errors.hpp"
#include "api/page.hpp"
#include "api/route.hpp"
#include "api/slice.hpp"
#include "api/versions.hpp"
#include "digest.hpp"
#include "store/quarantine.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace algolog {
namespace {

using outcome = requeued_row::outcome;

struct quarantined {
  poll_facts poll;
  std::string reason;
  std::optional<std::string> body;
  std::string digest;

  /// The digest is of the body as it came; one that was redacted or cut has another.
  bool as_received() const { return body && sha256_hex(*body) == digest; }
  bool cut() const { return body && body->size() == quarantined_bytes && !as_received(); }
};

quarantined read_quarantined(tables& in, std::int64_t quarantine_id) {
  query row(in.cache,
            "SELECT coalesce(algorithm_id, 0), route, received_at, reason, body, digest"
            " FROM quarantine WHERE quarantine_id = ?1");
  quarantined found;
  if (!row.with(quarantine_id).step()) return found;
  found.poll = {row.integer(0), row.text(1), row.integer(2)};
  found.reason = row.text(3);
  found.body = row.maybe_text(4);
  found.digest = row.text(5);
  return found;
}

algorithm_ref name_of_algorithm(tables& in, std::int64_t algorithm_id) {
  query row(in.cache,
            "SELECT coalesce(owner, ''), coalesce(name, ''), coalesce(uuid, '') FROM algorithms"
            " WHERE algorithm_id = ?1");
  if (!row.with(algorithm_id).step()) return {};
  return {row.text(0), row.text(1), row.text(2)};
}

requeued_row not_understood(std::string reason) {
  requeued_row row;
  row.reason = std::move(reason);
  return row;
}

requeued_row as_row(const append_result& stored, std::string refused = {}) {
  requeued_row row;
  row.stored = stored;
  row.what = outcome::moved;
  if (stored.conflicts > 0) {
    row.what = outcome::conflict;
    row.reason = "a record is stored with other content";
  }
  if (!refused.empty()) {
    row.what = outcome::not_understood;
    row.reason = std::move(refused);
  }
  return row;
}

// A refused record was kept alone; the parsers want it as it came, in an array.
std::string as_array(const std::string& record) { return "[" + record + "]"; }

/// Stores one kind of records; `found` is a body, or the one record of it that was refused.
template <class Record>
requeued_row store_parsed(tables& in, const tables::resolved_poll& resolved,
                          const result<parsed<Record>>& found) {
  if (!found) return not_understood(found.error().detail);
  const auto refused = found->refused.empty() ? std::string() : found->refused.front().reason;
  if (!found->records.empty()) return as_row(store_records(in, resolved, found->records), refused);
  return not_understood(refused.empty() ? "no record in it" : refused);
}

// A record is tried before a page: one that happens to have a member "results" is no page.
template <class Record>
result<parsed<Record>> record_or_page(const std::string& body,
                                      result<parsed<Record>> (*parse)(std::string_view)) {
  auto record = parse(as_array(body));
  if (record && !record->records.empty()) return record;
  const auto page = parse_page(body);
  return page ? parse(page->results) : record;
}

/// One row of quarantine that is read again.
class second_look {
 public:
  second_look(tables& in, const tables::resolved_poll& resolved, const route& from,
              const algorithm_ref& algorithm, const std::string& body)
      : in_(in), resolved_(resolved), from_(from), algorithm_(algorithm), body_(body) {}

  requeued_row store() {
    switch (from_.what) {
      case route::kind::algorithm: break;  // see look_up_again
      case route::kind::errors: return store_parsed(in_, resolved_, errors());
      case route::kind::builds:
        return store_parsed(in_, resolved_, record_or_page<build_record>(body_, parse_builds));
      case route::kind::build: return store_parsed(in_, resolved_, parse_builds(as_array(body_)));
      case route::kind::build_log: return log();
      case route::kind::versions:
        return store_parsed(in_, resolved_, record_or_page<version_record>(body_, parse_versions));
      case route::kind::version: return version();
    }
    return not_understood("nothing to store");
  }

 private:
  result<parsed<error_record>> errors() {
    const bool whole = trim_json(body_).starts_with('[');
    return parse_errors(whole ? body_ : as_array(body_), algorithm_);
  }

  requeued_row log() {
    auto text = parse_build_log(body_);
    if (!text) return not_understood(text.error().detail);
    if (!is_known(from_.id)) return not_understood("the build of the log is not stored");
    return as_row(
        store_log(in_, resolved_, {resolved_.poll, from_.id, std::move(*text), "builds"}));
  }

  /// The only route that has a version's log as well, which goes to the build it was made of.
  requeued_row version() {
    auto parsed = parse_version(body_);
    if (!parsed) return not_understood(parsed.error().detail);
    const auto stored = store_records(in_, resolved_, std::vector{*parsed});
    if (!parsed->compilation_output) return as_row(stored);
    const auto build = parsed->build_id.value_or("");
    if (!is_known(build)) return as_row(stored, "the build of the version's log is not stored");
    // The log of the builds route may differ, and is the better one.
    store_log(in_, resolved_, {resolved_.poll, build, *parsed->compilation_output, "versions"});
    return as_row(stored);
  }

  bool is_known(const std::string& build_id) {
    return query(in_.cache, "SELECT 1 FROM builds WHERE cluster = ?1 AND build_id = ?2")
        .with(resolved_.cluster, build_id)
        .step();
  }

  tables& in_;
  const tables::resolved_poll& resolved_;
  const route& from_;
  const algorithm_ref& algorithm_;
  const std::string& body_;
};

/// An answer of the look-up route tells what is not known yet of the algorithm's names.
requeued_row look_up_again(store& on, const algorithm_ref& known, const poll_facts& poll,
                           const std::string& body) {
  const auto found = parse_algorithm(body, known);
  if (!found) return not_understood(found.error().detail);
  append_result stored;
  const auto now = on.identify(poll.algorithm_id, *found, poll.at);
  ++(now.ref == known ? stored.unchanged : stored.updated);
  return as_row(stored);
}

}  // namespace

requeued_row store::requeue(std::int64_t quarantine_id) {
  auto& in = *tables_;
  const auto row = read_quarantined(in, quarantine_id);
  if (kind_of(row.reason) == unstorable::kind::conflict) return {outcome::conflict, row.reason, {}};
  if (!row.body) return not_understood("its body was not kept");
  const auto from = parse_route(row.poll.route);
  if (!from) return not_understood("unknown route " + row.poll.route);
  if (row.poll.algorithm_id == 0) return not_understood("its algorithm is not known");
  auto resolved = in.resolve(row.poll);
  resolved.from =
      row.as_received() ? tables::origin::quarantine : tables::origin::quarantine_redacted;
  const auto algorithm = name_of_algorithm(in, resolved.poll.algorithm_id);
  auto again = from->what == route::kind::algorithm
                   ? look_up_again(*this, algorithm, resolved.poll, *row.body)
                   : second_look(in, resolved, *from, algorithm, *row.body).store();
  if (again.what == outcome::not_understood && row.cut()) again.what = outcome::cut;
  if (again.what == outcome::moved) {
    query(in.cache, "DELETE FROM quarantine WHERE quarantine_id = ?1").with(quarantine_id).run();
  }
  return again;
}

}  // namespace algolog
