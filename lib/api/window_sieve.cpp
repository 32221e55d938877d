#include "api/window_sieve.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "api/parse_records.hpp"
#include "api/slice.hpp"

namespace algolog {
namespace {

known_record marked(std::string_view text) {
  return {short_mark_of(text), 0, 0, static_cast<std::uint32_t>(text.size())};
}

bool same_text(const known_record& one, const known_record& other) {
  return one.text == other.text && one.bytes == other.bytes;
}

/// Finds the elements of an answer among the records of the one before.
class matcher {
 public:
  explicit matcher(const known_window& before) : before_(before) {}

  /// The next element, if it is the next record of the answer before. As a rule a window has what
  /// is new at one end, and the others in the order in which they came before.
  const known_record* expect(array_slicer& in) {
    if (next_ == before_.size()) return nullptr;
    const auto& one = before_[next_];
    if (!same_text(one, marked(in.rest().substr(0, one.bytes)))) return nullptr;
    if (in.take(one.bytes).empty()) return nullptr;
    ++next_;
    return &one;
  }

  /// The record with the bytes of `one`, wherever it came before.
  const known_record* find(const known_record& one) {
    if (by_mark_.empty()) index();
    const auto mark_at = [this](std::size_t place) { return before_[place].text; };
    const auto found = std::ranges::lower_bound(by_mark_, one.text, {}, mark_at);
    if (found == by_mark_.end() || !same_text(before_[*found], one)) return nullptr;
    next_ = *found + 1;
    return &before_[*found];
  }

 private:
  void index() {
    for (std::size_t place = 0; place < before_.size(); ++place) by_mark_.push_back(place);
    std::ranges::sort(by_mark_, {}, [this](std::size_t place) { return before_[place].text; });
  }

  const known_window& before_;
  std::size_t next_ = 0;
  std::vector<std::size_t> by_mark_;  ///< places in `before_`
};

}  // namespace

window_sieve::window_sieve(std::shared_ptr<const known_window> before)
    : before_(before ? std::move(before) : std::make_shared<const known_window>()) {}

void window_sieve::apply(std::string& body) {
  elements_.clear();
  forget_whole();
  matcher known(*before_);
  array_slicer in(body);
  std::string left;
  while (!in.rest().empty() && elements_.size() < max_records_per_body) {
    if (const auto* next = known.expect(in)) {
      elements_.push_back({*next, true});
      continue;
    }
    const auto text = in.take();
    const auto record = marked(text);
    if (const auto* moved = known.find(record)) {
      elements_.push_back({*moved, true});
    } else {
      elements_.push_back({record, false});
      left.append(left.empty() ? "[" : ",").append(text);
    }
  }
  if (!in.whole()) elements_.clear();
  if (std::ranges::none_of(elements_, &element::known)) return;
  left.append(left.empty() ? "[]" : "]");
  whole_ = std::exchange(body, std::move(left));
}

std::vector<sighted_record> window_sieve::known() const {
  std::vector<sighted_record> out;
  for (const auto& [record, known] : elements_) {
    const auto time = record.has_time ? std::optional(record.created_at) : std::nullopt;
    if (known) out.emplace_back(record.execution, time);
  }
  return out;
}

bool window_sieve::parts_execution(const std::vector<error_record>& read) const {
  std::unordered_set<std::uint64_t> executions;
  for (const auto& record : read) executions.insert(short_mark_of(record.request_id));
  return std::ranges::any_of(elements_, [&executions](const element& one) {
    return one.known && executions.contains(one.record.execution);
  });
}

std::string window_sieve::whole() {
  for (auto& one : elements_) one.known = false;
  return std::exchange(whole_, {});
}

known_window window_sieve::after(const std::vector<error_record>& read) const {
  known_window out;
  auto next = read.begin();
  for (const auto& [record, known] : elements_) {
    out.push_back(record);
    if (known) continue;
    if (next == read.end()) return {};
    out.back().execution = short_mark_of(next->request_id);
    out.back().has_time = next->created_at.has_value();
    out.back().created_at = next->created_at.value_or(0);
    ++next;
  }
  return next == read.end() ? out : known_window();
}

}  // namespace algolog
