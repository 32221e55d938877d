#include "invariants.hpp"
#include "status/status_json.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = algolog::status_from_json(fuzz::text_of(data, size));
  if (!read) {
    fuzz::require_reason(read.error());
    return 0;
  }
  const std::string text = algolog::to_json(*read);
  const auto again = algolog::status_from_json(text);
  fuzz::require(again.has_value(), "what is written is read again");
  fuzz::require(algolog::to_json(*again) == text, "nothing changes on the way");
  return 0;
}
