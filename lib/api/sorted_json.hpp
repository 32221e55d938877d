#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace algolog {

/// JSON with the members of every object sorted: the same content in any order of keys gives the
/// same text, so that a cluster that reorders its fields does not look as if it had changed a
/// record. `value` is one of parse_json, whose depth is bounded.
std::string sorted_json(const boost::json::value& value);
std::string sorted_json(const boost::json::object& object);

}  // namespace algolog
