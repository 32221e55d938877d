#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Statement.h>

#include <map>
#include <string>

#include "scratch_folder.hpp"
#include "store/database.hpp"
#include "store/store.hpp"
#include "subject.hpp"

namespace model {
namespace {

using namespace algolog;

constexpr const char* route = "/v1/algorithms/acme/fraud/errors";

/// A store on a real file. A record of the model is told by its text, so that several of one
/// execution are occurrences.
class stored final : public subject {
 public:
  explicit stored(std::optional<std::size_t> known_cap) {
    open();
    id_ = store_->watch("prod", {"acme", "fraud", {}}, noon).algorithm_id;
    if (!known_cap) return;
    db_->handle().exec("INSERT INTO clusters VALUES ('prod', '', " + std::to_string(*known_cap) +
                       ")");
  }
  stored(const stored& other) : subject(), id_(other.id_), known_(other.known_) {
    {
      SQLite::Database copied(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      SQLite::Backup(copied, "main", other.db_->handle(), "main").executeStep(-1);
    }
    open();
  }

  void take(const answer& came) override {
    errors_batch batch;
    batch.poll = {id_, route, came.at, came.asked_at, true};
    for (const auto& one : came.records) batch.records.push_back(as_error(one));
    for (const auto& one : came.refused)
      batch.refused.push_back({"refused", std::to_string(one.id)});
    db_->handle().exec("BEGIN");
    store_->append(batch);
    db_->handle().exec("COMMIT");
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

  static error_record as_error(const record& one) {
    error_record out;
    out.request_id = "req-" + std::to_string(one.execution);
    out.created_at = one.created_at;
    out.username = "acme";
    out.algoname = "fraud";
    out.error = std::to_string(one.id);
    return out;
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
};

}  // namespace

std::unique_ptr<subject> store_subject(std::optional<std::size_t> known_cap) {
  return std::make_unique<stored>(known_cap);
}

}  // namespace model
