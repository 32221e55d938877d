#include "store/occurrences.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "store/likeness.hpp"

namespace algolog {
namespace {

using kind = occurrence::kind;

auto content_of(const error_record& record, const std::optional<std::string>& input) {
  return std::tie(record.created_at, record.error, input, record.algoversion, record.error_type,
                  record.billable_to, record.worker, record.extra);
}
using content = decltype(content_of(std::declval<const error_record&>(),
                                    std::declval<const std::optional<std::string>&>()));

/// Decides which records of one answer belong to which stored rows.
class assignment {
 public:
  assignment(const std::vector<stored_error>& stored, const std::vector<const error_record*>& shown,
             const input_rule& inputs)
      : stored_(stored),
        shown_(shown),
        inputs_(inputs),
        verdicts_(shown.size()),
        settled_(shown.size()),
        taken_(stored.size()),
        comparisons_left_(1024 + 4 * shown.size()) {}

  std::vector<occurrence> run() {
    drop_repeated();
    match_equal();
    match_alike();
    const bool any_back = std::ranges::find(taken_, true) != taken_.end();
    match_changed([](const auto& row, const auto& record) {
      return row.created_at && row.created_at == record.created_at;
    });
    match_changed(
        [](const auto& row, const auto& record) { return !row.created_at || !record.created_at; });
    if (!any_back) match_changed([this](const auto&... both) { return differ_in_time(both...); });
    number_others();
    return std::move(verdicts_);
  }

 private:
  void settle(std::size_t record, kind what, std::size_t row) {
    verdicts_[record] = {what, &stored_[row], 0};
    settled_[record] = true;
    taken_[row] = true;
  }

  void drop_repeated() {
    std::set<content> distinct;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      settled_[i] = !distinct.insert(content_of(*shown_[i], shown_[i]->input)).second;
    }
  }

  /// Most records match here. A map, since an execution may leave thousands of records.
  void match_equal() {
    std::multimap<content, std::size_t> rows;
    for (std::size_t i = 0; i < stored_.size(); ++i) {
      rows.emplace(content_of(stored_[i].record, stored_[i].record.input), i);
    }
    for (std::size_t i = 0; i < shown_.size() && !rows.empty(); ++i) {
      if (settled_[i]) continue;
      const auto input = inputs_.kept(shown_[i]->input);
      const auto found = rows.find(content_of(*shown_[i], input));
      if (found == rows.end()) continue;
      settle(i, kind::known, found->second);
      rows.erase(found);
    }
  }

  struct pair {
    std::size_t record;
    std::size_t row;
    likeness how;
  };

  /// The most alike first. Most pairs differ in time or text, which is cheap to see. The number of
  /// full comparisons is limited, since a record can have megabytes.
  void match_alike() {
    std::vector<pair> pairs;
    for_each_left([&](std::size_t i, std::size_t row) {
      if (!may_be_alike(stored_[row].record, *shown_[i]) || comparisons_left_ == 0) return;
      --comparisons_left_;
      auto how = compare(stored_[row].record, *shown_[i], inputs_);
      if (how.alike()) pairs.push_back({i, row, std::move(how)});
    });
    std::ranges::stable_sort(pairs, {}, [](const pair& one) { return one.how.apart; });
    for (const auto& [record, row, how] : pairs) {
      if (settled_[record] || taken_[row]) continue;
      settle(record, how.completes ? kind::completes : kind::known, row);
    }
  }

  template <class MayBe>
  void match_changed(MayBe may_be) {
    for_each_left([&](std::size_t i, std::size_t row) {
      if (may_be(stored_[row].record, *shown_[i])) settle(i, kind::conflict, row);
    });
  }

  template <class Visit>
  void for_each_left(Visit visit) {
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      for (std::size_t row = 0; row < stored_.size() && !settled_[i]; ++row) {
        if (!taken_[row]) visit(i, row);
      }
    }
  }

  static bool may_be_alike(const error_record& row, const error_record& record) {
    return (!row.created_at || !record.created_at || row.created_at == record.created_at) &&
           (!row.error || !record.error || row.error == record.error);
  }

  bool differ_in_time(const error_record& row, const error_record& record) {
    if (comparisons_left_ == 0) return false;
    --comparisons_left_;
    return compare(row, record, inputs_).differing.text() == "created_at";
  }

  void number_others() {
    std::int64_t last = 0;
    for (const auto& row : stored_) last = std::max(last, row.occurrence);
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      if (!settled_[i]) verdicts_[i] = {kind::another, nullptr, ++last};
    }
  }

  const std::vector<stored_error>& stored_;
  const std::vector<const error_record*>& shown_;
  const input_rule& inputs_;
  std::vector<occurrence> verdicts_;
  std::vector<bool> settled_;  ///< of the shown
  std::vector<bool> taken_;    ///< of the stored
  std::size_t comparisons_left_;
};

}  // namespace

std::vector<occurrence> tell_apart(const std::vector<stored_error>& stored,
                                   const std::vector<const error_record*>& shown,
                                   const input_rule& inputs) {
  // Nearly always one record is shown of an execution, and it is stored as it is shown.
  if (stored.size() == 1 && shown.size() == 1 &&
      content_of(stored[0].record, stored[0].record.input) ==
          content_of(*shown[0], inputs.kept(shown[0]->input))) {
    return {{kind::known, &stored[0], 0}};
  }
  return assignment(stored, shown, inputs).run();
}

}  // namespace algolog
