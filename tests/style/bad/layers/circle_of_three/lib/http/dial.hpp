#pragma once

#include "http/pool.hpp"
