#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Statement.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "api/errors.hpp"
#include "api/window_sieve.hpp"
#include "scratch_folder.hpp"
#include "store/database.hpp"
#include "store/store.hpp"
#include "subject.hpp"

namespace model {
namespace {

using namespace algolog;
namespace json = boost::json;

const algorithm_ref polled{"acme", "fraud", {}};
constexpr const char* route = "/v1/algorithms/acme/fraud/errors";

/// A store on a real file. A record of the model is told by its text, so that several of one
/// execution are occurrences.
class stored final : public subject {
 public:
  stored(std::optional<std::size_t> known_cap, memory of_answers) : memory_(of_answers) {
    open();
    id_ = store_->watch("prod", polled, noon).algorithm_id;
    if (!known_cap) return;
    db_->handle().exec("INSERT INTO clusters VALUES ('prod', '', " + std::to_string(*known_cap) +
                       ")");
  }
  stored(const stored& other)
      : subject(),
        id_(other.id_),
        known_(other.known_),
        memory_(other.memory_),
        taken_(other.taken_),
        shown_(other.shown_) {
    {
      SQLite::Database copied(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      SQLite::Backup(copied, "main", other.db_->handle(), "main").executeStep(-1);
    }
    open();
  }

  void take(const answer& came) override {
    if (memory_ == memory::none || (memory_ == memory::forgetful && ++taken_ % 3 == 0)) shown_ = {};
    auto body = body_of(came);
    window_sieve sieve(shown_);
    sieve.apply(body);
    auto read = parse_errors(body, polled).value();
    if (sieve.parts_execution(read.records)) read = parse_errors(sieve.whole(), polled).value();
    errors_batch batch;
    batch.poll = {id_, route, came.at, came.asked_at, true};
    batch.records = read.records;
    batch.refused = std::move(read.refused);
    batch.known = sieve.known();
    db_->handle().exec("BEGIN");
    const auto result = store_->append(batch);
    db_->handle().exec("COMMIT");
    const bool all = result.refused == 0 && result.conflicts == 0;
    shown_ = all ? std::make_shared<const known_window>(sieve.after(read.records)) : nullptr;
    read_known();
  }

  std::unique_ptr<subject> copy() const override { return std::make_unique<stored>(*this); }
  bool knows(std::size_t record) const override { return known_.contains(record); }
  std::optional<bool> is_history(std::size_t record) const override { return known_.at(record); }

  std::vector<gap> gaps() const override {
    std::vector<gap> all;
    SQLite::Statement row(db_->handle(), "SELECT from_at, to_at FROM gaps ORDER BY gap_id");
    while (row.executeStep()) {
      all.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64()});
    }
    return all;
  }
  std::optional<doubt> unread() const override {
    return read_doubt("SELECT unread_from, unread_to FROM windows");
  }
  std::optional<doubt> unsure() const override {
    return read_doubt("SELECT unsure_from, unsure_to FROM windows");
  }
  std::string faults() const override {
    SQLite::Statement twice(db_->handle(),
                            "SELECT group_concat(error) FROM (SELECT error FROM errors"
                            " GROUP BY error HAVING count(*) > 1)");
    twice.executeStep();
    if (twice.getColumn(0).isNull()) return {};
    return "stored twice: " + twice.getColumn(0).getString() + "\n";
  }

 private:
  std::filesystem::path file() const { return folder_ / "a.db"; }

  void open() {
    store_config config;
    config.path = file().string();
    config.synchronous = sync_mode::normal;
    db_ = std::make_unique<database>(config);
    db_->handle().exec("PRAGMA synchronous = OFF");
    store_ = std::make_unique<store>(*db_, store_options{});
  }

  static std::string body_of(const answer& came) {
    json::array body;
    for (const auto& one : came.records) {
      body.push_back({{"request_id", "req-" + std::to_string(one.execution)},
                      {"created_at", one.created_at},
                      {"error", std::to_string(one.id)}});
    }
    for (const auto& one : came.refused) body.push_back(one.id);  // no object
    return json::serialize(body);
  }

  void read_known() {
    SQLite::Statement row(db_->handle(), "SELECT error, backfilled FROM errors");
    while (row.executeStep()) {
      known_[std::stoul(row.getColumn(0).getString())] = row.getColumn(1).getInt() != 0;
    }
  }

  std::optional<doubt> read_doubt(const char* sql) const {
    SQLite::Statement row(db_->handle(), sql);
    if (!row.executeStep() || row.getColumn(0).isNull()) return std::nullopt;
    return doubt{row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), 0};
  }

  algolog::test::scratch_folder folder_;
  std::unique_ptr<database> db_;
  std::unique_ptr<store> store_;
  std::int64_t id_ = 0;
  std::map<std::size_t, bool> known_;  ///< by record, whether it is history
  memory memory_;
  int taken_ = 0;
  std::shared_ptr<const known_window> shown_;
};

}  // namespace

std::unique_ptr<subject> store_subject(std::optional<std::size_t> known_cap, memory of_answers) {
  return std::make_unique<stored>(known_cap, of_answers);
}

}  // namespace model
