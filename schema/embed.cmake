# cmake -D OUTPUT=migrations.cpp -D "FILES=a.sql|b.sql" -P embed.cmake
# Writes the files as arrays of bytes: a string literal may not be longer than a compiler's limit.
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(rows "")
set(expected 1)
foreach(file IN LISTS files)
  get_filename_component(base "${file}" NAME)
  string(REGEX MATCH "^[0-9][0-9][0-9][0-9]" digits "${base}")
  math(EXPR version "1${digits} - 10000")
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${base}: migration ${expected} is missing or there twice")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" bytes
         "${bytes}")
  string(APPEND arrays "// ${base}\nconst unsigned char sql_${digits}[] = {\n${bytes}};\n")
  string(APPEND rows "    {${version}, text(sql_${digits})},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made by schema/embed.cmake from schema/*.sql; do not edit.
#include \"schema/migrations.hpp\"

#include <cstddef>

namespace algolog {
namespace {

${arrays}
template <std::size_t Size>
std::string_view text(const unsigned char (&bytes)[Size]) noexcept {
  return {reinterpret_cast<const char*>(bytes), Size};
}

}  // namespace

std::span<const migration> migrations() noexcept {
  static const migration all[] = {
${rows}  };
  return all;
}

}  // namespace algolog
")
