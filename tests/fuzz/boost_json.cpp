// Boost.JSON compiled along, so that the fuzzer sees its way through the parser too.
#include <boost/json/src.hpp>
