// The one translation unit that holds Asio's code; see cmake/settings.cmake.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
