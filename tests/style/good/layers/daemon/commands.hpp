#pragma once

#include "config/config.hpp"
