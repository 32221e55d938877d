#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "world.hpp"

namespace simcluster {

/// The objects that the API serves, and the truth routes as well.
boost::json::object build_document(const build& b);
boost::json::object version_document(const world& w, const build& b, const std::string& base);

}  // namespace simcluster
