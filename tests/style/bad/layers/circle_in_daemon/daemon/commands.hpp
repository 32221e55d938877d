#pragma once

#include "service.hpp"
