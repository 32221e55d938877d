#include "text/character.hpp"

#include <boost/locale/utf.hpp>
#include <cstddef>

namespace algolog {

character take_character(std::string_view& text) noexcept {
  namespace utf = boost::locale::utf;
  const char* end = text.data();
  const auto code = utf::utf_traits<char>::decode(end, text.data() + text.size());
  const bool valid = utf::is_valid_codepoint(code);
  const auto length = valid ? static_cast<std::size_t>(end - text.data()) : 1;
  const character taken{valid ? code : character::none, text.substr(0, length)};
  text.remove_prefix(length);
  return taken;
}

}  // namespace algolog
