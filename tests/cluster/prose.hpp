#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dice.hpp"

namespace simcluster {

/// What a failed execution has to say.
struct failure_text {
  std::string type;   ///< "AlgorithmError", "InputError", …
  std::string text;   ///< "error:\nMESSAGE\nstacktrace:\nSome(TRACE)"
  std::string input;  ///< part of what was sent to the algorithm
};

/// `odd` puts characters into the text that break careless programs.
failure_text make_failure(dice& d, std::string_view algorithm, bool odd);

/// The output of one build, at least `least` bytes long; the same arguments give the same log.
std::string make_log(std::uint64_t seed, std::string_view algorithm, bool succeeded,
                     std::size_t least);

std::string make_release_note(dice& d);

/// Fields that no documentation has.
void add_undocumented(boost::json::object& to, dice& d);

}  // namespace simcluster
