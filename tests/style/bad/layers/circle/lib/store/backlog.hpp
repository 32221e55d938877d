#pragma once

#include "store/writer.hpp"
