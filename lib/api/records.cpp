#include "api/records.hpp"

namespace algolog {

bool build_record::ended() const noexcept {
  return status == "succeeded" || status == "failed" || (status != "in-progress" && finished_at);
}

}  // namespace algolog
