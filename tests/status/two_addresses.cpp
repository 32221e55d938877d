// In the program that this is linked into, the name two.test has two addresses of this machine.
#include <dlfcn.h>
#include <netdb.h>

#include <string_view>

namespace {

using look_up = int(const char*, const char*, const addrinfo*, addrinfo**);

look_up* real() {
  static auto* const found = reinterpret_cast<look_up*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return found;
}

}  // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  if (name == nullptr || std::string_view(name) != "two.test")
    return real()(name, service, hints, found);
  const int failed = real()("127.0.0.1", service, hints, found);
  if (failed != 0) return failed;
  addrinfo* last = *found;
  while (last->ai_next != nullptr) last = last->ai_next;
  return real()("127.0.0.2", service, hints, &last->ai_next);
}
