#include "../config/config.hpp"
