#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "catch.hpp"
#include "group/group_key.hpp"
#include "group/mask.hpp"
#include "scores.hpp"

using namespace algolog;
using namespace algolog::test;

namespace {

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::string first_line_of(const labelled_error& one) {
  return first_line(split_failure(one.error).message);
}

std::string type_of(const labelled_error& one) { return one.error_type; }

std::string exception_of(const labelled_error& one) {
  const auto trace = parse_stack_trace(split_failure(one.error).trace);
  return trace.exceptions.empty() ? one.error_type : trace.exceptions.back();
}

std::string exception_and_message(const labelled_error& one) {
  return exception_of(one) + mask(split_failure(one.error).message).text;
}

std::string exception_and_top_call(const labelled_error& one) {
  const auto trace = parse_stack_trace(split_failure(one.error).trace);
  const auto top = std::ranges::find_if(trace.frames, &stack_frame::in_app);
  return exception_of(one) + (top == trace.frames.end() ? "" : top->function + top->file);
}

std::string key_of(const labelled_error& one) {
  return group_key_of(one.error, one.error_type).text;
}

const std::pair<std::string, key_function> rules[] = {
    {"group_key", key_of},
    {"first line", first_line_of},
    {"error_type", type_of},
    {"exception + masked message", exception_and_message},
    {"exception + top call", exception_and_top_call},
};

void show(const std::string& set, const std::vector<labelled_error>& errors) {
  for (const auto& [name, key] : rules) {
    const auto found = score(errors, key);
    std::cout << fmt::format(
        "{:<11} {:<27} {:>5} {:>7.3f} {:>7.3f} {:>7.3f} {:>7.3f} {:>7.2f} {:>6}\n", set, name,
        errors.size(), found.pair_precision, found.pair_recall, found.cubed_precision,
        found.cubed_recall, found.alerts_per_fault, found.never_told);
  }
}

/// Prints how each rule does, and returns the errors of all languages.
std::vector<labelled_error> show_all(const std::string& set) {
  std::cout << fmt::format("\n{:<11} {:<27} {:>5} {:>7} {:>7} {:>7} {:>7} {:>7} {:>6}\n", set,
                           "key", "n", "pairs P", "R", "B3 P", "R", "alerts", "untold");
  std::vector<labelled_error> all;
  for (const auto& language : languages_of(set)) {
    const auto errors = read_set(set, language);
    show(language, errors);
    all.insert(all.end(), errors.begin(), errors.end());
  }
  show("all", all);
  return all;
}

/// The harmonic mean of both.
double f1(const scores& one) {
  return 2 * one.cubed_precision * one.cubed_recall / (one.cubed_precision + one.cubed_recall);
}

void check(const std::string& set, double least_recall) {
  const auto errors = show_all(set);
  REQUIRE(errors.size() > 500);
  const auto found = score(errors, key_of);
  CHECK(found.cubed_precision >= 0.98);
  CHECK(found.cubed_recall >= least_recall);
  for (const auto& [name, key] : rules) {
    INFO(name);
    CHECK(f1(found) >= f1(score(errors, key)));
  }
}

}  // namespace

TEST_CASE("the key tells the faults of the set apart, and better than simpler rules") {
  check("set", 0.92);
}

TEST_CASE("the key tells faults apart that somebody else made, and that are cut off more often") {
  check("second_set/set", 0.90);
}
