# cmake -D OUTPUT=migrations.cpp -D "FILES=a.sql|b.sql" -P embed.cmake
# Writes the migrations into a source.
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/embed.cmake)
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
  embed(array sql_${digits} "${file}")
  string(APPEND arrays "// ${base}\n${array}")
  string(APPEND rows "    {${version}, text(sql_${digits})},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made by schema/embed.cmake from schema/*.sql; do not edit.
#include \"schema/migrations.hpp\"

#include <cstddef>

namespace algolog {
namespace {

${arrays}
${text_of_array}

}  // namespace

std::span<const migration> migrations() noexcept {
  static const migration all[] = {
${rows}  };
  return all;
}

}  // namespace algolog
")
