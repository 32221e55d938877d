#include "daemon/commands.hpp"
