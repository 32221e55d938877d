# cmake -D OUTPUT=page_files.cpp -D STYLE=style.css -D ICON=icon.svg -P embed.cmake
# Writes the files of the status page into a source.
include(${CMAKE_CURRENT_LIST_DIR}/../../cmake/embed.cmake)
embed(style_array style "${STYLE}")
embed(icon_array icon "${ICON}")
file(WRITE "${OUTPUT}" "// Made by lib/page/embed.cmake; do not edit.
#include \"page/page.hpp\"

#include <cstddef>

namespace algolog {
namespace {

${style_array}${icon_array}
${text_of_array}

}  // namespace

std::string_view page_style() noexcept { return text(style); }
std::string_view page_icon() noexcept { return text(icon); }

}  // namespace algolog
")
