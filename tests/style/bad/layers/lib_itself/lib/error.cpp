#include "text/number.hpp"
