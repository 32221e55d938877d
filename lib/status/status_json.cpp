#include "status/status_json.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "api/bounded_json.hpp"
#include "status/status_fields.hpp"
#include "text/valid_utf8.hpp"

namespace algolog {
namespace json = boost::json;
namespace {

constexpr std::array states{target_state::ok, target_state::waiting, target_state::failing,
                            target_state::parked};
constexpr std::array collections{collection::errors, collection::builds, collection::versions};

template <class T>
concept has_fields = requires(T& of) {
  each_field(of, [](auto, auto&) {});
};

std::string_view name_of(verdict::level level) {
  switch (level) {
    case verdict::level::good: return "good";
    case verdict::level::warning: return "warning";
    case verdict::level::bad: return "bad";
  }
  return "unknown";
}

std::string_view name_of(attention::kind kind) {
  switch (kind) {
    case attention::kind::losing: return "losing";
    case attention::kind::down: return "down";
    case attention::kind::failing: return "failing";
    case attention::kind::storage: return "storage";
    case attention::kind::quarantine: return "quarantine";
    case attention::kind::reload: return "reload";
  }
  return "unknown";
}

/// Its values share memory that is freed as a whole, since each target has dozens of them.
class writer_of_json {
 public:
  json::value of(std::int64_t number) { return json::value(number, memory_); }
  json::value of(double number) { return json::value(number, memory_); }
  json::value of(bool yes) { return json::value(yes, memory_); }
  json::value of(const std::string& text) { return json::value(json::string_view(text), memory_); }
  json::value of(collection what) { return json::value(algolog::name_of(what), memory_); }
  json::value of(target_state state) { return json::value(algolog::name_of(state), memory_); }
  template <class T>
  json::value of(const std::optional<T>& maybe) {
    return maybe ? of(*maybe) : json::value(nullptr, memory_);
  }
  template <class T>
  json::value of(const std::vector<T>& all) {
    json::array made(memory_);
    made.reserve(all.size());
    for (const T& one : all) made.push_back(of(one));
    return made;
  }
  template <has_fields T>
  json::object of(const T& from) {
    json::object made(memory_);
    made.reserve(20);
    each_field(from,
               [&](std::string_view name, const auto& field) { made.emplace(name, of(field)); });
    return made;
  }
  json::object of(const attention& one) {
    json::object made(memory_);
    made.emplace("kind", name_of(one.what));
    made.emplace("since", of(one.since));
    made.emplace("where", of(one.where));
    made.emplace("problem", of(one.problem));
    made.emplace("detail", of(one.detail));
    made.emplace("advice", of(one.advice));
    return made;
  }
  json::object of(const verdict& judged) {
    json::object made(memory_);
    made.emplace("level", name_of(judged.how));
    made.emplace("sentence", of(judged.sentence));
    made.emplace("attention", of(judged.wants));
    return made;
  }

 private:
  json::storage_ptr memory_ = json::make_shared_resource<json::monotonic_resource>();
};

/// Fills in what is there; the first field of a wrong type is the problem.
class reader_of_json {
 public:
  bool read(const json::value& from, std::int64_t& to) {
    if (!from.is_int64()) return false;
    to = from.get_int64();
    return true;
  }
  bool read(const json::value& from, double& to) {
    if (!from.is_number()) return false;
    to = from.to_number<double>();
    return true;
  }
  bool read(const json::value& from, bool& to) {
    if (!from.is_bool()) return false;
    to = from.get_bool();
    return true;
  }
  bool read(const json::value& from, std::string& to) {
    if (!from.is_string()) return false;
    to = from.get_string();
    return true;
  }
  bool read(const json::value& from, collection& to) { return pick(from, collections, to); }
  bool read(const json::value& from, target_state& to) { return pick(from, states, to); }
  template <class T>
  bool read(const json::value& from, std::optional<T>& to) {
    if (from.is_null()) return true;
    return read(from, to.emplace());
  }
  template <class T>
  bool read(const json::value& from, std::vector<T>& to) {
    if (!from.is_array()) return false;
    to.reserve(from.get_array().size());
    for (const json::value& one : from.get_array())
      if (!read(one, to.emplace_back())) return false;
    return true;
  }
  template <has_fields T>
  bool read(const json::value& from, T& to) {
    if (!from.is_object()) return false;
    each_field(to, [&](std::string_view name, auto& field) {
      const json::value* found = problem_.empty() ? from.get_object().if_contains(name) : nullptr;
      if (found != nullptr && !read(*found, field) && problem_.empty()) problem_ = name;
    });
    return problem_.empty();
  }
  const std::string& problem() const noexcept { return problem_; }

 private:
  template <class E, std::size_t N>
  static bool pick(const json::value& from, const std::array<E, N>& among, E& to) {
    if (!from.is_string()) return false;
    for (const E one : among) {
      if (algolog::name_of(one) != std::string_view(from.get_string())) continue;
      to = one;
      return true;
    }
    return false;
  }

  std::string problem_;
};

error misshapen(const std::string& why) {
  return {errc::unexpected_shape, "no status of algologd: " + why};
}

}  // namespace

std::string to_json(const status& of, const verdict* of_it) {
  writer_of_json writer;
  json::object made = writer.of(of);
  if (of_it != nullptr) made.emplace("verdict", writer.of(*of_it));
  return valid_utf8(json::serialize(made));
}

result<status> status_from_json(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return parsed.error();
  const auto* object = parsed->if_object();
  if (object == nullptr) return misshapen("not an object");
  for (const char* needed : {"at", "live", "targets"})
    if (!object->contains(needed)) return misshapen(std::string("without ") + needed);
  status made;
  reader_of_json reader;
  if (!reader.read(*parsed, made)) return misshapen(reader.problem() + " is not what it should be");
  return made;
}

}  // namespace algolog
