#include "api/errors.hpp"

#include "invariants.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = fuzz::text_of(data, size);
  const auto parsed = algolog::parse_errors(body, {"acme", "fraud_score", ""});
  if (!parsed) {
    fuzz::require_reason(parsed.error());
    return 0;
  }
  fuzz::require_bounded(*parsed, body);
  for (const auto& record : parsed->records) {
    fuzz::require_key(record.request_id);
    fuzz::require_key(record.username);
    fuzz::require_key(record.algoname);
    fuzz::require_object(record.extra);
    fuzz::require(!record.nameless || record.algoname == "fraud_score",
                  "a record without a name is of the algorithm polled");
  }
  return 0;
}
