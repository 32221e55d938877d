#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "stored.hpp"

namespace e2e {

/// Records by what identifies them, each as JSON that is equal when they are: keys sorted, nulls
/// and absent fields alike. Those that share all of that are numbered.
using records = std::map<std::string, std::string>;

/// What the database holds, and what a cluster's `/_truth` says there is. `base` is the cluster's
/// URL. Versions and builds carry the algorithm's name, or its UUID where `by_uuid` is wanted.
records stored_errors(const stored& db);
records stored_builds(const stored& db, bool by_uuid = false);
records stored_logs(const stored& db);
records stored_versions(const stored& db, bool by_uuid = false);
records true_errors(const boost::json::value& truth);
records true_builds(const boost::json::value& truth, bool by_uuid = false);
records true_logs(const boost::json::value& truth);
records true_versions(const boost::json::value& truth, const std::string& base,
                      bool by_uuid = false);

/// One line for each record that is missing, differs or was never served; the first few.
void compare(const std::string& what, const records& expected, const records& found,
             std::vector<std::string>& into);

/// The text of a JSON string.
std::string text_of(const boost::json::value& v);
/// "REQUEST_ID OWNER/NAME"; records of one execution and algorithm share it.
std::string key_of(const boost::json::object& error);
/// The record without `fields`, as JSON that is equal when the rest is.
std::string without(const boost::json::value& record, const std::set<std::string>& fields);
/// Every stored error by `key_of`.
std::multimap<std::string, boost::json::object> error_rows(const stored& db);

}  // namespace e2e
