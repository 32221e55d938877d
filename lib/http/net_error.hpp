#pragma once

#include <boost/system/error_code.hpp>

#include "error.hpp"

namespace algolog {

/// An error of a socket, of TLS or of the HTTP parser as the daemon's own, with `doing`, where
/// there is any, in front.
error to_net_error(const boost::system::error_code& failed, std::string_view doing);

}  // namespace algolog
