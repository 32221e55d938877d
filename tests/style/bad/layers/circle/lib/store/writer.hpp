#pragma once

#include "store/backlog.hpp"
