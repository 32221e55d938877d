#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace algolog {

struct connection;

/// Connections kept open between requests, the last used first, so that the others can age out.
class pool {
 public:
  explicit pool(std::size_t max_idle);
  ~pool();
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;

  /// An idle connection, or nothing.
  std::unique_ptr<connection> take();
  /// Keeps a connection whose answer was read to the end.
  void put(std::unique_ptr<connection> idle);

 private:
  void drop_aged();

  std::size_t max_idle_;
  std::vector<std::unique_ptr<connection>> idle_;  // oldest first
};

}  // namespace algolog
