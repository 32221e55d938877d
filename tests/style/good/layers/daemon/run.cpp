#include <poll.h>

#include "commands.hpp"
#include "error.hpp"
#include "poll/client.hpp"
