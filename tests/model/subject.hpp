#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "api/window.hpp"
#include "route_model.hpp"

namespace model {

/// What the route answers with, as it arrives.
struct answer {
  std::int64_t asked_at = 0;
  std::int64_t at = 0;
  std::vector<record> records;
  std::vector<record> refused;
};

/// What is put to the test: something that stores answers and tells what may be missing.
class subject {
 public:
  virtual ~subject() = default;
  virtual void take(const answer& came) = 0;
  virtual std::unique_ptr<subject> copy() const = 0;
  virtual bool knows(std::size_t record) const = 0;
  /// All gaps so far.
  virtual std::vector<algolog::gap> gaps() const = 0;
  /// Spans in which a loss is not decided yet.
  virtual std::optional<algolog::doubt> unread() const = 0;
  virtual std::optional<algolog::doubt> unsure() const = 0;
  /// Whether a record that it knows is marked as history; nothing: it does not mark.
  virtual std::optional<bool> is_history(std::size_t) const { return std::nullopt; }
  /// What else is wrong with what it stored; "" when nothing is.
  virtual std::string faults() const { return {}; }
};

/// Of what the answer before showed: all is kept, nothing, or it is forgotten now and then.
enum class memory { kept, none, forgetful };

/// The decisions alone, without a database.
std::unique_ptr<subject> pure_subject(std::optional<std::size_t> known_cap);
/// The whole of the store, on a real file.
std::unique_ptr<subject> store_subject(std::optional<std::size_t> known_cap, memory of_answers);

}  // namespace model
