#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dice.hpp"
#include "execution_list.hpp"
#include "prose.hpp"
#include "scenario.hpp"

namespace simcluster {

inline constexpr double day_ms = 86400000;

struct build {
  std::string build_id;
  std::string commit;
  std::size_t algorithm = 0;
  std::string made_as;  ///< what the algorithm was called then, as its log has it
  std::string status = "in-progress";
  std::int64_t started_at = 0;
  std::optional<std::int64_t> finished_at;
  std::optional<std::string> semantic_version;
  std::string version_uuid;
  std::string release_notes;
  boost::json::object extra;       ///< undocumented fields
  std::optional<std::string> log;  ///< given by hand; otherwise made from `seed`
  std::uint64_t seed = 0;
  bool will_succeed = true;

  bool ended() const { return status != "in-progress"; }
};

/// How an algorithm was called, and when.
struct name_span {
  std::string full_name;
  std::int64_t from = 0;
  std::optional<std::int64_t> to;
};

struct algorithm {
  algorithm_spec spec;
  std::string full_name;
  std::string uuid;
  std::string environment;
  std::vector<name_span> names;  ///< the last is that of now
  std::optional<std::int64_t> deleted_at;
  std::vector<std::size_t> errors;  ///< as they arrived
  std::optional<execution_list> executions;
  std::deque<std::vector<std::size_t>> past_windows;  ///< answers of before, newest last
  std::vector<std::size_t> builds;                    ///< oldest first
  std::vector<std::size_t> versions;                  ///< builds, in the order of publishing
  std::optional<std::size_t> calls;
  double error_rate = 0;
  double build_rate = 0;
  std::size_t published = 0;
  dice error_dice{0};
  dice trick_dice{0};  ///< of its own, so that a trick leaves the rest of the world as it is
  dice build_dice{0};
};

/// A part of a list, newest first: indices, and the entry the next page begins after.
struct page {
  std::vector<std::size_t> items;
  std::optional<std::size_t> last;
};

/// All that ever happened on the cluster, and nothing of how it is served. Time is passed in, so
/// the same scenario and the same instants make the same world.
class world {
 public:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  world(const scenario& s, std::int64_t start_ms);

  /// Lets everything happen that is due until `now_ms`; going back does nothing.
  void advance(std::int64_t now_ms);
  /// Lets `ms` pass in which nothing new arrives, though what began goes on to its end.
  void pass_quietly(std::int64_t ms);
  /// Nothing arrives by itself any more, though what began goes on to its end.
  void rest();
  std::int64_t now() const { return now_; }

  const std::vector<algorithm>& algorithms() const { return algorithms_; }
  const std::deque<error_entry>& errors() const { return errors_; }
  const std::deque<build>& builds() const { return builds_; }
  const algorithm* find(std::string_view full_name) const;
  const algorithm* find_uuid(std::string_view uuid) const;
  std::size_t index_of(const algorithm& a) const;
  /// The index of a build of `a` by its id, or by its commit, or `none`.
  std::size_t find_build(const algorithm& a, std::string_view id) const;
  std::size_t find_commit(const algorithm& a, std::string_view commit) const;

  /// What an errors answer may hold now, newest first.
  std::vector<std::size_t> error_window(const algorithm& a) const;
  std::vector<std::size_t> owner_window(std::string_view owner) const;
  /// Notes that an errors answer with these went out, whole.
  void count_served(const std::vector<std::size_t>& errors);
  /// Keeps what the route of `a` answered, for answers that come once more.
  void remember_window(const algorithm& a, std::vector<std::size_t> shown);

  /// `limit` entries of `list` (oldest first), newest first, beginning after `after` or at the
  /// newest.
  static page page_of(const std::vector<std::size_t>& list, std::size_t limit,
                      std::optional<std::size_t> after);

  std::string log_of(const build& b) const;
  bool log_available(const build& b) const;

  // What the control routes do by hand.
  void add_error(const boost::json::value& record, std::vector<std::size_t> lists);
  void generate_errors(std::size_t algorithm, std::size_t count);
  std::size_t start_build(std::size_t algorithm, std::int64_t at);
  build& build_at(std::size_t index) { return builds_[index]; }
  void publish(std::size_t build, std::string semantic_version = "");
  /// From now on every error record has this field as well, those of before included.
  void add_field(const std::string& name, const boost::json::value& value);
  const std::map<std::string, std::int64_t>& added_fields() const { return added_since_; }
  void swap_names(std::size_t one, std::size_t other);
  /// Throws std::invalid_argument when the name is taken or no OWNER/NAME.
  void rename(std::size_t algorithm, const std::string& full_name);
  /// Its routes are gone, and so are its errors, even should it be made again.
  void remove(std::size_t algorithm);
  /// Another algorithm, with a UUID of its own and no past; throws as `rename` does.
  std::size_t create(const std::string& full_name);

 private:
  enum class what { error, error_again, further, build, build_again, end, publish };
  struct event {
    double at;
    std::size_t order;
    what kind;
    std::size_t index;
    friend bool operator>(const event& a, const event& b) {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };

  /// A record that an execution of before is to gain.
  struct further_record {
    std::string request_id;
    algorithm_spec failed;
    std::vector<std::size_t> lists;
  };

  std::size_t add_algorithm(const algorithm_spec& spec, std::int64_t at);
  void must_be_free(const std::string& full_name) const;
  void call(std::size_t algorithm, const std::string& full_name);
  void plan_history(std::size_t index, std::int64_t start_ms);
  void plan(double at, what kind, std::size_t index);
  void happen(const event& e);
  void fail_execution(std::size_t algorithm, std::int64_t at);
  void fail_again(algorithm& a, const further_record& again, std::int64_t at);
  void gain_record(const further_record& further, std::int64_t at);
  std::int64_t long_time(dice& d) const;
  error_entry new_record(const algorithm_spec& failed, dice& d, const std::string& request_id,
                         std::int64_t at) const;
  std::string version_in_use(const std::string& full_name, dice& d) const;
  std::int64_t clock_of(std::string_view worker) const;
  void keep_error(error_entry entry);
  void end_build(std::size_t index, double at);
  void publish_an_older_one(std::size_t algorithm, double at);
  std::vector<std::size_t> window_of(const execution_list& list) const;

  scenario scenario_;
  std::int64_t now_;
  std::vector<algorithm> algorithms_;
  std::unordered_map<std::string, std::size_t> by_name_;  ///< full name and UUID
  std::deque<error_entry> errors_;
  std::deque<build> builds_;
  std::vector<further_record> further_;
  boost::json::object added_fields_;
  std::map<std::string, std::int64_t> added_since_;
  std::priority_queue<event, std::vector<event>, std::greater<>> events_;
  std::size_t planned_ = 0;
};

}  // namespace simcluster
