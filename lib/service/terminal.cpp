#include "service/terminal.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace algolog {

bool color_wanted(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  return ::isatty(descriptor) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace algolog
