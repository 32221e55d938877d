#include "scores.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace algolog::test {
namespace {

const std::filesystem::path folder = TEST_DATA_DIR "/../grouping";

double pairs(std::size_t of) { return 0.5 * static_cast<double>(of) * static_cast<double>(of - 1); }

double ratio(double part, double whole) { return whole > 0 ? part / whole : 1; }

template <class Key>
double pairs_within(const std::map<Key, std::size_t>& counts) {
  double all = 0;
  for (const auto& [_, count] : counts) all += pairs(count);
  return all;
}

}  // namespace

std::vector<std::string> languages_of(const std::string& set) {
  std::vector<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(folder / set))
    found.push_back(file.path().stem().string());
  std::ranges::sort(found);
  return found;
}

std::vector<labelled_error> read_set(const std::string& set, const std::string& language) {
  const auto file = folder / set / (language + ".jsonl");
  std::ifstream in(file);
  if (!in) throw std::runtime_error("no set " + file.string());
  std::vector<labelled_error> errors;
  for (std::string line; std::getline(in, line);) {
    const auto value = boost::json::parse(line);
    const auto text = [&](std::string_view name) {
      return std::string(value.at(name).as_string());
    };
    errors.push_back({text("fault"), text("algorithm"), text("error_type"), text("error")});
  }
  return errors;
}

scores score(const std::vector<labelled_error>& errors, const key_function& key) {
  using group = std::pair<std::string, std::string>;  // of an algorithm
  std::map<group, std::size_t> groups;
  std::map<std::string, std::size_t> faults;
  std::map<std::pair<group, std::string>, std::size_t> both;
  std::set<std::string> told;
  std::vector<group> group_of;
  for (const auto& one : errors) {
    group_of.emplace_back(one.algorithm, key(one));
    if (++groups[group_of.back()] == 1) told.insert(one.fault);
    ++faults[one.fault];
    ++both[{group_of.back(), one.fault}];
  }
  scores out;
  out.pair_precision = ratio(pairs_within(both), pairs_within(groups));
  out.pair_recall = ratio(pairs_within(both), pairs_within(faults));
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const auto shared = static_cast<double>(both.at({group_of[i], errors[i].fault}));
    out.cubed_precision += shared / static_cast<double>(groups.at(group_of[i]));
    out.cubed_recall += shared / static_cast<double>(faults.at(errors[i].fault));
  }
  out.cubed_precision /= static_cast<double>(errors.size());
  out.cubed_recall /= static_cast<double>(errors.size());
  out.alerts_per_fault =
      ratio(static_cast<double>(groups.size()), static_cast<double>(faults.size()));
  out.never_told = faults.size() - told.size();
  return out;
}

}  // namespace algolog::test
