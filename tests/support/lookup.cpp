#include "lookup.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace algolog::test {
namespace {

/// The names that tests have set. Never destroyed: a look-up that nobody waits for may outlive
/// main.
struct book {
  std::mutex lock;
  std::condition_variable changed;
  std::map<std::string, std::vector<std::string>> addresses;
  std::map<std::string, int> failures;
  std::map<std::string, int> asked;
  std::multiset<std::string> inside;
  std::set<std::string> hanging;
  std::set<std::string> passing;  ///< new look-ups do not hang, older ones still do
};

book& pages() {
  static auto* one = new book;
  return *one;
}

using signature = int(const char*, const char*, const addrinfo*, addrinfo**);

signature& real_lookup() {
  static auto* const found = reinterpret_cast<signature*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return *found;
}

/// Waits while `name` hangs, then takes what is to be answered.
int turn_page(const std::string& name, std::vector<std::string>& addresses) {
  auto& of = pages();
  std::unique_lock held(of.lock);
  ++of.asked[name];
  const auto place = of.inside.insert(name);
  const bool hangs = of.passing.count(name) == 0;
  of.changed.wait(held, [&] { return !hangs || of.hanging.count(name) == 0; });
  of.inside.erase(place);
  of.changed.notify_all();
  const auto known = of.addresses.find(name);
  if (known != of.addresses.end()) addresses = known->second;
  return std::exchange(of.failures[name], 0);
}

/// One list of all addresses, as glibc's freeaddrinfo takes it: node by node.
int list_of(const std::vector<std::string>& addresses, const char* service, const addrinfo* hints,
            addrinfo** out) {
  *out = nullptr;
  addrinfo numeric = *hints;
  numeric.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  for (const auto& address : addresses) {
    addrinfo* one = nullptr;
    const int failed = real_lookup()(address.c_str(), service, &numeric, &one);
    if (failed != 0) return failed;
    while (*out != nullptr) out = &(*out)->ai_next;
    *out = one;
  }
  return 0;
}

}  // namespace

void lead(const std::string& name, std::vector<std::string> addresses) {
  const std::scoped_lock held(pages().lock);
  pages().addresses[name] = std::move(addresses);
}

void fail_once(const std::string& name, int code) {
  const std::scoped_lock held(pages().lock);
  pages().failures[name] = code;
}

int lookups_of(const std::string& name) {
  const std::scoped_lock held(pages().lock);
  return pages().asked[name];
}

hanging_lookup::hanging_lookup(std::string name) : name_(std::move(name)) {
  const std::scoped_lock held(pages().lock);
  pages().hanging.insert(name_);
}

hanging_lookup::~hanging_lookup() {
  std::unique_lock held(pages().lock);
  pages().hanging.erase(name_);
  pages().changed.notify_all();
  pages().changed.wait(held, [&] { return pages().inside.count(name_) == 0; });
}

void hanging_lookup::let_others_pass() {
  const std::scoped_lock held(pages().lock);
  pages().passing.insert(name_);
}

bool hanging_lookup::entered() const {
  const std::scoped_lock held(pages().lock);
  return pages().inside.count(name_) != 0;
}

}  // namespace algolog::test

// The program's own definition comes before the C library's, for every caller in it.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** out) {
  using namespace algolog::test;
  if (name == nullptr || hints == nullptr) return real_lookup()(name, service, hints, out);
  std::vector<std::string> addresses;
  const int failed = turn_page(name, addresses);
  if (failed != 0) return failed;
  if (addresses.empty()) return real_lookup()(name, service, hints, out);
  return list_of(addresses, service, hints, out);
}
