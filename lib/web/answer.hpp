#pragma once

#include <memory>
#include <string>
#include <utility>

namespace algolog {

/// A text that many connections may be sending at a time. Never null.
using shared_text = std::shared_ptr<const std::string>;

/// What the status server says to one request.
struct answer {
  unsigned status = 200;
  std::string type = "text/plain; charset=utf-8";
  shared_text body = std::make_shared<const std::string>();
  std::string allow;       ///< 405: what may be asked instead
  bool may_close = false;  ///< the connection is closed after it
  bool lasting = false;    ///< a browser may keep it for a while
};

/// A few lines for a person, of any status.
inline answer text_answer(unsigned status, std::string body) {
  answer made;
  made.status = status;
  made.body = std::make_shared<const std::string>(std::move(body));
  return made;
}

}  // namespace algolog
