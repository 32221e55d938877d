// The one translation unit that holds Beast's code; see cmake/settings.cmake.
#include <boost/beast/src.hpp>
