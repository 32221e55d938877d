#pragma once

#include <functional>
#include <memory>
#include <string>

#include "status/status.hpp"
#include "web/answer.hpp"

namespace algolog {

/// One way to show a snapshot as text: drawn once for all requests, as long as it is the newest.
/// Used by one thread.
class rendering {
 public:
  explicit rendering(std::function<std::string(const status&)> draw) : draw_(std::move(draw)) {}

  shared_text of(const std::shared_ptr<const status>& snapshot) {
    if (snapshot != drawn_) text_ = std::make_shared<const std::string>(draw_(*snapshot));
    drawn_ = snapshot;
    return text_;
  }

 private:
  std::function<std::string(const status&)> draw_;
  std::shared_ptr<const status> drawn_;
  shared_text text_;
};

}  // namespace algolog
