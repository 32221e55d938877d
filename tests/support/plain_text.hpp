#pragma once

#include <algorithm>
#include <boost/json/parse.hpp>
#include <string>

namespace algolog::test {

/// Whether it may stand in a JSON text, apart from quotes: no control characters, and UTF-8.
inline bool is_json_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  boost::system::error_code failed;
  boost::json::parse(quoted + '"', failed);
  return !failed;
}

/// Whether it holds nothing that moves a terminal or turns the writing direction.
inline bool is_plain(const std::string& text) {
  constexpr const char* steering[] = {"\xc2\x9b", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6"};
  return is_json_text(text) && std::ranges::none_of(steering, [&](const char* one) {
           return text.find(one) != std::string::npos;
         });
}

}  // namespace algolog::test
