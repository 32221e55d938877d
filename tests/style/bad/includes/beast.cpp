#  include "boost/beast.hpp"
