#include "api/page.hpp"

#include "poll/client.hpp"
