#include "report/json_line.hpp"

#include <boost/json/serialize.hpp>

#include "text/valid_utf8.hpp"

namespace algolog {

std::string json_line(const boost::json::object& object) {
  return valid_utf8(boost::json::serialize(object)) + "\n";
}

}  // namespace algolog
