#include "lib/config/config.hpp"
