#include "group/group_key.hpp"

#include <algorithm>
#include <string>

#include "group/mask.hpp"
#include "target.hpp"

namespace {

constexpr std::size_t longest_key = 8 * 130 + 12 * 250;  // exceptions and calls, each cut

void require_key(std::string_view error) {
  const auto key = algolog::group_key_of(error, "AlgorithmError");
  fuzz::require(!key.text.empty(), "there is a key where there is a type");
  fuzz::require(key.text.size() <= longest_key, "a key is short");
  fuzz::require(key.variant.size() <= 500, "a variant is short");
  fuzz::require(key.lines.empty() == key.culprit.empty(), "a call that counts is of some line");
  const auto trace = algolog::split_failure(error).trace;
  const auto lines = static_cast<std::size_t>(std::ranges::count(trace, '\n')) + 1;
  for (const auto line : key.lines) {
    fuzz::require(trace.empty() || line < lines, "a call that counts is a line of the trace");
  }
  fuzz::require(algolog::group_key_of(error, "AlgorithmError").text == key.text, "a key is stable");
}

void require_masks(std::string_view message) {
  for (const auto& part : algolog::mask(message).parts) {
    const bool within = part.text.data() >= message.data() &&
                        part.text.data() + part.text.size() <= message.data() + message.size();
    fuzz::require(within && !part.text.empty(), "what is masked is of the message");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  require_key(text);
  require_masks(algolog::split_failure(text).message);
  return 0;
}
