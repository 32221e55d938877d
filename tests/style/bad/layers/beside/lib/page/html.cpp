#include "metrics/metrics.hpp"
