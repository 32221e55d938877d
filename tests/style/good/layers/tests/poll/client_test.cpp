#include "poll/client.hpp"

#include "web/server.hpp"
