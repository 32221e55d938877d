#pragma once

#include <http/parser.hpp>

#include "error.hpp"
#include "poll/watch.hpp"
#include "store/store.hpp"
