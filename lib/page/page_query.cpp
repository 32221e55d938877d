#include "page/page_query.hpp"

#include <algorithm>
#include <boost/url/pct_string_view.hpp>
#include <charconv>
#include <optional>
#include <ranges>
#include <tuple>

#include "page/page.hpp"
#include "status/attention.hpp"
#include "text/ascii.hpp"

namespace algolog {
namespace {

constexpr std::size_t longest_query = 2048;
constexpr std::size_t longest_text = 100;
constexpr std::size_t last_page = 1'000'000;

// Nothing where a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> decoded(std::string_view text) {
  const auto checked = boost::urls::make_pct_string_view(text);
  if (!checked) return std::nullopt;
  boost::urls::encoding_opts options;
  options.space_as_plus = true;
  return checked->decode(options);
}

std::string known_state(const std::string& text) {
  const bool known = std::ranges::find(state_names, text) != state_names.end();
  return known ? text : std::string();
}

std::size_t page_number(const std::string& text) {
  std::size_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc() || end != text.data() + text.size()) return 1;
  return std::clamp<std::size_t>(number, 1, last_page);
}

void take(page_query& to, std::string_view pair) {
  const auto equals = std::ranges::find(pair, '=');
  const auto name = decoded({pair.begin(), equals});
  const auto value = decoded({equals == pair.end() ? equals : equals + 1, pair.end()});
  if (!name || !value || value->size() > longest_text) return;
  if (*name == "q") to.text = *value;
  if (*name == "cluster") to.cluster = *value;
  if (*name == "state") to.state = known_state(*value);
  if (*name == "page") to.page = page_number(*value);
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return ascii::lower(a) == ascii::lower(b); };
  return !std::ranges::search(text, part, same).empty() || part.empty();
}

bool matches(const target_status& t, const page_query& query, std::string_view state) {
  return (query.cluster.empty() || t.cluster == query.cluster) &&
         (query.state.empty() || state == query.state) && contains(t.algorithm, query.text);
}

// Smaller is worse.
int rank(std::string_view state) {
  return static_cast<int>(std::ranges::find(state_names, state) - state_names.begin());
}

}  // namespace

std::string_view shown_state(const target_status& t, std::int64_t now) {
  return may_lose(t, now) ? state_names.front() : name_of(t.state);
}

std::size_t pages_of(const page_content& content) {
  return std::max<std::size_t>(1, (content.matching + targets_a_page - 1) / targets_a_page);
}

std::size_t page_shown(const page_content& content, const page_query& query) {
  return std::clamp<std::size_t>(query.page, 1, pages_of(content));
}

page_query parse_page_query(std::string_view query) {
  page_query found;
  if (query.size() > longest_query) return found;
  for (const auto pair : std::views::split(query, '&')) take(found, {pair.begin(), pair.end()});
  return found;
}

void choose_targets(page_content& content, const page_query& query) {
  const auto& targets = content.now.targets;
  using key = std::tuple<int, double, std::size_t>;  // targets are in the order of their names
  std::vector<key> keys;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto state = shown_state(targets[i], content.now.at);
    if (matches(targets[i], query, state))
      keys.emplace_back(rank(state), -targets[i].window_fill.value_or(0), i);
  }
  content.matching = keys.size();
  content.shown.clear();
  const auto begin = (page_shown(content, query) - 1) * targets_a_page;
  const auto end = std::min(begin + targets_a_page, keys.size());
  std::ranges::partial_sort(keys, keys.begin() + static_cast<std::ptrdiff_t>(end));
  for (std::size_t i = begin; i < end; ++i) content.shown.push_back(std::get<2>(keys[i]));
}

}  // namespace algolog
