#include "store/collection.hpp"

namespace algolog {

std::string_view name_of(collection what) noexcept {
  switch (what) {
    case collection::algorithm: return "algorithm";
    case collection::errors: return "errors";
    case collection::builds: return "builds";
    case collection::logs: return "logs";
    case collection::versions: return "versions";
  }
  return "unknown";
}

}  // namespace algolog
