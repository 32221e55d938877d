#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "store/store_load.hpp"

namespace algolog {

/// Keeps `store_load` for whoever asks, from any thread, without waiting for the database.
class load_meter {
 public:
  store_load read() const;

  void on_pushed(std::size_t records);
  void on_delivered(std::size_t records);
  /// What waits in memory for a database that fails.
  void on_memory(std::size_t records, std::size_t bytes);
  void on_committed();
  void on_failed(const std::string& why);
  void on_works_again();

  /// A question to the store thread, which `on_answered` answers.
  void on_asked();
  void on_answered();

 private:
  mutable std::mutex mutex_;
  store_load load_;
};

}  // namespace algolog
