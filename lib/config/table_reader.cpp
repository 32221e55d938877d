#include "config/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "text/units.hpp"

namespace algolog {
namespace {

std::string_view type_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "an array";
    case toml::node_type::string: return "a string";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "a boolean";
    default: return "a date or time";
  }
}

// What `60` without a unit most likely means.
std::string bare(const toml::node& node, std::string_view unit) {
  const auto number = node.value<std::int64_t>();
  return fmt::format("a bare number has no unit; write \"{}{}\"",
                     number && *number > 0 ? *number : 60, unit);
}

}  // namespace

std::string table_reader::text(std::string_view key, std::string fallback) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  if (const auto* value = node->as_string()) return value->get();
  add_wrong_type(key, *node, "a string, in quotes");
  return fallback;
}

bool table_reader::flag(std::string_view key, bool fallback) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  if (const auto* value = node->as_boolean()) return value->get();
  add_wrong_type(key, *node, "true or false, without quotes");
  return fallback;
}

double table_reader::number(std::string_view key, double fallback, bounds<double> within) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value) {
    add_wrong_type(key, *node, "a number, without quotes");
    return fallback;
  }
  // Written so that a NaN is out of range, too.
  if (*value >= within.least && *value <= within.most) return *value;
  add_problem(key, fmt::format("{} is out of range; write a number from {} to {}", *value,
                               within.least, within.most));
  return fallback;
}

std::int64_t table_reader::integer(std::string_view key, std::int64_t fallback,
                                   bounds<std::int64_t> within) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_integer();
  if (value == nullptr) {
    add_wrong_type(key, *node, "a whole number, without quotes");
    return fallback;
  }
  if (value->get() >= within.least && value->get() <= within.most) return value->get();
  add_problem(key, fmt::format("{} is out of range; write a number from {} to {}", value->get(),
                               within.least, within.most));
  return fallback;
}

std::chrono::milliseconds table_reader::duration(std::string_view key,
                                                 std::chrono::milliseconds fallback,
                                                 bounds<std::chrono::milliseconds> within) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const auto* text = node->as_string();
  const auto value = text != nullptr ? parse_duration(text->get()) : std::nullopt;
  if (node->is_number()) {
    add_problem(key, bare(*node, "s"));
  } else if (text == nullptr) {
    add_wrong_type(key, *node, "a duration such as \"60s\"");
  } else if (!value) {
    add_problem(key,
                fmt::format("{:?} is not a duration; write a whole number and ms, s, m, h or d, "
                            "such as \"60s\"",
                            text->get()));
  } else if (*value < within.least || *value > within.most) {
    add_problem(key, fmt::format("{:?} is out of range; write \"{}\" to \"{}\"", text->get(),
                                 format_duration(within.least), format_duration(within.most)));
  } else {
    return *value;
  }
  return fallback;
}

std::chrono::milliseconds table_reader::optional_duration(
    std::string_view key, bounds<std::chrono::milliseconds> within) {
  const toml::node* node = find(key);
  const auto* text = node != nullptr ? node->as_string() : nullptr;
  if (text != nullptr && text->get().empty()) return std::chrono::milliseconds(0);
  return duration(key, std::chrono::milliseconds(0), within);
}

std::size_t table_reader::size(std::string_view key, std::size_t fallback,
                               bounds<std::size_t> within) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const auto* text = node->as_string();
  const auto value = text != nullptr ? parse_size(text->get()) : std::nullopt;
  if (node->is_number()) {
    add_problem(key, bare(*node, "MiB"));
  } else if (text == nullptr) {
    add_wrong_type(key, *node, "a size such as \"64MiB\"");
  } else if (!value) {
    add_problem(key, fmt::format("{:?} is not a size; write a whole number and B, KiB, MiB or GiB, "
                                 "such as \"64MiB\"",
                                 text->get()));
  } else if (*value < within.least || *value > within.most) {
    add_problem(key, fmt::format("{:?} is out of range; write {} to {}", text->get(),
                                 format_size(within.least), format_size(within.most)));
  } else {
    return *value;
  }
  return fallback;
}

std::vector<table_reader::item> table_reader::texts(std::string_view key) {
  std::vector<item> items;
  const toml::node* node = find(key);
  if (node == nullptr) return items;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    add_wrong_type(key, *node, "an array of strings, in [ ]");
    return items;
  }
  for (const toml::node& element : *array) {
    const std::size_t at = element.source().begin.line;
    if (const auto* text = element.as_string()) {
      items.push_back({text->get(), at});
    } else {
      add_problem_at(at, key,
                     fmt::format("holds {}; every item is a string, in quotes", type_of(element)));
    }
  }
  return items;
}

table_reader table_reader::section(std::string_view key) {
  const toml::node* node = find(key);
  if (node != nullptr && !node->is_table())
    add_problem(key, fmt::format("is {}, not a table; write [{}]", type_of(*node), path_of(key)));
  return {node != nullptr ? node->as_table() : nullptr, path_of(key), line_of(key), found_};
}

std::vector<table_reader> table_reader::sections(std::string_view key) {
  std::vector<table_reader> readers;
  const toml::node* node = find(key);
  if (node == nullptr) return readers;
  const toml::array* array = node->as_array();
  const auto is_table = [](const toml::node& element) { return element.is_table(); };
  if (array == nullptr || !std::ranges::all_of(*array, is_table)) {
    add_problem(key, fmt::format("is {}, not a list of tables; write [[{}]]", type_of(*node),
                                 path_of(key)));
    return readers;
  }
  for (const toml::node& element : *array)
    readers.emplace_back(element.as_table(), path_of(key), element.source().begin.line, found_);
  return readers;
}

std::size_t table_reader::pick(std::string_view key, std::size_t fallback,
                               const std::vector<std::string_view>& names) {
  if (find(key) == nullptr) return fallback;
  const std::string value = text(key);
  const auto at = std::ranges::find(names, value);
  if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  if (table_->get(key)->is_string())
    add_problem(key, fmt::format("{:?} is not known; write {}", value, alternatives(names)));
  return fallback;
}

bool table_reader::has(std::string_view key) const {
  return table_ != nullptr && table_->contains(key);
}

std::size_t table_reader::line_of(std::string_view key) const {
  const toml::node* node = table_ != nullptr ? table_->get(key) : nullptr;
  return node != nullptr && node->source().begin.line > 0 ? node->source().begin.line : line_;
}

void table_reader::add_problem(std::string_view key, std::string_view text) {
  add_problem_at(line_of(key), key, text);
}

void table_reader::add_problem_at(std::size_t line, std::string_view key, std::string_view text) {
  found_.add(line, path_of(key), text);
}

void table_reader::warn(std::string_view key, std::string_view text) {
  found_.warn(line_of(key), path_of(key), text);
}

void table_reader::add_unknown_keys() {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    const std::string_view name = key.str();
    if (std::ranges::find(known_, name) != known_.end()) continue;
    const std::string_view meant = nearest(name, {known_.begin(), known_.end()});
    const std::string way_out =
        meant.empty() ? "the keys here are " + fmt::format("{}", fmt::join(known_, ", "))
                      : fmt::format("did you mean \"{}\"?", meant);
    add_problem(name, "is not a key algologd knows; " + way_out);
  }
}

const toml::node* table_reader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
  return table_ != nullptr ? table_->get(key) : nullptr;
}

std::string table_reader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void table_reader::add_wrong_type(std::string_view key, const toml::node& node,
                                  std::string_view wanted) {
  add_problem(key, fmt::format("is {}; write {}", type_of(node), wanted));
}

}  // namespace algolog
