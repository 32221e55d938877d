#include "status/status.hpp"

namespace algolog {

std::string_view name_of(target_state state) noexcept {
  switch (state) {
    case target_state::ok: return "ok";
    case target_state::waiting: return "waiting";
    case target_state::failing: return "failing";
    case target_state::parked: return "parked";
  }
  return "waiting";
}

}  // namespace algolog
