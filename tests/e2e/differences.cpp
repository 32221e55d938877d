#include "differences.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <boost/json/serialize.hpp>
#include <map>

#include "eventually.hpp"
#include "records.hpp"
#include "stored.hpp"

namespace e2e {
namespace json = boost::json;
namespace {

/// Errors whose row is of an algorithm that never showed them.
void compare_algorithms(const json::value& truth, const stored& db,
                        std::vector<std::string>& into) {
  std::map<std::string, std::string> shown_by;
  for (const auto& error : truth.at("errors").as_array()) {
    shown_by[key_of(error.at("record").as_object())] = json::serialize(error.at("polled_as"));
  }
  SQLite::Statement query(db.handle(),
                          "SELECT request_id || ' ' || username || '/' || algoname,"
                          " '\"' || a.owner || '/' || a.name || '\"'"
                          " FROM errors JOIN algorithms AS a USING (algorithm_id)");
  while (query.executeStep() && into.size() < 5) {
    const auto key = query.getColumn(0).getString();
    const auto algorithm = query.getColumn(1).getString();
    if (shown_by[key].find(algorithm) == std::string::npos) {
      into.push_back("error " + key + " stored for " + algorithm + ", shown by " + shown_by[key]);
    }
  }
}

}  // namespace

std::vector<std::string> differences(simcluster::server& cluster,
                                     const std::filesystem::path& database) {
  const auto truth = cluster.get("/_truth");
  const stored db(database);
  std::vector<std::string> found;
  compare("error", true_errors(truth), stored_errors(db), found);
  compare("build", true_builds(truth), stored_builds(db), found);
  compare("log", true_logs(truth), stored_logs(db), found);
  compare("version", true_versions(truth, cluster.url()), stored_versions(db), found);
  compare_algorithms(truth, db, found);
  return found;
}

std::vector<std::string> lasting_differences(simcluster::server& cluster,
                                             const std::filesystem::path& database) {
  std::vector<std::string> found{"no database"};
  eventually([&] { return (found = differences(cluster, database)).empty(); });
  return found;
}

}  // namespace e2e
