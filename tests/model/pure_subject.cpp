#include <set>
#include <string>
#include <utility>

#include "subject.hpp"

namespace model {
namespace {

using namespace algolog;

class pure final : public subject {
 public:
  explicit pure(std::optional<std::size_t> known_cap)
      : limit_(known_cap.value_or(documented_executions)) {}

  void take(const answer& came) override {
    window_sighting now;
    now.asked_at = came.asked_at;
    now.at = came.at;
    now.limit = limit_;
    std::set<std::size_t> refused;
    for (const auto& one : came.refused) refused.insert(one.id);
    now.newly_refused = !refused.empty() && refused != refused_;
    refused_ = std::move(refused);
    if (came.records.empty() && !came.refused.empty()) {
      if (memory_) memory_ = judge_unreadable(*memory_, now);
      return;
    }
    now.view = sight(came);
    auto verdict = judge(memory_, now);
    memory_ = verdict.next;
    gaps_.insert(gaps_.end(), verdict.gaps.begin(), verdict.gaps.end());
  }

  std::unique_ptr<subject> copy() const override { return std::make_unique<pure>(*this); }
  bool knows(std::size_t record) const override { return known_.contains(record); }
  std::vector<gap> gaps() const override { return gaps_; }
  std::optional<doubt> unread() const override { return memory_ ? memory_->unread : std::nullopt; }
  std::optional<doubt> unsure() const override { return memory_ ? memory_->unsure : std::nullopt; }

 private:
  window_view sight(const answer& came) {
    std::vector<std::string> names;
    names.reserve(came.records.size());
    std::vector<sighted_record> sighted;
    for (const auto& one : came.records) {
      names.push_back(std::to_string(one.execution));
      sighted.push_back({names.back(), one.created_at, !known_.contains(one.id)});
    }
    for (const auto& one : came.records) known_.insert(one.id);
    return view_of(sighted, came.refused.size());
  }

  std::size_t limit_;
  std::optional<window_memory> memory_;
  std::set<std::size_t> known_;
  std::set<std::size_t> refused_;
  std::vector<gap> gaps_;
};

}  // namespace

std::unique_ptr<subject> pure_subject(std::optional<std::size_t> known_cap) {
  return std::make_unique<pure>(known_cap);
}

}  // namespace model
