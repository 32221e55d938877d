#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "stored.hpp"

namespace e2e {

/// Whose rows are whose: a row of the table `algorithms` stands for an algorithm of the cluster
/// that has its UUID, or that was called so at any time. Which it was when names moved, nobody can
/// tell.
class known_algorithms {
 public:
  explicit known_algorithms(const boost::json::value& truth);

  /// Of a row with these columns, "" for NULL.
  bool stands_for(const std::string& row_uuid, const std::string& row_name,
                  const std::string& uuid) const;
  /// Whether a row for the algorithm `row` ("OWNER/NAME" or a UUID) may be about `uuid`: they are
  /// one, or have had a name in common.
  bool may_be(const std::string& row, const std::string& uuid) const;
  bool deleted(const std::string& uuid) const { return deleted_at_.contains(uuid); }
  /// Whether a name of it has ever been another's, or it has had several.
  bool name_has_passed(const std::string& uuid) const;
  std::optional<std::int64_t> deleted_at(const std::string& uuid) const;

 private:
  std::map<std::string, std::set<std::string>> names_;  ///< by UUID
  std::map<std::string, std::int64_t> deleted_at_;
};

/// The gaps of a database, and whether they hid anything.
class gap_book {
 public:
  gap_book(const known_algorithms& known, const stored& db);

  /// Whether a gap covers what the algorithm with that UUID had at that time.
  bool covers(const std::string& uuid, std::int64_t at) const { return covers(uuid, at, 0); }
  /// The same, but nearer than `margin` to neither of its ends.
  bool covers(const std::string& uuid, std::int64_t at, std::int64_t margin) const;
  /// The same, for a record that is lost.
  bool hides(const std::string& uuid, std::int64_t at);
  /// Whether it lies where a gap will be as soon as the cluster turns out to show so few
  /// executions.
  bool doubts(const std::string& uuid, std::int64_t at) const;
  /// The gap of that algorithm that ends nearest to `at`, for what is printed.
  std::string nearest(const std::string& uuid, std::int64_t at) const;
  std::size_t size() const { return gaps_.size(); }
  std::size_t idle() const;

 private:
  struct gap {
    std::string row_uuid;
    std::string row_name;
    std::int64_t from;
    std::int64_t to;
    bool hid = false;
  };
  bool is_in(const gap& g, const std::string& uuid, std::int64_t at, std::int64_t margin = 0) const;

  static std::vector<gap> read(const stored& db, const std::string& from);

  const known_algorithms& known_;
  std::vector<gap> gaps_;
  std::vector<gap> doubts_;
};

/// When each algorithm was first polled for errors with success, as the ledger has it.
class first_polls {
 public:
  first_polls(const known_algorithms& known, const stored& db);
  /// Whether that was before `at`.
  bool before(const std::string& uuid, std::int64_t at) const;

 private:
  struct poll {
    std::string row_uuid;
    std::string row_name;
    std::int64_t at;
  };
  const known_algorithms& known_;
  std::vector<poll> polls_;
};

}  // namespace e2e
