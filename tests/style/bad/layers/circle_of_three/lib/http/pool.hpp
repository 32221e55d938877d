#pragma once

#include "http/tls.hpp"
