#pragma once

#include <string>

namespace algolog {

/// What the status server says to one request.
struct answer {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::string allow;       ///< 405: what may be asked instead
  bool may_close = false;  ///< the connection is of no use any more
  bool lasting = false;    ///< a browser may keep it for a while
};

/// A few lines for a person, of any status.
inline answer text_answer(unsigned status, std::string body) {
  answer made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

}  // namespace algolog
