#pragma once

#include "http/dial.hpp"
