#pragma once

#include <poll/client.hpp>
