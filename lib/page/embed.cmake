# cmake -D OUTPUT=page_files.cpp -D STYLE=style.css -D ICON=icon.svg -P embed.cmake
# Writes the files of the status page as arrays of bytes: a string literal may not be longer than a
# compiler's limit.
function(array name file)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" bytes
         "${bytes}")
  set(array "const unsigned char ${name}[] = {\n${bytes}};\n" PARENT_SCOPE)
endfunction()
array(style "${STYLE}")
set(arrays "${array}")
array(icon "${ICON}")
string(APPEND arrays "${array}")
file(WRITE "${OUTPUT}" "// Made by lib/page/embed.cmake; do not edit.
#include \"page/page.hpp\"

#include <cstddef>

namespace algolog {
namespace {

${arrays}
template <std::size_t Size>
std::string_view text(const unsigned char (&bytes)[Size]) noexcept {
  return {reinterpret_cast<const char*>(bytes), Size};
}

}  // namespace

std::string_view page_style() noexcept { return text(style); }
std::string_view page_icon() noexcept { return text(icon); }

}  // namespace algolog
")
