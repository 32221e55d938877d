#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace algolog {

/// `object` on one line, line break included. Valid UTF-8 whatever it holds: what is in a database
/// came from somewhere, and a reader would refuse all of it for one byte.
std::string json_line(const boost::json::object& object);

}  // namespace algolog
