#include "late_records.hpp"

#include <algorithm>
#include <optional>

#include "records.hpp"

namespace e2e {
namespace json = boost::json;
namespace {

constexpr std::int64_t clocks_disagree = 60'000;
constexpr std::int64_t latest_looked_for = 3'600'000;

std::int64_t arrival_of(const json::value& error) {
  return error.at("arrived_at").to_number<std::int64_t>();
}

std::int64_t made_at(const json::value& error) {
  return error.at("record").at("created_at").to_number<std::int64_t>();
}

std::int64_t lateness_of(const json::value& error) { return arrival_of(error) - made_at(error); }

}  // namespace

late_records::late_records(const json::value& truth, const known_algorithms& known,
                           const learned* notes)
    : known_(known), notes_(notes) {
  for (const auto& error : truth.at("errors").as_array()) {
    const auto made = made_at(error);
    auto& began = began_.emplace(text_of(error.at("record").at("request_id")), made).first->second;
    began = std::min(began, made);
    const auto& at = error.at("first_served_at");
    if (at.is_null()) continue;
    for (const auto& window : error.at("windows").as_array()) {
      served_[text_of(window.at("uuid"))].push_back(
          {at.to_number<std::int64_t>(), arrival_of(error), lateness_of(error)});
    }
  }
}

bool late_records::is_unheard_of(const std::string& uuid, const json::value& error) const {
  const auto late_by = lateness_of(error);
  if (late_by > latest_looked_for || exceeds_notes(uuid, error)) return true;
  if (late_by <= clocks_disagree) return false;
  const auto served = served_.find(uuid);
  return served == served_.end() || is_unheard_of(served->second, arrival_of(error), late_by);
}

bool late_records::is_unheard_of(const std::vector<sighting>& served, std::int64_t arrived_at,
                                 std::int64_t late_by) const {
  return std::ranges::none_of(served, [&](const sighting& one) {
    return one.at <= arrived_at && one.late_by > clocks_disagree &&
           one.late_by + clocks_disagree >= late_by;
  });
}

std::int64_t late_records::lasted(const json::value& error) const {
  return made_at(error) - began_.at(text_of(error.at("record").at("request_id")));
}

bool late_records::exceeds_notes(const std::string& uuid, const json::value& error) const {
  if (notes_ == nullptr) return false;
  const auto by_then = notes_->at(arrival_of(error), [&](const auto& row_uuid, const auto& name) {
    return known_.stands_for(row_uuid, name, uuid);
  });
  return lateness_of(error) > by_then.lateness + clocks_disagree || lasted(error) > by_then.longest;
}

bool late_records::was_hidden_by_one(const std::string& uuid, std::int64_t left_at) const {
  const auto found = served_.find(uuid);
  if (found == served_.end()) return false;
  const auto& served = found->second;
  std::optional<std::int64_t> next;
  for (const auto& one : served) {
    if (one.at >= left_at) next = std::min(next.value_or(one.at), one.at);
  }
  return next && std::ranges::any_of(served, [&](const sighting& one) {
           return one.at == *next && one.late_by > clocks_disagree &&
                  is_unheard_of(served, one.arrived_at, one.late_by);
         });
}

}  // namespace e2e
