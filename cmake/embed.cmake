# For scripts that write C++ sources with files in them. As arrays of bytes: a string literal may not
# be longer than a compiler's limit.

# embed(VARIABLE NAME FILE): the definition of the array NAME with the bytes of FILE, in VARIABLE.
function(embed variable name file)
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" bytes
         "${bytes}")
  set(${variable} "const unsigned char ${name}[] = {\n${bytes}};\n" PARENT_SCOPE)
endfunction()

# What makes a std::string_view of such an array; wants <cstddef> and <string_view>.
set(text_of_array "template <std::size_t Size>
std::string_view text(const unsigned char (&bytes)[Size]) noexcept {
  return {reinterpret_cast<const char*>(bytes), Size};
}")
