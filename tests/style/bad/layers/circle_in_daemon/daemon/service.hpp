#pragma once

#include "commands.hpp"
