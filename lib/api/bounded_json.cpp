#include "api/bounded_json.hpp"

#include <algorithm>
#include <boost/json/memory_resource.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/storage_ptr.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <utility>

namespace algolog {
namespace json = boost::json;
namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t spare = 8U << 20;   // bytes: any value of a small text
constexpr std::size_t per_byte = 4;       // a long string while it grows, and its copy
constexpr std::size_t small = 64U << 10;  // bytes of text: far below `spare`, whatever is in it

/// The heap, up to a number of bytes at a time.
class bounded_memory final : public json::memory_resource {
 public:
  /// `free` is what is left; its owner may raise it later.
  explicit bounded_memory(std::shared_ptr<std::size_t> free) noexcept : free_(std::move(free)) {}

 private:
  // JSON values need no more than the usual alignment, and Boost does not always name the same one
  // when it gives memory back.
  void* do_allocate(std::size_t size, std::size_t) override {
    if (size > *free_) throw std::bad_alloc();
    void* memory = ::operator new(size);
    *free_ -= size;
    return memory;
  }
  void do_deallocate(void* memory, std::size_t size, std::size_t) noexcept override {
    ::operator delete(memory);
    *free_ += size;
  }
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  std::shared_ptr<std::size_t> free_;
};

/// What the value of `text` lives in. A small one takes its memory in one piece, and gives it back
/// in one, which saves most of the time.
json::storage_ptr memory_for(std::string_view text, std::shared_ptr<std::size_t> free) {
  auto heap = json::make_shared_resource<bounded_memory>(std::move(free));
  if (text.size() > small) return heap;
  return json::make_shared_resource<json::monotonic_resource>(2048 + 3 * text.size(), heap);
}

json::value parse(std::string_view text, const json::storage_ptr& memory,
                  boost::system::error_code& failed) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::parser parser(memory, options);  // what it holds meanwhile counts too
  parser.reset(memory);
  parser.write(text.data(), text.size(), failed);
  return failed ? json::value() : parser.release();
}

bool is_finite(const json::value& value) {
  if (const auto* number = value.if_double()) return std::isfinite(*number);
  if (const auto* array = value.if_array()) return std::ranges::all_of(*array, is_finite);
  const auto* object = value.if_object();
  return object == nullptr ||
         std::ranges::all_of(*object, [](const auto& member) { return is_finite(member.value()); });
}

}  // namespace

result<json::value> parse_json(std::string_view text) {
  const auto most = spare + per_byte * text.size();
  const auto free = std::make_shared<std::size_t>(most);
  try {
    const auto memory = memory_for(text, free);
    boost::system::error_code failed;
    auto value = parse(text, memory, failed);
    if (failed) return error{errc::not_json, "not JSON: " + failed.message()};
    if (!is_finite(value)) return error{errc::not_json, "not JSON: a number beyond all bounds"};
    *free = std::numeric_limits<std::size_t>::max() / 2;  // callers only remove from the value
    return value;
  } catch (const std::bad_alloc&) {
    return error{errc::too_large,
                 "JSON that would take more than " + std::to_string(most) + " bytes of memory"};
  }
}

}  // namespace algolog
