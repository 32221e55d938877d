#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace algolog {

/// A part of a message that differs from one occurrence of a fault to the next.
struct masked_part {
  std::string_view text;  ///< of the message
  std::string_view mask;  ///< what stands for it: "<uuid>", "<number>"
};

struct masked_message {
  std::string text;  ///< the message with masks, at most 500 bytes
  std::vector<masked_part> parts;
};

/// The message with what differs replaced: ids, URLs, e-mail addresses, times, addresses, paths
/// (their extension is kept), shapes, sizes, numbers, and quoted values after words such as
/// "literal" or "file". What tells faults apart stays: HTTP status, errno, signals, names of keys
/// and types. Reads at most 2 KiB of `message`, which lives as long as the result. Pure, and linear
/// in time.
masked_message mask(std::string_view message);

}  // namespace algolog
